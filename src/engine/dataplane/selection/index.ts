/**
 * The face of selection: pickers for the data plane that runs in this process, and the list of
 * algorithms. Other planes show the same results in their own ways.
 *
 * Answers for: R17 to R20. Does not know: sockets, health.
 */

import assert from 'node:assert/strict'
import type { Algorithm } from '../../ir/index.ts'
import type { Picker, PickerEndpoint } from './contract.ts'
import { createRoster, rosterBytes } from './create.ts'
import { Memory } from './memory.ts'

export { NO_ENDPOINT, WEIGHT_MAX } from './contract.ts'
export type { Picker, PickerEndpoint } from './contract.ts'
export { pickerAlgorithms } from './create.ts'
export { hashAddress } from './hash.ts'
export { SharedPicker, sharedPickerBytes } from './shared.ts'
export type { SharedPickerPlace } from './shared.ts'

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
  return rosterBytes(algorithm, capacity)
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
  const picker = createRoster(algorithm, new Memory(buffer), capacity)
  if (options.failOpen !== undefined) picker.setFailOpen(options.failOpen)
  endpoints.forEach((endpoint, index) => picker.place(index, endpoint))
  return picker
}
