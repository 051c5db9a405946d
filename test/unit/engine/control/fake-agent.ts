/**
 * An agent without a network that keeps the agent's contract: it serves what was applied last,
 * rejects and fails when told to, and reports the health it is given.
 */

import type { Agent, AgentInfo, AgentReport } from '../../../../src/engine/agent/contract.ts'
import type { TargetHealth, TargetState } from '../../../../src/engine/agent/contract.ts'
import type { Counted, Family } from '../../../../src/engine/agent/index.ts'
import type { ApplyOutcome } from '../../../../src/engine/dataplane/contract.ts'
import type { Problem, ProxyConfig } from '../../../../src/engine/ir/index.ts'

type Judge = (config: ProxyConfig) => readonly Problem[]

export class FakeAgent implements Agent {
  /** Of every attempt, applied or not, in order. */
  readonly attempts: ProxyConfig[] = []
  served: ProxyConfig = { revision: 0, instances: [] }
  /** What the data plane would refuse. */
  judge: Judge = () => []
  /** While it does not answer, every call fails and watchers end. */
  isThere = true
  /** Applied, but the answer is lost on its way: so many times. */
  answersToLose = 0
  stoppedAfterMs: number | null = null
  told: readonly Family[] = []
  #gate: Promise<void> = Promise.resolve()
  #watchers = new Set<Mailbox>()
  #targets = new Map<string, TargetHealth>()

  async info(): Promise<AgentInfo> {
    this.#assertThere()
    return { pid: 42, version: '1.2.3', dataplane: 'fake', revision: this.served.revision }
  }

  async check(config: ProxyConfig): Promise<readonly Problem[]> {
    this.#assertThere()
    return this.judge(config)
  }

  async apply(config: ProxyConfig, signal: AbortSignal): Promise<ApplyOutcome> {
    this.#assertThere()
    this.attempts.push(config)
    await this.#gate
    signal.throwIfAborted()
    const problems = this.judge(config)
    if (problems.length > 0) return { kind: 'rejected', problems }
    this.served = config
    if (this.answersToLose > 0) {
      this.answersToLose -= 1
      throw new Error('the connection broke')
    }
    return { kind: 'applied', revision: config.revision }
  }

  async *watch(signal: AbortSignal): AsyncGenerator<AgentReport> {
    this.#assertThere()
    const mailbox = new Mailbox()
    this.#watchers.add(mailbox)
    try {
      yield { kind: 'targets', targets: [...this.#targets.values()] }
      yield* mailbox.read(signal)
    } finally {
      this.#watchers.delete(mailbox)
    }
  }

  async tell(families: readonly Family[]): Promise<void> {
    this.#assertThere()
    this.told = families
  }

  async stop(graceMs: number): Promise<void> {
    this.stoppedAfterMs = graceMs
  }

  /** Applies wait until the result is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gate = promise
    return resolve
  }

  /** Every watcher's connection breaks. */
  disconnect(): void {
    for (const watcher of this.#watchers) watcher.fail(new Error('the connection broke'))
  }

  /** Reports a verdict on the endpoint of the pool, which must be served. */
  report(at: { poolId: string; endpointId: string; state: TargetState; sinceMs: number }): void {
    const pools = this.served.instances.flatMap((instance) => instance.pools)
    const pool = pools.find((each) => each.id === at.poolId)
    const endpoint = pool?.endpoints.find((each) => each.id === at.endpointId)
    if (endpoint === undefined) throw new Error(`${at.endpointId} is not served`)
    const { address, port, zone, weight } = endpoint
    const reason = at.state === 'unhealthy' ? ('connect_failed' as const) : null
    const target = { ...at, address, port, zone, weight, reason }
    this.#targets.set(`${at.poolId}/${at.endpointId}`, target)
    this.#send({ kind: 'targets', targets: [target] })
  }

  /** Reports what a data plane has counted. */
  count(counters: Counted): void {
    this.#send({ kind: 'counters', ...counters })
  }

  /** Reports that the endpoint has drained. */
  reportGone(target: { poolId: string; endpointId: string }): void {
    this.#targets.delete(`${target.poolId}/${target.endpointId}`)
    this.#send({ kind: 'gone', targets: [target] })
  }

  #send(report: AgentReport): void {
    for (const watcher of this.#watchers) watcher.put(report)
  }

  #assertThere(): void {
    if (!this.isThere) throw new Error('nobody listens')
  }
}

/** Reports for one watcher. */
class Mailbox {
  #reports: AgentReport[] = []
  #news = Promise.withResolvers<void>()

  put(report: AgentReport): void {
    this.#reports.push(report)
    this.#news.resolve()
  }

  fail(error: Error): void {
    this.#news.promise.catch(() => {})
    this.#news.reject(error)
  }

  async *read(signal: AbortSignal): AsyncGenerator<AgentReport> {
    if (signal.aborted) throw new Error('aborted')
    signal.addEventListener('abort', () => this.fail(new Error('aborted')), { once: true })
    for (;;) {
      await this.#news.promise
      this.#news = Promise.withResolvers()
      yield* this.#reports.splice(0)
    }
  }
}
