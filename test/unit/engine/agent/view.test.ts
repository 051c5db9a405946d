import assert from 'node:assert/strict'
import type { Condition } from '../../../../src/engine/dataplane/contract.ts'
import type { Health } from '../../../../src/engine/health/index.ts'
import type { ProxyEndpoint } from '../../../../src/engine/ir/index.ts'
import { toCondition, toTarget } from '../../../../src/engine/agent/view.ts'
import { endpointOf } from './world.ts'

const initial: Health = { state: 'initial', reason: null, successes: 0, failures: 0, sinceMs: 7 }
const healthy: Health = { ...initial, state: 'healthy' }
const unhealthy: Health = { ...initial, state: 'unhealthy', reason: 'status_mismatch' }

interface Case {
  title: string
  endpoint?: Partial<ProxyEndpoint>
  health: Health | null
  isDraining?: boolean
  isWarming?: boolean
  isTrusted?: boolean
  expected: { state: string; reason: string | null; condition: Condition }
}

const table: Case[] = [
  {
    title: 'a healthy one',
    health: healthy,
    expected: { state: 'healthy', reason: null, condition: 'up' },
  },
  {
    title: 'a healthy one that gets its weight bit by bit',
    health: healthy,
    isWarming: true,
    expected: { state: 'healthy', reason: 'warming_up', condition: 'up' },
  },
  {
    title: 'an unhealthy one, with the reason',
    health: unhealthy,
    expected: { state: 'unhealthy', reason: 'status_mismatch', condition: 'down' },
  },
  {
    title: 'one without a verdict',
    health: initial,
    expected: { state: 'initial', reason: null, condition: 'down' },
  },
  {
    title: 'one without a verdict that served before a restart',
    health: initial,
    isTrusted: true,
    expected: { state: 'initial', reason: null, condition: 'up' },
  },
  {
    title: 'one that is known to be unhealthy, trusted or not',
    health: unhealthy,
    isTrusted: true,
    expected: { state: 'unhealthy', reason: 'status_mismatch', condition: 'down' },
  },
  {
    title: 'one of a pool without a health check',
    health: null,
    expected: { state: 'unchecked', reason: null, condition: 'up' },
  },
  {
    title: 'R7: one in another zone',
    endpoint: { admission: 'outside_zones' },
    health: null,
    expected: { state: 'unused', reason: 'outside_zones', condition: 'down' },
  },
  {
    title: 'one that is switched off',
    endpoint: { admission: 'disabled' },
    health: null,
    expected: { state: 'unused', reason: 'disabled', condition: 'down' },
  },
  {
    title: 'one that is switched off and has work to finish',
    endpoint: { admission: 'disabled' },
    health: null,
    isDraining: true,
    expected: { state: 'draining', reason: 'draining', condition: 'down' },
  },
  {
    title: 'a healthy one with weight 0, which takes nothing by its weight alone',
    endpoint: { weight: 0 },
    health: healthy,
    expected: { state: 'healthy', reason: null, condition: 'up' },
  },
]

describe('how an endpoint stands', () => {
  for (const {
    title,
    endpoint,
    health,
    isDraining = false,
    isWarming = false,
    isTrusted = false,
    expected,
  } of table) {
    it(title, () => {
      const standing = {
        poolId: 'p',
        endpoint: endpointOf('a', endpoint),
        health,
        isDraining,
        isWarming,
      }
      const { state, reason } = toTarget(standing, undefined, 99)
      const condition = toCondition(standing, isTrusted)
      assert.deepEqual({ state, reason, condition }, expected)
    })
  }

  it('a probed one has its state since the probe that brought it', () => {
    const standing = {
      poolId: 'p',
      endpoint: endpointOf('a'),
      health: healthy,
      isDraining: false,
      isWarming: false,
    }
    assert.equal(toTarget(standing, undefined, 99).sinceMs, 7)
  })

  it('one that is not probed keeps the time of its state while it lasts', () => {
    const standing = {
      poolId: 'p',
      endpoint: endpointOf('a'),
      health: null,
      isDraining: false,
      isWarming: false,
    }
    const first = toTarget(standing, undefined, 99)
    assert.equal(first.sinceMs, 99)
    assert.equal(
      toTarget({ ...standing, endpoint: endpointOf('a', { weight: 3 }) }, first, 500).sinceMs,
      99,
    )
    assert.equal(
      toTarget({ ...standing, isDraining: true, isWarming: false }, first, 500).sinceMs,
      500,
    )
  })
})
