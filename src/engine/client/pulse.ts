/**
 * Whether an engine that is being waited for is still alive.
 *
 * Answers for: calls that may rightly take minutes do not wait for an engine that hangs: while any
 * is under way the engine is asked for a sign of life, and when none comes all of them fail, and
 * for a moment those after them at once. Does not know: what the calls are.
 */

import { EngineError } from '../errors.ts'

export interface PulseLimits {
  /** A call that takes longer has the engine asked, and again after each answer. */
  readonly intervalMs: number
  /** No answer for so long: it hangs. */
  readonly answerMs: number
  /** So long afterwards calls fail at once; the next one tries again. */
  readonly silenceMs: number
}

/** Together less than the 30 s that a user has to wait for a clear error. */
const LIMITS: PulseLimits = { intervalMs: 5_000, answerMs: 15_000, silenceMs: 5_000 }

export interface PulseOptions {
  /** Where the engine is, for the message. */
  readonly where: string
  /** Any answer will do, also a refusal; rejects only with the signal's reason. */
  readonly ask: (signal: AbortSignal) => Promise<void>
  readonly limits?: PulseLimits
}

export class Pulse {
  readonly #options: PulseOptions
  readonly #limits: PulseLimits
  #calls = 0
  #timer: NodeJS.Timeout | undefined
  #isAsking = false
  /** Rejected when the calls of now are given up. */
  #end = toEnd()
  #silent: { readonly error: EngineError; readonly untilMs: number } | null = null

  constructor(options: PulseOptions) {
    this.#options = options
    this.#limits = options.limits ?? LIMITS
  }

  /** What `work` gives; throws `deadline_exceeded` as soon as the engine is known to hang. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#silent !== null && performance.now() < this.#silent.untilMs) throw this.#silent.error
    this.#calls += 1
    if (this.#calls === 1) this.#wait()
    try {
      return await Promise.race([work(), this.#end.promise])
    } finally {
      this.#calls -= 1
      if (this.#calls === 0) clearTimeout(this.#timer)
    }
  }

  #wait(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(), this.#limits.intervalMs)
    // A call has a deadline of its own that keeps the process.
    this.#timer.unref()
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const limit = AbortSignal.timeout(this.#limits.answerMs)
    try {
      await this.#options.ask(limit)
      this.#silent = null
    } catch {
      this.#giveUp()
    } finally {
      this.#isAsking = false
      if (this.#calls > 0) this.#wait()
    }
  }

  #giveUp(): void {
    const { intervalMs, answerMs, silenceMs } = this.#limits
    const seconds = (intervalMs + answerMs) / 1000
    const error = new EngineError({
      code: 'deadline_exceeded',
      message:
        `The engine at ${this.#options.where} takes connections and has said nothing for ` +
        `${seconds} s: it hangs, or its machine does.`,
      remedy: 'Look at its log; end and start it if need be. Then try again.',
    })
    this.#silent = { error, untilMs: performance.now() + silenceMs }
    this.#end.reject(error)
    this.#end = toEnd()
  }
}

/** That nobody waits for it any more is no fault. */
function toEnd(): PromiseWithResolvers<never> {
  const end = Promise.withResolvers<never>()
  end.promise.catch(() => {})
  return end
}
