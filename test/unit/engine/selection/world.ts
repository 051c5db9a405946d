/** Endpoints and counts for the tests of pickers. */

import assert from 'node:assert/strict'
import {
  createPicker,
  NO_ENDPOINT,
  type Picker,
  type PickerEndpoint,
} from '../../../../src/engine/dataplane/selection/index.ts'
import type { Algorithm } from '../../../../src/engine/ir/index.ts'

export function endpointsOf(weights: readonly number[]): PickerEndpoint[] {
  return weights.map((weight, index) => ({ key: keyOf(index), weight, isUp: true }))
}

export function keyOf(index: number): string {
  return `10.0.${index >> 8}.${index & 255}:8080`
}

export function pickerOf(algorithm: Algorithm, weights: readonly number[], room = 0): Picker {
  return createPicker(algorithm, endpointsOf(weights), { capacity: weights.length + room })
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Picks and releases `times` times; how often each seat came. */
export function countPicks(picker: Picker, times: number): number[] {
  const counts = new Array<number>(picker.capacity).fill(0)
  for (let turn = 0; turn < times; turn++) {
    const index = picker.pick(turn)
    assert.notEqual(index, NO_ENDPOINT)
    counts[index] = (counts[index] ?? 0) + 1
    picker.release(index)
  }
  return counts
}
