/**
 * What a data source is: something to be looked up, never changed.
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
import type { Calling } from './resource.ts'

export interface DataReadRequest<Client, A extends Attributes> extends Calling<Client> {
  /** What the user wrote; wholly known. */
  readonly config: Known<A>
}

/** A data source as its author writes it. */
export interface DataSourceDeclaration<Client, A extends Attributes<'data'>> {
  readonly type: string
  /** Markdown. */
  readonly description: string
  readonly deprecated?: string
  readonly attributes: A & DependingOnSiblings<A>
  readonly rules?: readonly CrossRule<keyof NoInfer<A> & string>[]
  readonly validate?: (config: Config<NoInfer<A>>) => readonly Problem[]
  /** Throw a ProviderError when there is nothing to be found. */
  readonly read: (request: DataReadRequest<Client, NoInfer<A>>) => Promise<State<NoInfer<A>>>
}

/** The same with its types forgotten. Only `dataSource` makes one. */
export interface DataSource<in Client> {
  readonly type: string
  readonly schema: Schema
  readonly validate: (config: ObjectValue) => readonly Problem[]
  readonly read: (request: ErasedDataRead<Client>) => Promise<ObjectValue>
}

export interface ErasedDataRead<Client> extends Calling<Client> {
  readonly config: ObjectValue
}

/** Declares a data source: `dataSource<Client>()({ type: 'lb_x', … })`. */
export function dataSource<Client>() {
  return <A extends Attributes<'data'>>(
    declaration: DataSourceDeclaration<Client, A>,
  ): DataSource<Client> => {
    const { validate = () => [], read } = declaration
    // The server decodes each value by the schema that these types were inferred from.
    const erased = { validate, read } as unknown as Pick<DataSource<Client>, 'validate' | 'read'>
    return { ...erased, type: declaration.type, schema: schemaOf(declaration) }
  }
}
