/**
 * The face of selection: pickers for the data plane that runs in this process, and the list of
 * algorithms. Other planes show the same results in their own ways.
 *
 * Answers for: R17 to R20. A further algorithm is one file and one line here.
 */

import assert from 'node:assert/strict'
import type { Algorithm } from '../../ir/index.ts'
import type { Picker, PickerEndpoint, RotationType } from './contract.ts'
import { Memory } from './memory.ts'
import { Roster } from './roster.ts'
import { Seats } from './seats.ts'
import { sourceIp } from './source-ip.ts'
import { weightedLeastConnections } from './weighted-least-connections.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

export { NO_ENDPOINT, WEIGHT_MAX } from './contract.ts'
export type { Picker, PickerEndpoint } from './contract.ts'
export { hashAddress } from './hash.ts'

const algorithms: Readonly<Record<Algorithm, RotationType>> = {
  weighted_round_robin: weightedRoundRobin,
  weighted_least_connections: weightedLeastConnections,
  source_ip: sourceIp,
}

/** What can be chosen (R17). */
export const pickerAlgorithms: readonly Algorithm[] = Object.keys(algorithms).filter(
  (name): name is Algorithm => Object.hasOwn(algorithms, name),
)

export interface PickerOptions {
  /** Seats, for endpoints that come later; as many as endpoints by default. */
  readonly capacity?: number
  /** False in fresh memory. */
  readonly failOpen?: boolean
  /**
   * At least `pickerBytes`; zeroed memory of its own by default. With no endpoints given, a picker
   * over memory that has a picker already is another hand on the same one.
   */
  readonly memory?: ArrayBuffer | SharedArrayBuffer
}

/** The memory that a picker of `capacity` seats needs. */
export function pickerBytes(algorithm: Algorithm, capacity: number): number {
  return Seats.bytes(capacity) + algorithms[algorithm].bytes(capacity) + Roster.bytes()
}

/** A picker with `endpoints` on the seats 0, 1, 2, … */
export function createPicker(
  algorithm: Algorithm,
  endpoints: readonly PickerEndpoint[],
  options: PickerOptions = {},
): Picker {
  const capacity = options.capacity ?? endpoints.length
  assert(endpoints.length <= capacity, 'more endpoints than seats')
  const buffer = options.memory ?? new ArrayBuffer(pickerBytes(algorithm, capacity))
  const memory = new Memory(buffer)
  const seats = new Seats(memory, capacity)
  const picker = new Roster(seats, algorithms[algorithm].create(seats), memory)
  if (options.failOpen !== undefined) picker.setFailOpen(options.failOpen)
  endpoints.forEach((endpoint, index) => picker.place(index, endpoint))
  return picker
}
