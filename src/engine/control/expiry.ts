/**
 * Objects that are valid for some time only, such as certificates: somebody is told before it is
 * over.
 *
 * Answers for: one event at each stage of an end that comes near, also when the engine did not run
 * at that moment. Does not know: any kind by name; a kind says itself when its objects expire.
 */

import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import type { Clock, Timers } from '../runtime/index.ts'
import type { EventInit } from '../store/index.ts'
import { EXPIRY_CHECK_MS, EXPIRY_STAGES_MS } from './limits.ts'
import type { Step } from './steps.ts'

export interface ExpiryOptions {
  readonly graph: Graph
  readonly clock: Pick<Clock, 'nowMs'>
  readonly timers: Pick<Timers, 'after'>
  /** Up to when everybody has been told: the time of the last event there was. */
  readonly toldMs: number
  record(events: readonly EventInit[]): void
}

interface Told {
  readonly expiresMs: number
  /** How many of `EXPIRY_STAGES_MS` have been reached and told. */
  readonly stage: number
}

export class ExpiryWatch {
  readonly #options: ExpiryOptions
  readonly #told = new Map<string, Told>()
  #cancel: () => void = () => {}

  constructor(options: ExpiryOptions) {
    this.#options = options
    for (const [object, expiresMs] of this.#all()) {
      this.#told.set(object.id, { expiresMs, stage: toStage(expiresMs - options.toldMs) })
    }
    this.#check()
  }

  /** After a commit: what is new is looked at, and what is gone forgotten. */
  take(steps: readonly Step[]): void {
    for (const { type, object } of steps) {
      if (type === 'deleted') this.#told.delete(object.id)
      else this.#look(object, this.#toExpiresMs(object))
    }
  }

  close(): void {
    this.#cancel()
  }

  #check(): void {
    for (const [object, expiresMs] of this.#all()) this.#look(object, expiresMs)
    this.#cancel = this.#options.timers.after(EXPIRY_CHECK_MS, () => this.#check())
  }

  #look(object: EngineObject, expiresMs: number | null): void {
    if (expiresMs === null) return
    const known = this.#told.get(object.id)
    const before = known?.expiresMs === expiresMs ? known.stage : 0
    const nowMs = this.#options.clock.nowMs()
    const stage = Math.max(before, toStage(expiresMs - nowMs))
    this.#told.set(object.id, { expiresMs, stage })
    if (stage > before) this.#options.record([toEvent(object, { expiresMs, nowMs })])
  }

  *#all(): Iterable<readonly [EngineObject, number]> {
    const { graph } = this.#options
    for (const kind of graph.kinds) {
      if (kind.expiresMs === undefined) continue
      for (const object of graph.list(kind.name)) {
        const expiresMs = kind.expiresMs(object)
        if (expiresMs !== null) yield [object, expiresMs]
      }
    }
  }

  #toExpiresMs(object: EngineObject): number | null {
    return this.#options.graph.kind(object.kind)?.expiresMs?.(object) ?? null
  }
}

/** How many stages an end that is so far away has reached. */
function toStage(leftMs: number): number {
  return EXPIRY_STAGES_MS.filter((stageMs) => leftMs <= stageMs).length
}

const DAY_MS = 24 * 3_600_000

function toEvent(
  { kind, id, name, owner }: EngineObject,
  { expiresMs, nowMs }: { readonly expiresMs: number; readonly nowMs: number },
): EventInit {
  const until = new Date(expiresMs).toISOString().replace('.000Z', 'Z')
  const isOver = expiresMs <= nowMs
  const days = Math.floor((expiresMs - nowMs) / DAY_MS)
  const message = isOver
    ? `It was valid until ${until}, and clients refuse it: renew it.`
    : `It is valid until ${until}, for ${days} more days: renew it.`
  const type = isOver ? 'expired' : 'expires_soon'
  return { atMs: nowMs, type, kind, objectId: id, objectName: name, owner, message }
}
