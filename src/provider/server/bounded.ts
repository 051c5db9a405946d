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
  const limit = new AbortController()
  const limitTimer = setTimeout(() => limit.abort(new LimitError()), bounds.limitMs)
  const stopping = patiently(AbortSignal.any([...bounds.signals]), bounds.patienceMs ?? 0)
  const signal = AbortSignal.any([stopping.signal, limit.signal])
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
    stopping.forget()
    clearTimeout(limitTimer)
    clearTimeout(graceTimer)
  }
}

/** Aborts so much later than `signal`; at once where it has aborted already. */
function patiently(signal: AbortSignal, patienceMs: number) {
  if (patienceMs === 0 || signal.aborted) return { signal, forget: () => undefined }
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    timer = setTimeout(() => late.abort(signal.reason), patienceMs)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  const forget = (): void => {
    signal.removeEventListener('abort', onAbort)
    clearTimeout(timer)
  }
  return { signal: late.signal, forget }
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
