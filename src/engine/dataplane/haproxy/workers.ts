/**
 * The worker that serves, and those that finish what they have since a reload.
 *
 * Answers for: telling the one that serves, and counters over all there ever were. Does not know:
 * how a worker comes to be.
 */

import { Console, ConsoleGone } from './console.ts'
import { addRows, readStatistics, withoutGauges } from './statistics.ts'
import type { Row, Statistics } from './statistics.ts'

/** Old workers whose counters are followed; beyond it they are read no more. */
const RETIRED_MAX = 200

/** What a worker says of itself. */
export interface WorkerInfo {
  readonly pid: number
  /** See `Place`. */
  readonly mark: string
}

function toInfo(text: string): WorkerInfo {
  const of = (name: string): string =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? ''
  return { pid: Number(of('Pid')), mark: of('description') }
}

interface Worker {
  readonly console: Console
  /** For counters of all: long answers that no change is to wait for. */
  readonly counter: Console
  statistics: Statistics
}

/** The kind of rows that is asked for, as HAProxy counts kinds. */
const SERVERS = 4

/** A worker closes its sockets at once when it is told to end. */
const STOPPING_TIMEOUT_MS = 5000
const LOOK_EVERY_MS = 5

const nothing: Statistics = { fronts: new Map(), servers: new Map() }

export class Workers {
  #current: Worker | null = null
  #retired: Worker[] = []
  /** What workers that are gone have counted. */
  #past: Statistics = nothing

  get console(): Console | null {
    const console = this.#current?.console
    return console?.isOpen === true ? console : null
  }

  /**
   * The worker behind this socket serves from now on. Rejects when nobody is there, or, given
   * `pid`, somebody else.
   */
  async follow(socketPath: string, pid: number | null = null): Promise<WorkerInfo> {
    const console = await Console.open(socketPath)
    const info = toInfo(await console.ask('show info'))
    if (pid !== null && info.pid !== pid) {
      console.close()
      throw new ConsoleGone(`${socketPath} is of process ${info.pid}, not of ${pid}`)
    }
    const counter = await Console.open(socketPath)
    this.retire()
    this.#current = { console, counter, statistics: nothing }
    return info
  }

  /** Whether the one that serves does not hear us any more, though it may be there. */
  get isDeaf(): boolean {
    return this.#current?.console.isOpen === false
  }

  /** The same worker hears us again. Rejects when it does not. */
  async reopen(socketPath: string): Promise<void> {
    const worker = this.#current
    const console = await Console.open(socketPath)
    const counter = await Console.open(socketPath)
    if (worker === null || worker !== this.#current) {
      console.close()
      counter.close()
      return
    }
    worker.counter.close()
    this.#current = { ...worker, console, counter }
  }

  /** The one that serves finishes what it has. */
  retire(): void {
    if (this.#current !== null) this.#retired.push(this.#current)
    this.#current = null
    while (this.#retired.length > RETIRED_MAX) this.#bury(this.#retired.shift())
  }

  /** Resolves when the one that serves accepts nobody any more, be it because it is gone. */
  async untilStopping(): Promise<void> {
    const deadlineMs = performance.now() + STOPPING_TIMEOUT_MS
    while (performance.now() < deadlineMs) {
      const info = await this.console?.ask('show info').catch(() => undefined)
      if (info === undefined || /^Stopping: 1$/m.test(info)) return
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  }

  /** All that ran are gone at once. */
  lose(): void {
    this.retire()
    for (const worker of this.#retired.splice(0)) this.#bury(worker)
  }

  #bury(worker: Worker | undefined): void {
    if (worker === undefined) return
    worker.console.close()
    worker.counter.close()
    this.#past = {
      fronts: addAll(this.#past.fronts, worker.statistics.fronts, withoutGauges),
      servers: addAll(this.#past.servers, worker.statistics.servers, withoutGauges),
    }
  }

  /** Counters over all workers, as they are now. */
  async read(): Promise<Statistics> {
    const workers = [...this.#retired, ...(this.#current === null ? [] : [this.#current])]
    await Promise.all(workers.map((worker) => this.#refresh(worker)))
    let sum = this.#past
    for (const { statistics } of [
      ...this.#retired,
      ...(this.#current === null ? [] : [this.#current]),
    ]) {
      sum = {
        fronts: addAll(sum.fronts, statistics.fronts),
        servers: addAll(sum.servers, statistics.servers),
      }
    }
    return sum
  }

  /** Counters of the servers of these backs, over all workers, as they are now. */
  async readBacks(backs: ReadonlySet<string>): Promise<Statistics['servers']> {
    const workers = [...this.#retired, ...(this.#current === null ? [] : [this.#current])]
    const isAsked = (server: string): boolean => backs.has(server.split('/')[0] ?? '')
    let sum: Statistics['servers'] = new Map(
      [...this.#past.servers].filter(([server]) => isAsked(server)),
    )
    for (const worker of workers) {
      for (const back of backs) {
        const rows = await this.#ask(worker, `show stat ${back} ${SERVERS} -1`)
        sum = addAll(sum, rows?.servers ?? new Map())
      }
    }
    return sum
  }

  /** Null: it is gone. */
  async #ask(worker: Worker, command: string): Promise<Statistics | null> {
    try {
      // After all that it was told: who is to drain gets no more work then.
      return readStatistics(await worker.console.ask(command))
    } catch (error) {
      if (error instanceof ConsoleGone) return null
      throw error
    }
  }

  async #refresh(worker: Worker): Promise<void> {
    try {
      worker.statistics = readStatistics(await worker.counter.ask('show stat'))
      if (worker === this.#current || !isIdle(worker.statistics)) return
    } catch (error) {
      if (!(error instanceof ConsoleGone)) throw error
      if (worker === this.#current) return
    }
    if (!this.#retired.includes(worker)) return
    this.#retired = this.#retired.filter((other) => other !== worker)
    this.#bury(worker)
  }

  /** To all of them; who is gone does not matter. */
  async tellAll(command: string): Promise<void> {
    const workers = [...this.#retired, ...(this.#current === null ? [] : [this.#current])]
    await Promise.allSettled(workers.map(({ console }) => console.ask(command)))
  }
}

/** An old worker that nobody is connected to any more. */
function isIdle({ fronts }: Statistics): boolean {
  return [...fronts.values()].every((row) => (row.get('scur') ?? 0) === 0)
}

function addAll(
  left: ReadonlyMap<string, Row>,
  right: ReadonlyMap<string, Row>,
  change: (row: Row) => Row = (row) => row,
): ReadonlyMap<string, Row> {
  const sum = new Map(left)
  for (const [name, row] of right) sum.set(name, addRows(sum.get(name), change(row)))
  return sum
}
