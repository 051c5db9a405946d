/** Waiting for a condition with a deadline: what tests do instead of sleeping. */

const POLL_MS = 20
/** Far more than anything takes: only what never comes is to run into it. */
const DEADLINE_MS = 60_000

/** The first value of `probe` that is not null; throws with `what` after `deadlineMs`. */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | null> | T | null,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const endMs = performance.now() + deadlineMs
  for (;;) {
    const value = await probe()
    if (value !== null) return value
    if (performance.now() > endMs) throw new Error(`waited ${deadlineMs} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
