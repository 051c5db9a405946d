/**
 * Objects that were made for nobody: whoever asked was killed before it could note the id.
 *
 * Answers for: which of them a creation takes over, and who is there to note ids. Does not know:
 * who asks, or what for.
 *
 *  made ──its maker ends in order, or its id comes back from a state──▶ claimed, never taken over
 *    └────its maker is gone──▶ lost ──the next creation of its name──▶ made, by another maker
 */

import { isDeepStrictEqual } from 'node:util'
import type { Operation, PutOperation } from '../client/contract.ts'
import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { untilAborted } from '../runtime/index.ts'
import type { Timers } from '../runtime/index.ts'
import { LAST_BREATH_MS, LOST_TAKEN_OVER_MS } from './limits.ts'

/** The runs that are there: each has a call open for as long. */
export class Attendance {
  readonly #calls = new Map<string, number>()
  readonly #timers: Timers
  readonly #onLeave = new Set<() => void>()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  has(run: string): boolean {
    return this.#calls.has(run)
  }

  /** Resolves when none of them is there, or `LAST_BREATH_MS` have passed; throws when aborted. */
  async untilGone(runs: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = (): void => {
      if (![...runs].some((run) => this.has(run))) resolve()
    }
    const abort = (): void => reject(signal.reason)
    const cancel = this.#timers.after(LAST_BREATH_MS, resolve)
    this.#onLeave.add(look)
    signal.addEventListener('abort', abort)
    try {
      signal.throwIfAborted()
      look()
      await promise
    } finally {
      cancel()
      this.#onLeave.delete(look)
      signal.removeEventListener('abort', abort)
    }
  }

  /** Yields once the run counts as there, which it does until aborted; then throws the reason. */
  async *attend(run: string, signal: AbortSignal): AsyncGenerator<void> {
    this.#add(run, 1)
    try {
      yield
      await untilAborted(signal)
      signal.throwIfAborted()
    } finally {
      this.#add(run, -1)
    }
  }

  #add(run: string, change: number): void {
    const calls = (this.#calls.get(run) ?? 0) + change
    if (calls > 0) {
      this.#calls.set(run, calls)
      return
    }
    this.#calls.delete(run)
    for (const look of this.#onLeave) look()
  }
}

interface Surroundings {
  /** What is to be created, parsed. */
  readonly spec: unknown
  readonly layer: Graph
  readonly isAttended: (run: string) => boolean
  readonly nowMs: number
}

/**
 * What the creation may take over, the most alike first. Names need not be unique: what has none
 * must be alike in all that is asked for.
 */
export function findLost(
  operation: PutOperation,
  { spec, layer, isAttended, nowMs }: Surroundings,
): readonly EngineObject[] {
  const { maker, name } = operation
  if (operation.id !== null || maker === undefined) return []
  const lost = layer.unclaimed(operation).filter((object) => {
    if (object.maker === undefined || object.leavingMs !== undefined) return false
    const isYoung = object.createdMs + LOST_TAKEN_OVER_MS > nowMs
    return isYoung && object.maker.run !== maker.run && !isAttended(object.maker.run)
  })
  const asked = toFields(spec).filter(([, value]) => value !== null)
  return lost
    .map((object) => ({ object, alike: countAlike(asked, object.spec) }))
    .filter(({ alike }) => name !== '' || alike === asked.length)
    .toSorted((left, right) => right.alike - left.alike)
    .map(({ object }) => object)
}

/**
 * Other runs that are there and have made what one of these would take over if they were not. A
 * process of the provider outlives a Terraform that was killed by a moment, in which the next may
 * be creating already.
 */
export function toFormerRuns(
  operations: readonly Operation[],
  { graph, isAttended }: Pick<Surroundings, 'isAttended'> & { readonly graph: Graph },
): ReadonlySet<string> {
  const runs = operations.flatMap((operation) => {
    if (operation.type !== 'put' || operation.id !== null) return []
    const { maker, name, spec } = operation
    if (maker === undefined) return []
    const asked = toFields(spec).filter(([, value]) => value !== null)
    return graph
      .unclaimed(operation)
      .filter((object) => name !== '' || countAlike(asked, object.spec) === asked.length)
      .map((object) => object.maker?.run)
      .filter((run) => run !== undefined && run !== maker.run && isAttended(run))
  })
  return new Set(runs.filter((run) => run !== undefined))
}

/** The layer with these objects claimed. */
export function claim(layer: Graph, ids: readonly string[]): void {
  for (const id of ids) {
    const object = layer.find(id)
    if (object?.maker === undefined) continue
    const { maker: _, ...claimed } = object
    layer.put(claimed)
  }
}

type Field = readonly [name: string, value: unknown]

function toFields(spec: unknown): readonly Field[] {
  return typeof spec === 'object' && spec !== null ? Object.entries(spec) : []
}

function countAlike(asked: readonly Field[], spec: unknown): number {
  const had = new Map(toFields(spec))
  return asked.filter(([field, value]) => isDeepStrictEqual(had.get(field), value)).length
}
