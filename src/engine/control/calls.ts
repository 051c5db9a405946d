/**
 * Calls of the engine API, counted.
 *
 * Answers for: how many there were of each method, how they ended and how long they took, and how
 * many are under way. Does not know: what they do.
 */

import type { OnCall } from '../../rpc/index.ts'
import { engineService } from '../client/index.ts'
import type { Clock } from '../runtime/index.ts'

export interface MethodCalls {
  active: number
  /** By how they ended: `OK`, or the code of gRPC. */
  readonly ended: Map<string, number>
  /** Of those that have ended. */
  sumMs: number
}

/** Methods that the API does not have are not told apart. */
const OTHERS = 'other'
const known = new Map(
  Object.values(engineService).map(({ path }) => [path, path.slice(path.lastIndexOf('/') + 1)]),
)

export class Calls {
  /** By method, without its service. */
  readonly methods = new Map<string, MethodCalls>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** As `ServeOptions.onCall`. */
  readonly begin: OnCall = (path) => {
    const counts = this.#of(known.get(path) ?? OTHERS)
    const startMs = this.#clock.monotonicMs()
    counts.active += 1
    return (code) => {
      counts.active -= 1
      counts.sumMs += this.#clock.monotonicMs() - startMs
      counts.ended.set(code, (counts.ended.get(code) ?? 0) + 1)
    }
  }

  #of(name: string): MethodCalls {
    const before = this.methods.get(name)
    if (before !== undefined) return before
    const counts = { active: 0, ended: new Map<string, number>(), sumMs: 0 }
    this.methods.set(name, counts)
    return counts
  }
}
