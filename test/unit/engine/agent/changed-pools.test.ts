import assert from 'node:assert/strict'
import { changedPools } from '../../../../src/engine/agent/changed-pools.ts'
import type { ProxyConfig } from '../../../../src/engine/ir/index.ts'
import { configOf, instanceOf, poolOf } from './world.ts'

const [x, y] = [instanceOf('x'), instanceOf('y')]
const moved = poolOf({ id: 'moved' })

function check(
  before: ProxyConfig | null,
  next: ProxyConfig,
  expected: [string[], string[]],
): void {
  const { put, removedIds } = changedPools(before, next)
  assert.deepEqual([put.map(({ id }) => id), removedIds], expected)
}

describe('pools that a configuration changes', () => {
  it('are all of them at first', () => check(null, configOf(1, [x, y]), [['x-pool', 'y-pool'], []]))

  it('are none when the instances are the same', () =>
    check(configOf(1, [x, y]), configOf(2, [y, x]), [[], []]))

  it('are those that differ in an instance that differs', () => {
    const both = instanceOf('x', { pools: [moved, ...x.pools] })
    check(configOf(1, [both, y]), configOf(2, [{ ...both, name: 'new' }, y]), [[], []])
    check(configOf(1, [x, y]), configOf(2, [both, y]), [['moved'], []])
  })

  it('are gone with their instance', () =>
    check(configOf(1, [x, y]), configOf(2, [y]), [[], ['x-pool']]))

  it('are not gone when they move to another instance', () => {
    const first = instanceOf('x', { pools: [moved] })
    const second = instanceOf('y', { pools: [moved] })
    check(configOf(1, [first]), configOf(2, [second]), [[], []])
    const changed = instanceOf('y', { pools: [{ ...moved, name: 'new' }] })
    check(configOf(1, [first]), configOf(2, [changed]), [['moved'], []])
  })
})
