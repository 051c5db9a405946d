/**
 * What an ephemeral resource is: a value that is opened for one run and stored nowhere.
 */

import type {
  Attributes,
  Config,
  CrossRule,
  DependingOnSiblings,
  Known,
  Problem,
  Schema,
  State,
} from '../../schema/index.ts'
import { schemaOf } from '../../schema/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import type { PrivateState } from '../private-state.ts'
import type { Calling } from './resource.ts'

export interface OpenRequest<Client, A extends Attributes> extends Calling<Client> {
  readonly config: Known<A>
  /** Kept by Terraform from open to renew to close. */
  readonly privateState: PrivateState
}

export interface Opened<S> {
  readonly result: S
  /** When Terraform asks to renew it, in epoch milliseconds; never when left out. */
  readonly renewAtMs?: number
}

export interface RenewRequest<Client> extends Calling<Client> {
  readonly privateState: PrivateState
}

/** An ephemeral resource as its author writes it. */
export interface EphemeralDeclaration<Client, A extends Attributes<'data'>> {
  readonly type: string
  /** Markdown. */
  readonly description: string
  readonly attributes: A & DependingOnSiblings<A>
  readonly rules?: readonly CrossRule<keyof NoInfer<A> & string>[]
  readonly validate?: (config: Config<NoInfer<A>>) => readonly Problem[]
  readonly open: (request: OpenRequest<Client, NoInfer<A>>) => Promise<Opened<State<NoInfer<A>>>>
  /** Prolongs it; returns when to do so again, in epoch milliseconds. */
  readonly renew?: (request: RenewRequest<Client>) => Promise<{ readonly renewAtMs?: number }>
  readonly close?: (request: RenewRequest<Client>) => Promise<void>
}

/** The same with its types forgotten. Only `ephemeral` makes one. */
export interface Ephemeral<in Client> {
  readonly type: string
  readonly schema: Schema
  readonly validate: (config: ObjectValue) => readonly Problem[]
  readonly open: (request: ErasedOpen<Client>) => Promise<Opened<ObjectValue>>
  readonly renew: (request: RenewRequest<Client>) => Promise<{ readonly renewAtMs?: number }>
  readonly close: (request: RenewRequest<Client>) => Promise<void>
}

export interface ErasedOpen<Client> extends Calling<Client> {
  readonly config: ObjectValue
  readonly privateState: PrivateState
}

/** Declares an ephemeral resource: `ephemeral<Client>()({ type: 'lb_token', … })`. */
export function ephemeral<Client>() {
  return <A extends Attributes<'data'>>(
    declaration: EphemeralDeclaration<Client, A>,
  ): Ephemeral<Client> => {
    const {
      validate = () => [],
      renew = () => Promise.resolve({}),
      close = () => Promise.resolve(),
    } = declaration
    // The server decodes each value by the schema that these types were inferred from.
    const erased = { validate, open: declaration.open } as unknown as Pick<
      Ephemeral<Client>,
      'validate' | 'open'
    >
    return { ...erased, renew, close, type: declaration.type, schema: schemaOf(declaration) }
  }
}
