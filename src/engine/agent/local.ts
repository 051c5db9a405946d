/**
 * The agent itself, in the process where it runs.
 *
 * Answers for: `apply` as one step after the other (checks, disk, first probes, data plane), and
 * everything between health, data plane and watchers. Does not know: its socket, which `service.ts`
 * and `start.ts` do.
 */

import type {
  ApplyOutcome,
  Dataplane,
  ListeningSocket,
  Observation,
} from '../dataplane/contract.ts'
import { EngineError } from '../errors.ts'
import { Scheduler, startProbe, type StartProbe, type Timers } from '../health/index.ts'
import type { Problem, ProxyConfig } from '../ir/index.ts'
import { createBackoff, pause, type Logger } from '../runtime/index.ts'
import type { Addresses } from './addresses/contract.ts'
import { Board } from './board.ts'
import type { Agent, AgentInfo, AgentReport, Family, MetricsState } from './contract.ts'
import { HealthSaver } from './health-saver.ts'
import type { KnownHealth } from './known-health.ts'
import type { LastGood, PreparedConfig } from './last-good.ts'
import {
  APPLIES_WAITING_MAX,
  APPLY_RETRY_AFTER_MS,
  DATAPLANE_APPLY_DEADLINE_MS,
  FIRST_VERDICT_WAIT_MS,
  OBSERVE_RETRY_MS,
  PORT_TRIES,
  RESTORE_RETRY_MS,
  YOUNG_MS,
} from './limits.ts'
import { Line } from './line.ts'
import type { MetricsView } from './metrics/families.ts'
import { share } from './share.ts'
import { Targets, type Stage } from './targets.ts'

/** The log has all of them. */
const FINDINGS_TOLD_MAX = 3

export interface LocalAgentOptions {
  readonly dataplane: Dataplane
  readonly lastGood: LastGood
  /** Where health is kept over a restart. */
  readonly healthPath: string
  readonly logger: Logger
  readonly timers: Timers
  readonly version: string
  /** Absent: binds find their addresses there, or not at all. */
  readonly addresses?: Addresses | undefined
  /** Real probes by default. */
  readonly startProbe?: StartProbe | undefined
}

type Standing = Omit<MetricsView, 'version' | 'vitals'>

export class LocalAgent implements Agent {
  readonly #options: LocalAgentOptions
  readonly #board = new Board()
  readonly #scheduler: Scheduler
  readonly #targets: Targets
  readonly #healthSaver: HealthSaver
  readonly #line = new Line(APPLIES_WAITING_MAX)
  readonly #stopping = new AbortController()
  readonly #observing: Promise<void>
  readonly #ended = Promise.withResolvers<void>()
  readonly #handedOver = Promise.withResolvers<void>()
  #served: ProxyConfig | null = null
  /** Whether what is served is the last good configuration on disk. */
  #isKept = true
  #stopped: Promise<void> | null = null
  readonly #startedMs: number
  #told: readonly Family[] = []
  #telling = Promise.withResolvers<void>()

  constructor(options: LocalAgentOptions) {
    const { timers, logger, dataplane } = options
    this.#options = options
    this.#startedMs = timers.monotonicMs()
    this.#scheduler = new Scheduler({
      timers,
      startProbe: options.startProbe ?? startProbe,
      onTrouble: (cause) => logger.warn('a probe could not be sent', { cause }),
    })
    this.#healthSaver = new HealthSaver({
      path: options.healthPath,
      timers,
      logger,
      ailing: () => this.#targets.ailing(),
    })
    this.#targets = new Targets({
      scheduler: this.#scheduler,
      timers,
      board: this.#board,
      onConditions: (changes) => dataplane.setEndpoints(changes),
      onHealth: () => this.#healthSaver.note(),
    })
    this.#observing = this.#observe()
  }

  /** How things stand, for metrics. */
  get standing(): Standing {
    const { watchers, targets, counters } = this.#board
    const isControlled = watchers > 0
    return {
      ...{ isControlled, config: this.#served, targets, counters },
      dataplane: this.#options.dataplane.name,
      probes: this.#targets.probes(),
      told: isControlled ? this.#told : [],
    }
  }

  /** Resolves when the control process tells something. */
  untilTold(): Promise<void> {
    return this.#telling.promise
  }

  noteMetrics(state: MetricsState | null): void {
    this.#board.noteMetrics(state)
  }

  async tell(families: readonly Family[]): Promise<void> {
    this.#told = families
    this.#telling.resolve()
    this.#telling = Promise.withResolvers()
  }

  async info(): Promise<AgentInfo> {
    const { version, dataplane } = this.#options
    const revision = this.#served?.revision ?? 0
    return { pid: process.pid, version, dataplane: dataplane.name, revision }
  }

  async check(config: ProxyConfig): Promise<readonly Problem[]> {
    this.#assertRunning()
    return this.#options.dataplane.check(share(this.#served, config))
  }

  /** Throws the signal's reason when it aborts before the data plane is asked; then it goes on. */
  async apply(config: ProxyConfig, signal: AbortSignal): Promise<ApplyOutcome> {
    this.#assertRunning()
    if (this.#line.isFull) return unavailable('too many configurations wait to be applied')
    return this.#line.run(() => this.#apply(config, signal))
  }

  watch(signal: AbortSignal): AsyncIterable<AgentReport> {
    this.#assertRunning()
    return this.#board.watch(AbortSignal.any([signal, this.#stopping.signal]))
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#stop(graceMs).finally(() => this.#ended.resolve())
    return this.#stopped
  }

  /**
   * Gives the sockets to a successor: `yieldTo` resolves when that one serves with them. Changes
   * wait meanwhile, and traffic and probes go on. When it rejects, this agent serves on as before;
   * else it only lets its connections end, for at most `drainMs`.
   */
  async handOver(yieldTo: YieldTo, drainMs: number): Promise<void> {
    this.#assertRunning()
    await this.#line.run(async () => {
      this.#assertRunning()
      const { succession } = this.#options.dataplane
      if (succession === undefined) throw notNow('its data plane cannot hand over its sockets')
      if (!this.#isKept) throw notNow('what it serves is not on disk')
      await this.#healthSaver.flush()
      await yieldTo(await succession.sockets())
      this.#leave(() => succession.retire(drainMs))
    })
  }

  #leave(retire: () => Promise<void>): void {
    this.#stopping.abort(new EngineError({ code: 'unavailable', message: HANDED_OVER }))
    this.#options.addresses?.leave()
    this.#handedOver.resolve()
    this.#targets.close()
    this.#scheduler.close()
    const left = [this.#healthSaver.leave(), retire(), this.#observing]
    void Promise.all(left).then(
      () => this.#ended.resolve(),
      (error: unknown) => {
        this.#options.logger.error('connections were cut', { error: String(error) })
        this.#ended.resolve()
      },
    )
  }

  /** Resolves when it has stopped or handed over. */
  get whenNotRunning(): Promise<void> {
    return Promise.race([this.#ended.promise, this.#handedOver.promise])
  }

  /** Resolves when `stop` has ended, whoever called it. */
  get whenStopped(): Promise<void> {
    return this.#ended.promise
  }

  /**
   * Serves the configuration of the last run, with what was known of its endpoints. While the data
   * plane does not take it, it is tried again until it does or another one is applied. Why it does
   * not serve now; null when it does.
   */
  async restore(config: ProxyConfig, known: KnownHealth): Promise<string | null> {
    const why = await this.#line.run(() => this.#restore(config, known))
    if (why !== null) void this.#keepRestoring(config, known)
    return why
  }

  async #apply(config: ProxyConfig, callerSignal: AbortSignal): Promise<ApplyOutcome> {
    const signal = AbortSignal.any([callerSignal, this.#stopping.signal])
    signal.throwIfAborted()
    const next = share(this.#served, config)
    if (next === this.#served) return { kind: 'applied', revision: next.revision }
    const problems = await this.#options.dataplane.check(next)
    if (problems.length > 0) return { kind: 'rejected', problems }
    const stage = this.#targets.stage(next)
    const verdicts = this.#scheduler.untilFirstResults(stage.watches, FIRST_VERDICT_WAIT_MS)
    const prepared = await this.#prepare(next)
    try {
      await unlessAborted(verdicts, signal)
    } catch (error) {
      stage.abandon()
      await prepared?.discard()
      throw error
    }
    if (prepared === null) {
      stage.abandon()
      return unavailable('the configuration could not be written to disk')
    }
    return this.#makeLive({ next, stage, prepared })
  }

  /** Null, with a line in the log, when the disk does not take it. */
  async #prepare(next: ProxyConfig): Promise<PreparedConfig | null> {
    try {
      return await this.#options.lastGood.prepare(next)
    } catch (error) {
      this.#options.logger.error('a configuration could not be kept', { error: String(error) })
      return null
    }
  }

  async #makeLive({ next, stage, prepared }: Change): Promise<ApplyOutcome> {
    let isApplied = false
    try {
      const outcome = await this.#serve(next, stage, PORT_TRIES.max)
      isApplied = outcome.kind === 'applied'
      return outcome
    } finally {
      const kept = isApplied ? prepared.commit() : prepared.discard()
      if (isApplied) this.#isKept = true
      await kept.catch((error: unknown) => {
        if (isApplied) this.#isKept = false
        // It serves. Should the agent start anew before the next change, control applies it again.
        this.#options.logger.error('the last good configuration on disk is out of date', {
          revision: next.revision,
          error: String(error),
        })
      })
    }
  }

  /**
   * From `begin` on there is no way out but the data plane's answer. A young agent tries so often
   * to have ports, as a predecessor may be about to give them up.
   */
  async #serve(next: ProxyConfig, stage: Stage, triesMax = 1): Promise<ApplyOutcome> {
    const { addresses } = this.#options
    const problems = (await addresses?.add(next)) ?? []
    if (problems.length > 0) {
      stage.abandon()
      await addresses?.retain(this.#served)
      return { kind: 'rejected', problems }
    }
    const deadline = AbortSignal.timeout(DATAPLANE_APPLY_DEADLINE_MS)
    const signal = AbortSignal.any([deadline, this.#stopping.signal])
    stage.begin()
    let isApplied = false
    try {
      const outcome = await this.#applyToPlane(next, triesMax, signal)
      isApplied = outcome.kind === 'applied'
      return outcome
    } finally {
      if (isApplied) {
        this.#served = next
        stage.commit()
        this.#board.retain(next)
      } else stage.abandon()
      await addresses?.retain(this.#served)
    }
  }

  async #applyToPlane(
    next: ProxyConfig,
    triesMax: number,
    signal: AbortSignal,
  ): Promise<ApplyOutcome> {
    const { dataplane, timers } = this.#options
    for (let tries = 1; ; tries++) {
      const outcome = await dataplane.apply(next, this.#targets.conditions, signal)
      const isYoung = timers.monotonicMs() - this.#startedMs < YOUNG_MS
      const mayWait = isYoung && tries < triesMax && isForPorts(outcome)
      if (!mayWait || !(await slept(PORT_TRIES.everyMs, signal))) return outcome
    }
  }

  /** Null when there is nothing left to restore, else why that could not be done. */
  async #restore(config: ProxyConfig, known: KnownHealth): Promise<string | null> {
    if (this.#served !== null || this.#stopping.signal.aborted) return null
    const { logger } = this.#options
    const outcome = await this.#serve(config, this.#targets.stage(config, known)).catch(
      (error: unknown) => unavailable(String(error)),
    )
    if (outcome.kind === 'applied') {
      logger.info('serving the last good configuration', { revision: config.revision })
      return null
    }
    logger.error('the last good configuration does not serve yet', { outcome })
    return toWhy(outcome)
  }

  async #keepRestoring(config: ProxyConfig, known: KnownHealth): Promise<void> {
    const backoff = createBackoff(RESTORE_RETRY_MS)
    for (;;) {
      if (!(await slept(backoff.nextMs(), this.#stopping.signal))) return
      if ((await this.#line.run(() => this.#restore(config, known))) === null) return
    }
  }

  async #observe(): Promise<void> {
    const { signal } = this.#stopping
    const { dataplane, logger } = this.#options
    do {
      try {
        for await (const observation of dataplane.observe(signal)) this.#note(observation)
      } catch (error) {
        if (!signal.aborted) logger.error('the data plane broke off', { error: String(error) })
      }
    } while (await slept(OBSERVE_RETRY_MS, signal))
  }

  #note(observation: Observation): void {
    switch (observation.kind) {
      case 'counters':
        this.#board.count(observation, this.#options.timers.nowMs())
        return
      case 'warming':
        this.#targets.warming(observation, observation.isWarming)
        return
      case 'drained':
        this.#targets.drained(observation.poolId, observation.endpointId)
    }
  }

  async #stop(graceMs: number): Promise<void> {
    const isLeaving = this.#stopping.signal.aborted
    this.#stopping.abort(new EngineError({ code: 'unavailable', message: STOPPING }))
    await this.#line.empty()
    // The file is the successor's.
    await (isLeaving ? this.#healthSaver.leave() : this.#healthSaver.close())
    this.#targets.close()
    this.#scheduler.close()
    await this.#options.dataplane.close(graceMs)
    // The addresses are the successor's as well.
    if (!isLeaving) await this.#options.addresses?.close()
    await this.#observing
  }

  #assertRunning(): void {
    this.#stopping.signal.throwIfAborted()
  }
}

interface Change {
  readonly next: ProxyConfig
  readonly stage: Stage
  readonly prepared: PreparedConfig
}

/** Resolves when the successor serves with the sockets. */
export type YieldTo = (sockets: readonly ListeningSocket[]) => Promise<void>

const STOPPING = 'The agent is stopping'
const HANDED_OVER = 'The agent has handed over to another'

function notNow(why: string): EngineError {
  return new EngineError({ code: 'unavailable', message: `The agent cannot hand over: ${why}` })
}

function isForPorts(outcome: ApplyOutcome): boolean {
  return outcome.kind === 'rejected' && outcome.problems.every(({ code }) => code === 'port_in_use')
}

function unavailable(cause: string): ApplyOutcome {
  return { kind: 'unavailable', retryAfterMs: APPLY_RETRY_AFTER_MS, cause }
}

/** Of an outcome other than `applied`: each finding once, in one line. */
function toWhy(outcome: Exclude<ApplyOutcome, { readonly kind: 'applied' }>): string {
  if (outcome.kind === 'unavailable') return outcome.cause
  const findings = outcome.problems.map(({ objectId, message }) => {
    const about = objectId === null ? '' : `${objectId}: `
    return `${about}${message}`
  })
  return [...new Set(findings)].slice(0, FINDINGS_TOLD_MAX).join('; ')
}

/** False when aborted. */
async function slept(delayMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(delayMs, signal)
    return true
  } catch {
    return false
  }
}

/** What `promise` gives, unless the signal aborts before; then its reason is thrown. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
