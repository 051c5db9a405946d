/**
 * How many file descriptors this process may have.
 *
 * Answers for: reading it where the system says so. Does not know: what they are for.
 */

import { readFileSync } from 'node:fs'

const WITHOUT_WORD = 4096
/** For files, sockets of servers kept for reuse, probes and the engine's own calls. */
const RESERVED = 512
/** A client and its server. */
const PER_CONNECTION = 2
const LEAST = 64

/** Client connections for which there are surely descriptors. */
export function toConnectionsMax(): number {
  return Math.max(LEAST, Math.floor((readLimit() - RESERVED) / PER_CONNECTION))
}

function readLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1] ?? ''
    return soft === 'unlimited' ? Infinity : Number(soft || WITHOUT_WORD)
  } catch {
    return WITHOUT_WORD
  }
}
