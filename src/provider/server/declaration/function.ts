/**
 * What a provider function is: a pure computation that configurations can call. It runs on a
 * provider that was never configured, so it has no client.
 */

import type { KnownOf, Plain } from '../../schema/index.ts'
import type { Value } from '../../values/index.ts'

/** One parameter; its place in the list of parameters is its place in the call. */
export interface Parameter<T extends Plain = Plain> {
  readonly of: T
  /** Markdown. */
  readonly description: string
}

type Parameters = Readonly<Record<string, Parameter>>

type Arguments<P extends Parameters> = { readonly [K in keyof P]: KnownOf<P[K]['of']> }

/** A function as its author writes it. */
export interface FunctionDeclaration<P extends Parameters, R extends Plain> {
  readonly name: string
  /** One line. */
  readonly summary: string
  /** Markdown. */
  readonly description: string
  /**
   * In the order of the call. Null is refused by Terraform; an unknown makes the result unknown.
   */
  readonly parameters: P
  readonly returns: R
  /** Throw a FunctionError to blame an argument. Must be deterministic. */
  readonly call: (args: Arguments<NoInfer<P>>) => KnownOf<NoInfer<R>>
}

/** The same with its types forgotten. Only `providerFunction` makes one. */
export interface ProviderFunction {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly (Parameter & { readonly name: string })[]
  readonly returns: Plain
  readonly call: (args: readonly Value[]) => Value
}

/** An expected failure of a function. */
export class FunctionError extends Error {
  /** The name of the parameter to blame; null when it is none in particular. */
  readonly parameter: string | null

  constructor(text: string, parameter: string | null = null) {
    super(text)
    this.name = 'FunctionError'
    this.parameter = parameter
  }
}

/** Declares a function; called as `provider::lb::name(…)`. */
export function providerFunction<const P extends Parameters, R extends Plain>(
  declaration: FunctionDeclaration<P, R>,
): ProviderFunction {
  const parameters = Object.entries(declaration.parameters).map(([name, parameter]) => ({
    ...parameter,
    name,
  }))
  return {
    name: declaration.name,
    summary: declaration.summary,
    description: declaration.description,
    parameters,
    returns: declaration.returns,
    call: (args) => {
      const named = parameters.map(({ name }, index) => [name, args[index] ?? null] as const)
      // Terraform has checked the arguments against the types that these were inferred from.
      return declaration.call(Object.fromEntries(named) as Arguments<P>) as Value
    },
  }
}
