/**
 * CallFunction: a pure computation. The provider was not configured for it.
 */

import { FunctionError } from '../declaration/function.ts'
import type { ProviderFunction } from '../declaration/function.ts'
import type { Value } from '../../values/index.ts'

export type FunctionAnswer =
  | { readonly result: Value }
  | {
      readonly text: string
      /** Null when no argument is to blame. */ readonly argument: number | null
    }

/** The result, or the failure that the function announced; anything else is thrown on. */
export function callFunction(of: ProviderFunction, args: readonly Value[]): FunctionAnswer {
  for (const [index, { of: type, name }] of of.parameters.entries()) {
    const [fault] = type.faultsOf(args[index] ?? null)
    if (fault !== undefined) return { text: `${name} ${fault.rule}`, argument: index }
  }
  try {
    return { result: of.call(args) }
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    const index = of.parameters.findIndex(({ name }) => name === error.parameter)
    return { text: error.message, argument: index === -1 ? null : index }
  }
}
