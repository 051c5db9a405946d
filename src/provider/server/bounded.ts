/**
 * Runs work that ends in time: when the user stops it, when its limit is over, and soon after that
 * even when the work itself does not care.
 */

import { ProviderError } from './provider-error.ts'
import { StopError } from './run.ts'

/**
 * How long a change that is under way goes on undisturbed after the wish to stop: one that takes
 * moments is finished then, and nothing is made that no state knows.
 */
export const PATIENCE_MS = 1_500

/** How long work may go on after its signal aborted; a cancelled run ends within five seconds. */
export const GRACE_MS = 3_000

export interface Bounds {
  readonly limitMs: number
  /** What aborts beside the limit: the user's wish to stop, the caller's leaving. */
  readonly signals: readonly AbortSignal[]
  /** How long work may go on after the abort; `GRACE_MS` when left out. */
  readonly graceMs?: number
  /** How long after one of `signals` the work is aborted; at once when left out. */
  readonly patienceMs?: number
  /** For the message: "creating lb_listener". */
  readonly what: string
}

/**
 * The result of the work. Throws what the work throws; after an abort a ProviderError that says
 * whether it was the user or the clock.
 */
export async function bounded<T>(
  bounds: Bounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const { signal } = ending
  const limitTimer = setTimeout(() => ending.abort(new LimitError()), bounds.limitMs)
  const forgetStops = endOnStop(ending, bounds)
  const abandoned = Promise.withResolvers<never>()
  let graceTimer: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    graceTimer = setTimeout(() => abandoned.reject(signal.reason), bounds.graceMs ?? GRACE_MS)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(signal), abandoned.promise])
  } catch (error) {
    if (!signal.aborted || error instanceof ProviderError) throw error
    throw abortedError(bounds, signal.reason)
  } finally {
    signal.removeEventListener('abort', onAbort)
    forgetStops()
    clearTimeout(limitTimer)
    clearTimeout(graceTimer)
  }
}

/**
 * Aborts when one of the signals has and patience is over; at once where one had before. What it
 * gives ends that. By hand, because `AbortSignal.any` costs more than all else here.
 */
function endOnStop(ending: AbortController, { signals, patienceMs = 0 }: Bounds): () => void {
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => ending.abort(signals.find(({ aborted }) => aborted)?.reason)
  const onStop = (): void => {
    if (patienceMs === 0) stop()
    else timer ??= setTimeout(stop, patienceMs)
  }
  if (signals.some(({ aborted }) => aborted)) stop()
  else for (const signal of signals) signal.addEventListener('abort', onStop, { once: true })
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', onStop)
    clearTimeout(timer)
  }
}

class LimitError extends Error {}

function abortedError({ what, limitMs }: Bounds, reason: unknown): ProviderError {
  if (reason instanceof LimitError) {
    return new ProviderError({
      summary: 'Time is up',
      detail:
        `Giving up ${what} after ${limitMs / 1000} s. What was done so far is kept in the state; ` +
        'apply again to go on. A longer limit can be set in `timeouts`.',
    })
  }
  const who = reason instanceof StopError ? 'Terraform was interrupted' : 'Terraform has gone'
  return new ProviderError({
    summary: 'Cancelled',
    detail: `${who} while ${what}. What was done is kept in the state; apply again to go on.`,
  })
}
