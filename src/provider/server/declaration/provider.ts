/**
 * What a provider is: its configuration, how a client is made of it, and explicit lists of
 * everything it offers.
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
import type { Action } from './action.ts'
import type { DataSource } from './data-source.ts'
import type { Ephemeral } from './ephemeral.ts'
import type { ProviderFunction } from './function.ts'
import type { ListResource } from './list-resource.ts'
import type { Resource } from './resource.ts'

export interface ConfigureRequest<P extends Attributes> {
  /** What the user wrote in the provider block; wholly known. */
  readonly config: Known<P>
  /** Such as `1.11.4`; empty when the caller does not say. */
  readonly terraformVersion: string
  /** Aborts when the user cancels or Terraform has gone. */
  readonly signal: AbortSignal
}

/** A provider as its author writes it. */
export interface ProviderDeclaration<Client, P extends Attributes<'setting'>> {
  /** The type name without a prefix: `lb`. Resource types start with it. */
  readonly name: string
  /** Markdown. */
  readonly description: string
  /** Where users report bugs; appears in the text for unexpected errors. */
  readonly reportTo?: string
  readonly attributes: P & DependingOnSiblings<P>
  readonly rules?: readonly CrossRule<keyof NoInfer<P> & string>[]
  /** Further validation. Values may be unknown; nothing outside may be asked. */
  readonly validate?: (config: Config<NoInfer<P>>) => readonly Problem[]
  /**
   * Makes the client. Called when the first function asks for it, once per configuration, so that
   * validating and planning new objects start nothing.
   */
  readonly configure: (request: ConfigureRequest<NoInfer<P>>) => Promise<Client>
  /**
   * Called before an orderly end: Terraform has received all answers by then. Not called when it
   * was killed, or went away without a word.
   */
  readonly settle?: (client: Client) => Promise<void>
  /** Lets go of a client when Terraform is done with it or configures anew. */
  readonly close?: (client: Client) => Promise<void>
  readonly resources: readonly Resource<Client>[]
  readonly dataSources?: readonly DataSource<NoInfer<Client>>[]
  readonly ephemerals?: readonly Ephemeral<NoInfer<Client>>[]
  readonly functions?: readonly ProviderFunction[]
  readonly listResources?: readonly ListResource<NoInfer<Client>>[]
  readonly actions?: readonly Action<NoInfer<Client>>[]
}

/** The same with its types forgotten, and looked up by name. Only `provider` makes one. */
export interface Provider {
  readonly name: string
  readonly reportTo: string | null
  readonly schema: Schema
  readonly validate: (config: ObjectValue) => readonly Problem[]
  readonly configure: (request: {
    readonly config: ObjectValue
    readonly terraformVersion: string
    readonly signal: AbortSignal
  }) => Promise<unknown>
  readonly settle: (client: unknown) => Promise<void>
  readonly close: (client: unknown) => Promise<void>
  readonly resources: ReadonlyMap<string, Resource<unknown>>
  readonly dataSources: ReadonlyMap<string, DataSource<unknown>>
  readonly ephemerals: ReadonlyMap<string, Ephemeral<unknown>>
  readonly functions: ReadonlyMap<string, ProviderFunction>
  readonly listResources: ReadonlyMap<string, ListResource<unknown>>
  readonly actions: ReadonlyMap<string, Action<unknown>>
}

/** Declares a provider. Two things of one kind and name are a mistake and throw. */
export function provider<Client, P extends Attributes<'setting'>>(
  declaration: ProviderDeclaration<Client, P>,
): Provider {
  const erased = {
    validate: declaration.validate ?? (() => []),
    configure: declaration.configure,
    settle: declaration.settle ?? (() => Promise.resolve()),
    close: declaration.close ?? (() => Promise.resolve()),
    resources: byName(declaration.resources, ({ type }) => type),
    dataSources: byName(declaration.dataSources ?? [], ({ type }) => type),
    ephemerals: byName(declaration.ephemerals ?? [], ({ type }) => type),
    listResources: byName(declaration.listResources ?? [], ({ type }) => type),
    actions: byName(declaration.actions ?? [], ({ type }) => type),
  }
  return {
    // The client that these functions take is the one that `configure` made.
    ...(erased as unknown as Omit<Provider, 'name' | 'reportTo' | 'schema' | 'functions'>),
    name: declaration.name,
    reportTo: declaration.reportTo ?? null,
    schema: schemaOf(declaration),
    functions: byName(declaration.functions ?? [], ({ name }) => name),
  }
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, T> {
  const map = new Map(items.map((item) => [nameOf(item), item]))
  if (map.size < items.length) {
    const names = items.map(nameOf)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    throw new TypeError(`${twice} is declared twice`)
  }
  return map
}
