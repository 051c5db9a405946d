/**
 * The moment in which hardly anybody waits to be accepted.
 *
 * Answers for: a socket that closes right after its queue was emptied, as the kernel resets who is
 * in it then. Does not know: sockets; the loop empties their queues in each of its turns.
 */

/** From one queue emptied to the next nobody has come, most likely. */
const SHORT_TURN_MS = 0.3
/** A loop that is busier than that has no such moment. */
const TURNS_MAX = 100

/** Resolves at the end of a short turn of the loop; what follows at once is part of that turn. */
export async function untilQuiet(): Promise<void> {
  for (let turns = 0; turns < TURNS_MAX; turns++) {
    const beganMs = performance.now()
    await new Promise((resolve) => setImmediate(resolve))
    if (performance.now() - beganMs < SHORT_TURN_MS) return
  }
}
