/**
 * The list of algorithms, and pickers from it. A further algorithm is one file and one line here.
 *
 * Answers for: R17, and the order in which a picker's memory is cut. Does not know: who picks.
 */

import type { Algorithm } from '../../ir/index.ts'
import type { RotationType } from './contract.ts'
import type { Memory } from './memory.ts'
import { Roster } from './roster.ts'
import { Seats } from './seats.ts'
import { sourceIp } from './source-ip.ts'
import { weightedLeastConnections } from './weighted-least-connections.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

const algorithms: Readonly<Record<Algorithm, RotationType>> = {
  weighted_round_robin: weightedRoundRobin,
  weighted_least_connections: weightedLeastConnections,
  source_ip: sourceIp,
}

/** What can be chosen (R17). */
export const pickerAlgorithms: readonly Algorithm[] = Object.keys(algorithms).filter(
  (name): name is Algorithm => Object.hasOwn(algorithms, name),
)

/** The memory that a picker of `capacity` seats needs. */
export function rosterBytes(algorithm: Algorithm, capacity: number): number {
  return Seats.bytes(capacity) + algorithms[algorithm].bytes(capacity) + Roster.bytes()
}

/** Over zeroed memory an empty picker; over memory that has one, another hand on it. */
export function createRoster(algorithm: Algorithm, memory: Memory, capacity: number): Roster {
  const seats = new Seats(memory, capacity)
  return new Roster(seats, algorithms[algorithm].create(seats), memory)
}
