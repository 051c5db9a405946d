/**
 * What a resource is: its attributes and the functions that make, read, change and end an object.
 *
 * `resource<Client>()({ … })` checks all of it against the attributes: a wrong name or type does
 * not compile. What comes out has forgotten these types, so that resources fit in one list.
 */

import type {
  Attribute,
  Attributes,
  ComputedKeys,
  Config,
  CrossRule,
  DependingOnSiblings,
  Desired,
  Forms,
  Known,
  Plan,
  Problem,
  ProblemText,
  Schema,
  State,
} from '../../schema/index.ts'
import { schemaOf } from '../../schema/index.ts'
import type { Json, ObjectValue } from '../../values/index.ts'
import type { PrivateState } from '../private-state.ts'
import { DEFAULT_TIMEOUTS, timeoutsAttribute } from '../timeouts.ts'
import type { Timeouts } from '../timeouts.ts'

interface IdForms extends Forms {
  readonly state: string
}

/** A resource has an `id`: a computed text that never changes and that import takes. */
export type ResourceAttributes = Attributes<'resource'> & { readonly id: Attribute<IdForms> }

/** What every function that touches the real world is given. */
export interface Calling<Client> {
  readonly client: Client
  /** Aborts when the user cancels, the time is up, or Terraform has gone. Stop promptly then. */
  readonly signal: AbortSignal
  /** Adds a warning to the answer. */
  warn(problem: ProblemText): void
}

/** What functions are given that change an object. */
export interface Changing<Client, S> extends Calling<Client> {
  readonly privateState: PrivateState
  /**
   * Tells what is already true, as soon as it is: should the function fail after that, Terraform
   * keeps these values (and replaces a half-made object next time), and nothing is lost.
   */
  save(partial: Partial<S>): void
}

export interface CreateRequest<Client, A extends Attributes> extends Changing<Client, State<A>> {
  /** What is to be made; only computed attributes are still unknown. */
  readonly desired: Desired<A>
  /** What the user wrote, for write-only attributes. */
  readonly config: Known<A>
}

export interface ReadRequest<Client, A extends Attributes> extends Calling<Client> {
  readonly id: string
  /** What was true last time; null right after an import. */
  readonly state: State<A> | null
  readonly privateState: PrivateState
}

export interface UpdateRequest<Client, A extends Attributes> extends CreateRequest<Client, A> {
  readonly id: string
  readonly prior: State<A>
}

export interface DeleteRequest<Client, A extends Attributes> extends Calling<Client> {
  readonly id: string
  readonly state: State<A>
  readonly privateState: PrivateState
}

export interface DeriveView<A extends Attributes> {
  readonly config: Config<A>
  /** Null when the object is to be created. */
  readonly prior: State<A> | null
  /** The plan so far: defaults are in, computed values are those of the prior state or unknown. */
  readonly planned: Plan<A>
}

/** What checks at plan time are given. */
export interface PlanCalling<Client> {
  /**
   * The client; null while the provider's own configuration is not known. Asking for it is what
   * makes it: a check that needs nothing from outside must not ask.
   */
  client(): Promise<Client | null>
  readonly signal: AbortSignal
}

export interface PlanCheckRequest<Client, A extends Attributes> extends PlanCalling<Client> {
  readonly config: Config<A>
  readonly prior: State<A> | null
  readonly planned: Plan<A>
  /** The change needs a new object. */
  readonly isReplace: boolean
}

export interface DestroyCheckRequest<Client, A extends Attributes> extends PlanCalling<Client> {
  readonly id: string
  readonly state: State<A>
}

/** Turns the attributes of one version of a state into those of the next. */
export type StateUpgrade = (old: JsonObject) => JsonObject

export interface JsonObject {
  readonly [name: string]: Json
}

/** A resource as its author writes it. */
export interface ResourceDeclaration<Client, A extends ResourceAttributes> {
  /** With the provider's prefix: `lb_server_group`. */
  readonly type: string
  /** Version of the schema; grows when old states need an upgrade. Default 0. */
  readonly version?: number
  /** Markdown. */
  readonly description: string
  readonly deprecated?: string
  readonly attributes: A & DependingOnSiblings<A>
  /** Rules between attributes: `conflicting('a', 'b')`. */
  readonly rules?: readonly CrossRule<keyof NoInfer<A> & string>[]
  /** Default limits of the operations, as in "10m". */
  readonly timeouts?: Partial<Timeouts>
  /** Further validation. Values may be unknown; nothing outside may be asked. */
  readonly validate?: (config: Config<NoInfer<A>>) => readonly Problem[]
  /**
   * Computed values that are known at plan. Pure: the same view gives the same values. A value is
   * taken where the configuration has none.
   */
  readonly derive?: (
    view: DeriveView<NoInfer<A>>,
  ) => Partial<Pick<Plan<NoInfer<A>>, ComputedKeys<NoInfer<A>>>>
  /**
   * Changed attributes that, as things are outside, this object cannot take and a new one can;
   * found while planning. Asked of changes that no `requiresReplace` has decided.
   */
  readonly findReplacing?: (
    request: PlanCheckRequest<Client, NoInfer<A>>,
  ) => Promise<readonly (keyof NoInfer<A> & string)[]>
  /** What speaks against a create or an update, found while planning. */
  readonly checkPlan?: (
    request: PlanCheckRequest<Client, NoInfer<A>>,
  ) => Promise<readonly Problem[]>
  /**
   * What speaks against a destroy, found while planning: one of its own, or as part of a
   * replacement. Asked of every object that is planned, so it should need nobody for its answer.
   */
  readonly checkDestroy?: (
    request: DestroyCheckRequest<Client, NoInfer<A>>,
  ) => Promise<readonly Problem[]>
  readonly create: (request: CreateRequest<Client, NoInfer<A>>) => Promise<State<NoInfer<A>>>
  /** What is true now; null when the object is gone. Throw when that cannot be found out. */
  readonly read: (request: ReadRequest<Client, NoInfer<A>>) => Promise<State<NoInfer<A>> | null>
  readonly update: (request: UpdateRequest<Client, NoInfer<A>>) => Promise<State<NoInfer<A>>>
  /** Ends the object. An object that is gone already is no error. */
  readonly delete: (request: DeleteRequest<Client, NoInfer<A>>) => Promise<void>
  /** The id for the text after `terraform import`; the text itself when left out. */
  readonly importId?: (text: string) => string
  /** By the version they start from; each leads to the next version. */
  readonly upgrades?: Readonly<Record<number, StateUpgrade>>
  /** By the type that they come from, of this provider: how its state becomes one of this type. */
  readonly moves?: Readonly<Record<string, StateUpgrade>>
}

/** The same with its types forgotten. Only `resource` makes one. */
export interface Resource<in Client> {
  readonly type: string
  readonly schema: Schema
  readonly timeouts: Timeouts
  readonly upgrades: Readonly<Record<number, StateUpgrade>>
  readonly moves: Readonly<Record<string, StateUpgrade>>
  readonly validate: (config: ObjectValue) => readonly Problem[]
  readonly derive: (view: {
    readonly config: ObjectValue
    readonly prior: ObjectValue | null
    readonly planned: ObjectValue
  }) => ObjectValue
  readonly findReplacing: (request: ErasedPlanCheck<Client>) => Promise<readonly string[]>
  readonly checkPlan: (request: ErasedPlanCheck<Client>) => Promise<readonly Problem[]>
  /** Null: nothing ever does. */
  readonly checkDestroy:
    ((request: ErasedDestroyCheck<Client>) => Promise<readonly Problem[]>) | null
  readonly create: (request: ErasedCreate<Client>) => Promise<ObjectValue>
  readonly read: (request: ErasedRead<Client>) => Promise<ObjectValue | null>
  readonly update: (request: ErasedUpdate<Client>) => Promise<ObjectValue>
  readonly delete: (request: ErasedDelete<Client>) => Promise<void>
  readonly importId: (text: string) => string
}

export interface ErasedPlanCheck<Client> extends PlanCalling<Client> {
  readonly config: ObjectValue
  readonly prior: ObjectValue | null
  readonly planned: ObjectValue
  readonly isReplace: boolean
}

export interface ErasedDestroyCheck<Client> extends PlanCalling<Client> {
  readonly id: string
  readonly state: ObjectValue
}

export interface ErasedCreate<Client> extends Changing<Client, ObjectValue> {
  readonly desired: ObjectValue
  readonly config: ObjectValue
}

export interface ErasedRead<Client> extends Calling<Client> {
  readonly id: string
  readonly state: ObjectValue | null
  readonly privateState: PrivateState
}

export interface ErasedUpdate<Client> extends ErasedCreate<Client> {
  readonly id: string
  readonly prior: ObjectValue
}

export interface ErasedDelete<Client> extends Calling<Client> {
  readonly id: string
  readonly state: ObjectValue
  readonly privateState: PrivateState
}

/** Declares a resource for a client: `resource<Client>()({ type: 'lb_x', … })`. */
export function resource<Client>() {
  return <A extends ResourceAttributes>(
    declaration: ResourceDeclaration<Client, A>,
  ): Resource<Client> => {
    const timeouts = { ...DEFAULT_TIMEOUTS, ...declaration.timeouts }
    const { type, upgrades = {}, moves = {}, importId = (text) => text } = declaration
    const attributes = { ...declaration.attributes, timeouts: timeoutsAttribute(timeouts) }
    return {
      ...erase(declaration),
      type,
      schema: schemaOf({ ...declaration, attributes }),
      timeouts,
      upgrades,
      moves,
      importId,
    }
  }
}

type Functions =
  | 'validate'
  | 'derive'
  | 'findReplacing'
  | 'checkPlan'
  | 'checkDestroy'
  | 'create'
  | 'read'
  | 'update'
  | 'delete'

/**
 * Forgets the types of the attributes. The values are of these types all the same: the server
 * decodes each by the schema that the types were inferred from.
 */
function erase<Client, A extends ResourceAttributes>(
  declaration: ResourceDeclaration<Client, A>,
): Pick<Resource<Client>, Functions> {
  const none = (): readonly Problem[] => []
  const complete = {
    ...declaration,
    validate: declaration.validate ?? none,
    derive: declaration.derive ?? (() => ({})),
    findReplacing: declaration.findReplacing ?? (() => Promise.resolve([])),
    checkPlan: declaration.checkPlan ?? (() => Promise.resolve(none())),
    checkDestroy: declaration.checkDestroy ?? null,
  }
  return complete as unknown as Pick<Resource<Client>, Functions>
}
