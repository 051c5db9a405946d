/**
 * What a list resource is: a search for objects of a managed resource, those included that no
 * state has. Terraform 1.14 asks for it with `terraform query`.
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
import type { Calling } from './resource.ts'

export interface ListRequest<Client, A extends Attributes> extends Calling<Client> {
  /** What the user wrote; wholly known. */
  readonly config: Known<A>
  /** No more than this many are wanted; more do no harm. */
  readonly limit: number
}

/** One object that was found. */
export interface Listed {
  readonly id: string
  /** For people. */
  readonly name: string
  /** All its attributes but `timeouts`, in the types of the resource. */
  readonly state: Readonly<Record<string, unknown>>
}

/** A list resource as its author writes it. */
export interface ListResourceDeclaration<Client, A extends Attributes<'setting'>> {
  /** The type of the managed resource whose objects are listed. */
  readonly type: string
  /** Markdown. */
  readonly description: string
  readonly attributes: A & DependingOnSiblings<A>
  readonly rules?: readonly CrossRule<keyof NoInfer<A> & string>[]
  readonly validate?: (config: Config<NoInfer<A>>) => readonly Problem[]
  /** One after the other; left early when enough have come. */
  readonly list: (request: ListRequest<Client, NoInfer<A>>) => AsyncIterable<Listed>
}

/** The same with its types forgotten. Only `listResource` makes one. */
export interface ListResource<in Client> {
  readonly type: string
  readonly schema: Schema
  readonly validate: (config: ObjectValue) => readonly Problem[]
  readonly list: (request: ErasedList<Client>) => AsyncIterable<Listed>
}

export interface ErasedList<Client> extends Calling<Client> {
  readonly config: ObjectValue
  readonly limit: number
}

/** Declares a list resource: `listResource<Client>()({ type: 'lb_x', … })`. */
export function listResource<Client>() {
  return <A extends Attributes<'setting'>>(
    declaration: ListResourceDeclaration<Client, A>,
  ): ListResource<Client> => {
    const { validate = () => [], list } = declaration
    // The server decodes each value by the schema that these types were inferred from.
    const erased = { validate, list } as unknown as Pick<ListResource<Client>, 'validate' | 'list'>
    return { ...erased, type: declaration.type, schema: schemaOf(declaration) }
  }
}
