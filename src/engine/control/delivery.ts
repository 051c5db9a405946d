/**
 * Handing configurations to the agent.
 *
 * Answers for: revisions that only go up, and knowing whether the agent serves what it should.
 * Does not know: transactions, or when to try again.
 *
 * Every attempt gets a revision of its own, so that equal revisions always mean equal content, also
 * after a crash between the agent's "applied" and the store's commit. `isInDoubt` is true from the
 * start, and after every attempt whose outcome is not known.
 */

import type { Agent, AgentInfo } from '../agent/contract.ts'
import { toInstances } from '../compile/index.ts'
import type { Compiled } from '../compile/index.ts'
import type { ApplyOutcome } from '../agent/contract.ts'
import type { Problem, ProxyConfig } from '../ir/index.ts'
import { APPLY_ATTEMPT_DEADLINE_MS } from './limits.ts'

export type DeliveryOutcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number; readonly cause: string }

export class Delivery {
  readonly #agent: Agent
  /** The highest revision that anyone has seen. */
  #revision: number
  #appliedRevision = 0
  #isInDoubt = true

  constructor(agent: Agent, storedRevision: number) {
    this.#agent = agent
    this.#revision = storedRevision
  }

  /** Of the last configuration that was applied; 0 before the first. */
  get appliedRevision(): number {
    return this.#appliedRevision
  }

  /** True while the agent may serve something else than the last configuration applied. */
  get isInDoubt(): boolean {
    return this.#isInDoubt
  }

  /** A revision that nobody has used. */
  takeRevision(): number {
    this.#revision += 1
    return this.#revision
  }

  /** To be told what the agent says of itself whenever it is met again. */
  meet(info: AgentInfo): void {
    this.#revision = Math.max(this.#revision, info.revision)
    if (info.revision !== this.#appliedRevision) this.#isInDoubt = true
  }

  /** What was applied is not what is to be: the store did not take it. */
  doubt(): void {
    this.#isInDoubt = true
  }

  /** What the agent would refuse. Throws when it does not answer. */
  async check(compiled: Compiled, signal: AbortSignal): Promise<readonly Problem[]> {
    const config = { revision: this.#revision + 1, instances: toInstances(compiled) }
    return this.#agent.check(config, signal)
  }

  /** One attempt. Never throws; an abort is `unavailable`. */
  async attempt(compiled: Compiled, signal: AbortSignal): Promise<DeliveryOutcome> {
    const deadline = AbortSignal.timeout(APPLY_ATTEMPT_DEADLINE_MS)
    const outcome = await this.#apply(compiled, AbortSignal.any([signal, deadline]))
    if (outcome.kind === 'applied') this.#isInDoubt = false
    else if (outcome.kind === 'unavailable') this.#isInDoubt = true
    return outcome
  }

  async #apply(compiled: Compiled, signal: AbortSignal): Promise<ApplyOutcome> {
    try {
      if (this.#isInDoubt) this.meet(await this.#agent.info(signal))
      const config: ProxyConfig = {
        revision: this.takeRevision(),
        instances: toInstances(compiled),
      }
      const outcome = await this.#agent.apply(config, signal)
      if (outcome.kind === 'applied') this.#appliedRevision = config.revision
      return outcome
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      return { kind: 'unavailable', retryAfterMs: 0, cause }
    }
  }
}
