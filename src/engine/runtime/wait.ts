/**
 * Waiting for something that other processes do: with a limit, and backing off.
 *
 * Answers for: delays between attempts, deadlines, and stopping at once when aborted.
 * Does not know: what is waited for.
 */

import { setTimeout as delay } from 'node:timers/promises'

export interface BackoffLimits {
  readonly firstMs: number
  readonly maxMs: number
}

/** Delays that double from `firstMs` up to `maxMs`. */
export interface Backoff {
  nextMs(): number
  /** The next delay is `firstMs` again. */
  reset(): void
}

export function createBackoff({ firstMs, maxMs }: BackoffLimits): Backoff {
  let next = firstMs
  return {
    nextMs: () => {
      const current = next
      next = Math.min(next * 2, maxMs)
      return current
    },
    reset: () => {
      next = firstMs
    },
  }
}

/** Resolves after `delayMs`; throws the signal's `AbortError` at once when aborted. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal })
}

export interface PollOptions<T> extends BackoffLimits {
  /** Null means: not yet. Errors end the polling. */
  readonly attempt: () => Promise<T | null>
  readonly deadlineMs: number
}

/** What `attempt` gives as soon as it is not null; null when `deadlineMs` have passed. */
export async function poll<T>(options: PollOptions<T>, signal: AbortSignal): Promise<T | null> {
  const endMs = performance.now() + options.deadlineMs
  const backoff = createBackoff(options)
  for (;;) {
    signal.throwIfAborted()
    const result = await options.attempt()
    if (result !== null) return result
    const remainingMs = endMs - performance.now()
    if (remainingMs <= 0) return null
    await pause(Math.min(backoff.nextMs(), remainingMs), signal)
  }
}

/**
 * Resolves when `signal` is aborted. Call once per signal: it listens as long as the signal lives.
 */
export function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
