/**
 * What every request is answered with: the provider, the run it serves, and where to log.
 */

import type { Problem, ProblemText } from '../schema/index.ts'
import { warningProblem } from '../schema/index.ts'
import type { Provider } from './declaration/provider.ts'
import { toProblems } from './faults.ts'
import type { Place } from './faults.ts'
import { SILENT } from './log.ts'
import type { Log } from './log.ts'
import { ProviderError } from './provider-error.ts'
import { Run } from './run.ts'

export interface HostOptions {
  /**
   * Development mode: every plan and apply is held against Terraform's rules, and what breaks one
   * fails with a problem that says so.
   */
  readonly isChecked?: boolean
  readonly log?: Log
}

/** One provider being served. */
export interface Host {
  readonly provider: Provider
  readonly run: Run
  readonly isChecked: boolean
  readonly log: Log
}

export function hostOf(provider: Provider, options: HostOptions = {}): Host {
  return {
    provider,
    run: new Run(provider),
    isChecked: options.isChecked ?? false,
    log: options.log ?? SILENT,
  }
}

/** The problems of whatever a request threw. */
export function problemsOf(
  host: Host,
  failure: { error: unknown; place: Place },
): readonly Problem[] {
  const { log, provider } = host
  return toProblems(failure.error, { place: failure.place, log, reportTo: provider.reportTo })
}

/** Warnings of one request, in the order they came. */
export class Warnings {
  readonly #problems: Problem[] = []

  readonly add = (text: ProblemText): void => {
    this.#problems.push(warningProblem(text))
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }
}

/** What is declared under a name. Throws a ProviderError when nothing is. */
export function declared<T>(
  items: ReadonlyMap<string, T>,
  of: { readonly kind: string; readonly name: string },
): T {
  const item = items.get(of.name)
  if (item !== undefined) return item
  throw new ProviderError({
    summary: `Unknown ${of.kind}`,
    detail: `This version of the provider has no ${of.kind} called "${of.name}".`,
  })
}
