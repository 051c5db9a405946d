/**
 * HAProxy as a data plane: one master with its worker, told changes while it runs.
 *
 * Answers for: keeping the contract of `../contract.ts`: what can be said to a running worker is
 * said, anything else is a reload that hands the listening sockets on.
 * Does not know: the text of a configuration, or how a process is kept.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Problem, ProxyConfig } from '../../ir/index.ts'
import type { Logger } from '../../runtime/contract.ts'
import type {
  ApplyOutcome,
  Capabilities,
  Conditions,
  Dataplane,
  EndpointChange,
  Observation,
} from '../contract.ts'
import { endpointKey } from '../contract.ts'
import { pickerAlgorithms } from '../selection/index.ts'
import { poolsOf, toPlan, toRosters } from './blueprint.ts'
import { Census } from './census.ts'
import { checkForHaproxy } from './check.ts'
import { Departures } from './departures.ts'
import { toConditionsOf, toDeparted } from './differences.ts'
import { Files } from './files.ts'
import { knownNothing, toGround } from './known.ts'
import type { Known, Memory } from './known.ts'
import { Master } from './master.ts'
import { renderStructure } from './render.ts'
import { Reports } from './reports.ts'
import { Teller, canBeTold } from './teller.ts'
import { Workers } from './workers.ts'

const COUNTERS_INTERVAL_MS = 1000

export interface HaproxyOptions {
  readonly log: Logger
  /** The program. */
  readonly path: string
  /** For its files and sockets, private; by default a new one that goes with the plane. */
  readonly directory?: string | undefined
}

export function createHaproxy(options: HaproxyOptions): Dataplane {
  return new HaproxyDataplane(options)
}

class HaproxyDataplane implements Dataplane {
  readonly name = 'haproxy'
  readonly capabilities: Capabilities = {
    algorithms: pickerAlgorithms,
    keepsForm: false,
    refusesEveryForm: false,
    tellsCauses: false,
    servesAfterEnd: false,
    keepsConnections: false,
    passesResets: false,
    refusesOtherProtocols: false,
    timesAnswers: false,
  }
  readonly #files: Files
  readonly #isDirectoryOwn: boolean
  readonly #workers = new Workers()
  readonly #census = new Census(this.#workers)
  readonly #reports = new Reports()
  readonly #memory: Memory = { conditions: new Map(), departed: new Map() }
  readonly #teller: Teller
  readonly #master: Master
  readonly #departures: Departures
  readonly #counting: NodeJS.Timeout
  #known: Known = knownNothing
  #queue: Promise<unknown> = Promise.resolve()

  constructor({ log, path, directory }: HaproxyOptions) {
    const workers = this.#workers
    this.#isDirectoryOwn = directory === undefined
    this.#files = new Files(directory ?? mkdtempSync(join(tmpdir(), 'lb-haproxy-')))
    this.#teller = new Teller({ log, workers, directory: this.#files.directory })
    this.#master = new Master({
      ...{ log, path, workers, files: this.#files },
      onEnded: () => void this.#enqueue(() => this.#startAgain()),
    })
    this.#departures = new Departures({
      ...{ workers, census: this.#census, memory: this.#memory },
      known: () => this.#known,
      onDrained: (poolId, endpointId) => this.#reports.add({ kind: 'drained', poolId, endpointId }),
    })
    this.#counting = setInterval(() => void this.#count(), COUNTERS_INTERVAL_MS)
  }

  check(config: ProxyConfig): Promise<readonly Problem[]> {
    return Promise.resolve(checkForHaproxy(config))
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => {})
    return result
  }

  apply(config: ProxyConfig, conditions: Conditions, signal: AbortSignal): Promise<ApplyOutcome> {
    return this.#enqueue(async () => {
      signal.throwIfAborted()
      const problems = checkForHaproxy(config)
      if (problems.length > 0) return { kind: 'rejected', problems }
      for (const [key, condition] of toConditionsOf(config, conditions)) {
        this.#memory.conditions.set(key, condition)
      }
      return this.#switch(config, signal)
    })
  }

  async #switch(config: ProxyConfig, signal: AbortSignal): Promise<ApplyOutcome> {
    const before = this.#known
    const departed = new Map([...this.#memory.departed, ...toDeparted(before.config, config)])
    const wanted = this.#toKnown(config, { ...this.#memory, departed })
    const isReload =
      wanted.structure !== before.structure || this.#workers.console === null || !canBeTold(config)
    if (isReload) {
      const outcome = await this.#master.switch(before.config, wanted, signal)
      if (outcome !== null) {
        this.#tell(before)
        return outcome
      }
      this.#teller.begin(wanted.plan, this.#master.place)
    } else this.#teller.plan(wanted.plan)
    this.#known = wanted
    for (const [key, endpoint] of departed) this.#memory.departed.set(key, endpoint)
    this.#departures.follow(before, wanted)
    if (!isReload) await this.#teller.changeCertificates(before.config, config)
    this.#tell(wanted)
    await this.#teller.heard()
    return { kind: 'applied', revision: config.revision }
  }

  #toKnown(config: ProxyConfig, memory: Memory): Known {
    const rosters = toRosters(config, this.#known.rosters)
    const plan = toPlan(toGround({ config, rosters }, memory))
    return { config, rosters, plan, structure: renderStructure(plan, this.#files.place(0)) }
  }

  /** Says all that is not yet said. */
  #tell(known: Known): void {
    this.#teller.tell(poolsOf(known.config), toGround(known, this.#memory))
  }

  setEndpoints(changes: readonly EndpointChange[]): void {
    for (const { poolId, endpointId, condition } of changes) {
      this.#memory.conditions.set(endpointKey(poolId, endpointId), condition)
    }
    if (this.#master.isReloading) return
    const touched = new Set(changes.map(({ poolId }) => poolId))
    const pools = poolsOf(this.#known.config).filter(({ id }) => touched.has(id))
    this.#teller.tell(pools, toGround(this.#known, this.#memory))
  }

  async #count(): Promise<void> {
    await this.#census.read()
    this.#reports.add(this.#census.toCounters(this.#known))
  }

  observe(signal: AbortSignal): AsyncIterable<Observation> {
    return this.#reports.iterate(signal)
  }

  async #startAgain(): Promise<void> {
    const { config, rosters } = this.#known
    const plan = toPlan(toGround({ config, rosters }, this.#memory))
    if (!(await this.#master.again({ config, plan }))) return
    this.#teller.begin(plan, this.#master.place)
    this.#tell(this.#known)
  }

  async close(graceMs: number): Promise<void> {
    this.#master.close()
    clearInterval(this.#counting)
    this.#departures.close()
    await this.#queue
    await this.#master.stop(graceMs)
    this.#reports.close()
    if (this.#isDirectoryOwn) rmSync(this.#files.directory, { recursive: true, force: true })
  }
}
