/**
 * How many threads can have a port.
 *
 * Answers for: what differs between kernels. Linux spreads the connections of a port over all
 * sockets that are bound to it; macOS does not, and Node refuses `reusePort` there.
 */

import { availableParallelism } from 'node:os'

/** Whether several sockets, of threads or processes, can be bound to one port. */
export function canSharePorts(platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'linux'
}

/** How many threads carry traffic: one for each core where they can share ports. */
export function toThreads(platform: NodeJS.Platform = process.platform): number {
  return canSharePorts(platform) ? availableParallelism() : 1
}
