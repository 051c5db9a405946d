/**
 * HAProxy as a data plane: one master with its worker, told changes while it runs.
 *
 * Answers for: keeping the contract of `../contract.ts`: what can be said to a running worker is
 * said, anything else is a reload that hands the listening sockets on.
 * Does not know: the text of a configuration, or how a process is kept.
 */

import { closeSync, mkdtempSync } from 'node:fs'
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
  ListeningSocket,
  Observation,
  Succession,
} from '../contract.ts'
import { endpointKey } from '../contract.ts'
import { toDifferent } from '../difference.ts'
import { listenersOf, poolsOf } from '../parts.ts'
import { pickerAlgorithms } from '../selection/index.ts'
import { toPlan, toRosters } from './blueprint.ts'
import { Census } from './census.ts'
import { checkForHaproxy } from './check.ts'
import { Departures } from './departures.ts'
import { toConditionsOf, toDeparted } from './differences.ts'
import { Files } from './files.ts'
import { learnSlots, toSeated } from './learn.ts'
import type { Slots } from './learn.ts'
import { knownNothing, toGround } from './known.ts'
import type { Known, Memory } from './known.ts'
import { Master } from './master.ts'
import type { Ending } from './master.ts'
import { toBackName } from './naming.ts'
import { renderStructure } from './render.ts'
import { Reports } from './reports.ts'
import { Teller, canBeTold } from './teller.ts'
import { Workers } from './workers.ts'

const COUNTERS_INTERVAL_MS = 1000
const LOOK_AGAIN_MS = 2000

export interface HaproxyOptions {
  readonly log: Logger
  /** The program. */
  readonly path: string
  /**
   * For its files and sockets, private. What runs there already is adopted, and goes on when this
   * process is killed. By default a new one that goes with the plane, as HAProxy does.
   */
  readonly directory?: string | undefined
  /** Where a predecessor listens: HAProxy binds beside it. */
  readonly inherited?: readonly ListeningSocket[] | undefined
}

export const haproxyCapabilities: Capabilities = {
  algorithms: pickerAlgorithms,
  keepsForm: false,
  refusesEveryForm: false,
  tellsCauses: false,
  servesAfterEnd: false,
  keepsConnections: false,
  passesResets: false,
  refusesOtherProtocols: true,
  timesAnswers: false,
  tellsWarming: false,
}

export function createHaproxy(options: HaproxyOptions): Dataplane {
  return new HaproxyDataplane(options)
}

class HaproxyDataplane implements Dataplane {
  readonly name = 'haproxy'
  readonly capabilities = haproxyCapabilities
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
  #second: NodeJS.Timeout | undefined
  #known: Known = knownNothing
  #queue: Promise<unknown> = Promise.resolve()

  constructor({ log, path, directory, inherited = [] }: HaproxyOptions) {
    const workers = this.#workers
    // The predecessor has them as well: who waits in them is its own to see to.
    for (const { file } of inherited) if (file !== null) closeSync(file)
    this.#isDirectoryOwn = directory === undefined
    this.#files = new Files(directory ?? mkdtempSync(join(tmpdir(), 'lb-haproxy-')))
    this.#teller = new Teller({ log, workers, directory: this.#files.directory })
    this.#master = new Master({
      ...{ log, path, workers, inherited, files: this.#files },
      outlives: !this.#isDirectoryOwn,
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
      // What is known of endpoints of pools that stay comes by `setEndpoints`.
      const { after } = toDifferent(this.#known.config, config)
      for (const [key, condition] of toConditionsOf(after, conditions)) {
        this.#memory.conditions.set(key, condition)
      }
      if (this.#known === knownNothing) await this.#adopt(config)
      return this.#switch(config, signal)
    })
  }

  /** A HAProxy that runs here is as this process would have it, but for what has changed. */
  async #adopt(config: ProxyConfig): Promise<void> {
    if (!(await this.#master.adopt())) return
    const slots = await this.#learn(config)
    const rosters = toSeated(config, slots)
    this.#known = { ...knownNothing, rosters }
    this.#teller.adopt(slots, this.#master.place)
    // Until it is gone the predecessor may still say something.
    this.#second = setTimeout(() => void this.#enqueue(() => this.#lookAgain()), LOOK_AGAIN_MS)
  }

  async #learn(config: ProxyConfig): Promise<Slots> {
    const { console } = this.#workers
    if (console === null) return new Map()
    const sticky = poolsOf(config).filter(({ persistence }) => persistence !== null)
    const cookied = new Set(sticky.map(({ id }) => toBackName(id)))
    return learnSlots(console, this.#master.place, cookied)
  }

  async #lookAgain(): Promise<void> {
    const slots = await this.#learn(this.#known.config).catch(() => null)
    if (slots === null) return
    this.#teller.adopt(slots, this.#master.place)
    this.#tell(this.#known)
  }

  async #switch(config: ProxyConfig, signal: AbortSignal): Promise<ApplyOutcome> {
    const before = this.#known
    const change = toDifferent(before.config, config)
    const departed = new Map([...this.#memory.departed, ...toDeparted(change.before, change.after)])
    let wanted = this.#toKnown(config, { ...this.#memory, departed })
    const isReload =
      !this.#master.isOf(wanted.structure) ||
      this.#workers.console === null ||
      !canBeTold(change.after)
    if (isReload) {
      wanted = withFreshSlots(wanted, { ...this.#memory, departed })
      const outcome = await this.#master.switch(before.config, wanted, signal)
      if (outcome !== null) {
        this.#tell(before)
        return outcome
      }
      this.#teller.begin(wanted.plan, this.#master.place)
    } else this.#teller.plan(wanted.plan)
    this.#known = wanted
    for (const [key, endpoint] of departed) this.#memory.departed.set(key, endpoint)
    this.#departures.follow(toPart(before, change.before), toPart(wanted, change.after))
    if (!isReload) await this.#teller.changeCertificates(change.before, change.after)
    this.#tell(isReload ? wanted : toPart(wanted, change.after))
    await this.#teller.heard()
    return { kind: 'applied', revision: config.revision }
  }

  #toKnown(config: ProxyConfig, memory: Memory): Known {
    const rosters = toRosters(config, this.#known.rosters, this.#known.config)
    const plan = toPlan(toGround({ config, rosters }, memory), this.#known)
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
    if (this.#workers.isDeaf) await this.#enqueue(() => this.#speakAgain())
  }

  /** A worker that did not answer in time is told what it missed once it does. */
  async #speakAgain(): Promise<void> {
    if (!this.#workers.isDeaf) return
    const { workerSocket } = this.#master.place
    // Who is gone is noticed by the master; who is still silent is asked again.
    const isHeard = await this.#workers.reopen(workerSocket).then(
      () => true,
      () => false,
    )
    if (isHeard) await this.#lookAgain()
  }

  observe(signal: AbortSignal): AsyncIterable<Observation> {
    return this.#reports.iterate(signal)
  }

  async #startAgain(): Promise<void> {
    const { config, rosters, structure } = this.#known
    const plan = toPlan(toGround({ config, rosters }, this.#memory))
    if (!(await this.#master.again({ config, plan, structure }))) return
    this.#teller.begin(plan, this.#master.place)
    this.#tell(this.#known)
  }

  readonly succession: Succession = {
    // HAProxy gives its sockets to no other process, and takes none that it could give to its own
    // successors: one in this directory adopts it as it is, and any other binds beside it.
    sockets: () => {
      this.#files.own()
      const binds = listenersOf(this.#known.config).flatMap((listener) => listener.binds)
      return Promise.resolve(
        binds.map(({ address, port }) => ({ address, port, thread: 0, file: null })),
      )
    },
    retire: async (graceMs) => {
      const isAdopted = this.#files.owner !== process.pid
      await this.#end(isAdopted ? null : { graceMs, isFollowed: true })
    },
  }

  close(graceMs: number): Promise<void> {
    return this.#end({ graceMs, isFollowed: false })
  }

  /** Null: HAProxy goes on. */
  async #end(ending: Ending | null): Promise<void> {
    this.#master.close()
    clearInterval(this.#counting)
    clearTimeout(this.#second)
    this.#departures.close()
    await this.#queue
    if (ending === null) this.#master.leave()
    else await this.#master.stop(ending)
    this.#reports.close()
    if (this.#isDirectoryOwn) this.#files.remove()
  }
}

/** With the slots of pools that stay as they are now, not as they were. */
function withFreshSlots(known: Known, memory: Memory): Known {
  return { ...known, plan: toPlan(toGround(known, memory)) }
}

/** As far as it is about the pools and listeners of `part`. */
function toPart(known: Known, part: ProxyConfig): Known {
  const rosters = poolsOf(part).flatMap(({ id }) => {
    const roster = known.rosters.get(id)
    return roster === undefined ? [] : [[id, roster] as const]
  })
  return { ...known, config: part, rosters: new Map(rosters) }
}
