/**
 * The tie to the agent: watched for as long as the control process lives, made again when it
 * breaks.
 *
 * Answers for: whether the agent is there, its reports, and news of both. Does not know: what is to
 * be applied; `delivery.ts` does that.
 */

import type { Agent, AgentInfo, AgentReport } from '../agent/contract.ts'
import { createBackoff, pause } from '../runtime/index.ts'
import type { Logger } from '../runtime/index.ts'
import { AGENT_BACKOFF } from './limits.ts'

export interface AgentLinkOptions {
  readonly agent: Agent
  readonly logger: Logger
  readonly onMet: (info: AgentInfo) => void
  readonly onLost: (info: AgentInfo) => void
  /** `isFirst`: of this connection, so it tells everything. */
  readonly onReport: (report: AgentReport, isFirst: boolean) => void
}

export class AgentLink {
  readonly #options: AgentLinkOptions
  readonly #closing = new AbortController()
  readonly #running: Promise<void>
  #info: AgentInfo | null = null

  /** Starts watching at once. */
  constructor(options: AgentLinkOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Of the agent that is connected; null while none is. */
  get info(): AgentInfo | null {
    return this.#info
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    const backoff = createBackoff(AGENT_BACKOFF)
    while (!signal.aborted) {
      try {
        await this.#watch(() => backoff.reset())
      } catch (error) {
        if (!signal.aborted) this.#options.logger.debug('no agent', { cause: String(error) })
      }
      this.#lose()
      await pause(backoff.nextMs(), signal).catch(() => {})
    }
  }

  async #watch(onMet: () => void): Promise<void> {
    const { agent, onReport } = this.#options
    const { signal } = this.#closing
    const info = await agent.info(signal)
    let isFirst = true
    for await (const report of agent.watch(signal)) {
      if (isFirst) {
        onMet()
        this.#info = info
        this.#options.onMet(info)
      }
      onReport(report, isFirst)
      isFirst = false
    }
  }

  #lose(): void {
    const info = this.#info
    this.#info = null
    if (info !== null && !this.#closing.signal.aborted) this.#options.onLost(info)
  }
}
