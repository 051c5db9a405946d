/**
 * What an action is: something done to the world when the user asks or an event triggers it, and
 * kept in no state. Terraform 1.14 and newer.
 */

import type {
  Attributes,
  Config,
  CrossRule,
  DependingOnSiblings,
  Known,
  Problem,
  Schema,
} from '../../schema/index.ts'
import { schemaOf } from '../../schema/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import type { Calling, PlanCalling } from './resource.ts'

export interface ActionPlanRequest<Client, A extends Attributes> extends PlanCalling<Client> {
  /** Values may be unknown. */
  readonly config: Config<A>
}

export interface InvokeRequest<Client, A extends Attributes> extends Calling<Client> {
  /** What the user wrote; wholly known. */
  readonly config: Known<A>
  /** Tells the user what is going on, at once. */
  readonly progress: (message: string) => void
}

/** An action as its author writes it. */
export interface ActionDeclaration<Client, A extends Attributes<'setting'>> {
  readonly type: string
  /** Markdown. */
  readonly description: string
  readonly attributes: A & DependingOnSiblings<A>
  readonly rules?: readonly CrossRule<keyof NoInfer<A> & string>[]
  readonly validate?: (config: Config<NoInfer<A>>) => readonly Problem[]
  /** What speaks against it, found while planning. */
  readonly checkPlan?: (
    request: ActionPlanRequest<Client, NoInfer<A>>,
  ) => Promise<readonly Problem[]>
  readonly invoke: (request: InvokeRequest<Client, NoInfer<A>>) => Promise<void>
}

/** The same with its types forgotten. Only `action` makes one. */
export interface Action<in Client> {
  readonly type: string
  readonly schema: Schema
  readonly validate: (config: ObjectValue) => readonly Problem[]
  readonly checkPlan: (
    request: PlanCalling<Client> & { readonly config: ObjectValue },
  ) => Promise<readonly Problem[]>
  readonly invoke: (request: ErasedInvoke<Client>) => Promise<void>
}

export interface ErasedInvoke<Client> extends Calling<Client> {
  readonly config: ObjectValue
  readonly progress: (message: string) => void
}

/** Declares an action: `action<Client>()({ type: 'lb_x', … })`. */
export function action<Client>() {
  return <A extends Attributes<'setting'>>(
    declaration: ActionDeclaration<Client, A>,
  ): Action<Client> => {
    const { validate = () => [], checkPlan = () => Promise.resolve([]), invoke } = declaration
    // The server decodes each value by the schema that these types were inferred from.
    const erased = { validate, checkPlan, invoke } as unknown as Pick<
      Action<Client>,
      'validate' | 'checkPlan' | 'invoke'
    >
    return { ...erased, type: declaration.type, schema: schemaOf(declaration) }
  }
}
