/**
 * Endpoints that leave: watched until they have no work, or no more time.
 *
 * Answers for: one report for each, and the end of work that outlasts its time. Does not know: how
 * work is counted or ended.
 */

const LOOK_EVERY_MS = 40

export interface Leaving {
  readonly poolId: string
  readonly endpointId: string
  /** The server of HAProxy: `back/slot`. */
  readonly server: string
  /** Milliseconds on the monotonic clock; null: for as long as clients come back to it. */
  readonly deadlineMs: number | null
}

export interface DrainKeeper {
  /** How much work each of these servers has. */
  count(servers: readonly string[]): Promise<(server: string) => number>
  end(server: string): Promise<void>
  onDrained(leaving: Leaving): void
}

export class Drains {
  readonly #keeper: DrainKeeper
  readonly #leaving = new Map<string, Leaving>()
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(keeper: DrainKeeper) {
    this.#keeper = keeper
  }

  has(key: string): boolean {
    return this.#leaving.has(key)
  }

  begin(key: string, leaving: Leaving): void {
    this.#leaving.set(key, leaving)
    this.#schedule()
  }

  cancel(key: string): void {
    this.#leaving.delete(key)
  }

  #schedule(): void {
    if (this.#timer !== null || this.#isClosed || this.#leaving.size === 0) return
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS)
  }

  async #look(): Promise<void> {
    const countOf = await this.#keeper.count(
      [...this.#leaving.values()].map(({ server }) => server),
    )
    const nowMs = performance.now()
    for (const [key, leaving] of this.#leaving) {
      if (countOf(leaving.server) > 0) {
        if (leaving.deadlineMs === null || nowMs < leaving.deadlineMs) continue
        await this.#keeper.end(leaving.server)
      }
      if (this.#leaving.get(key) !== leaving) continue
      this.#leaving.delete(key)
      this.#keeper.onDrained(leaving)
    }
    this.#timer = null
    this.#schedule()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
