/** From one configuration to the next: only what differs, and all of it. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Condition } from '../../../../../src/engine/dataplane/contract.ts'
import { knownNothing, toChange } from '../../../../../src/engine/dataplane/embedded/change.ts'
import type { Known } from '../../../../../src/engine/dataplane/embedded/change.ts'
import type { PathChange } from '../../../../../src/engine/dataplane/embedded/messages.ts'
import { isUp } from '../../../../../src/engine/dataplane/parts.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

const nothing: PathChange = { pools: [], removedPoolIds: [], listeners: [], removedListenerIds: [] }

const endpoint = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  weight: fc.integer({ min: 0, max: 3 }),
  port: fc.constantFrom(80, 81),
})
const pool = fc.record({
  id: fc.constantFrom('p', 'q', 'r'),
  failOpen: fc.boolean(),
  endpoints: fc.uniqueArray(endpoint, { selector: ({ id }) => id }),
})
const listener = fc.record({ id: fc.constantFrom('l', 'm'), idleTimeoutMs: fc.constantFrom(1, 2) })

const known: fc.Arbitrary<Known> = fc
  .record({
    pools: fc.uniqueArray(pool, { selector: ({ id }) => id }),
    listeners: fc.uniqueArray(listener, { selector: ({ id }) => id }),
    up: fc.array(fc.tuple(fc.constantFrom('p', 'q'), fc.constantFrom('a', 'b', 'c'))),
    isProbed: fc.boolean(),
  })
  .map(({ pools, listeners, up, isProbed }) => ({
    config: configOf(
      pools.map((given) =>
        poolOf({
          ...given,
          probe: isProbed ? probe : null,
          endpoints: given.endpoints.map((one) => endpointOf(one.id, one)),
        }),
      ),
      listeners.map(listenerOf),
    ),
    conditions: new Map(up.map(([p, e]): [string, Condition] => [`${p}/${e}`, 'up'])),
  }))

const probe = {
  protocol: 'tcp',
  method: 'HEAD',
  path: '/',
  host: null,
  port: null,
  proxyProtocol: false,
  timeoutMs: 1,
  intervalMs: 1,
  unhealthyThreshold: 1,
  healthyThreshold: 1,
  successCodes: [],
} as const

/** What a thread has, as text by id. */
type State = ReadonlyMap<string, string>

/** What a thread that knows nothing but `from` has after `change`. */
function toStateAfter(from: State, change: PathChange): State {
  const state = new Map(from)
  for (const { settings, put, remove } of change.pools) {
    state.set(`pool ${settings.id}`, JSON.stringify(settings))
    for (const id of remove) assert(state.delete(`endpoint ${settings.id}/${id}`))
    for (const placed of put) {
      state.set(`endpoint ${settings.id}/${placed.endpoint.id}`, JSON.stringify(placed))
    }
  }
  for (const one of change.listeners) state.set(`listener ${one.id}`, JSON.stringify(one))
  for (const id of change.removedListenerIds) assert(state.delete(`listener ${id}`))
  for (const id of change.removedPoolIds) {
    for (const key of state.keys()) if (key.startsWith(`endpoint ${id}/`)) state.delete(key)
    assert(state.delete(`pool ${id}`))
  }
  return state
}

/** What a thread shall have. */
function toState({ config, conditions }: Known): State {
  const state = new Map<string, string>()
  for (const instance of config.instances) {
    for (const one of instance.listeners) state.set(`listener ${one.id}`, JSON.stringify(one))
    for (const one of instance.pools) {
      const { endpoints, ...settings } = one
      state.set(`pool ${one.id}`, JSON.stringify(settings))
      for (const placed of endpoints) {
        const text = JSON.stringify({ endpoint: placed, isUp: isUp(one, placed, conditions) })
        state.set(`endpoint ${one.id}/${placed.id}`, text)
      }
    }
  }
  return state
}

describe('a change of the embedded plane', () => {
  it('leads from any configuration to any other', () => {
    const property = fc.property(fc.array(known, { maxLength: 4 }), (steps) => {
      let from: Known = knownNothing
      let state: State = new Map()
      for (const to of steps) {
        state = toStateAfter(state, toChange(from, to))
        assert.deepEqual(new Map(state), new Map(toState(to)))
        from = to
      }
    })
    fc.assert(property)
  })

  it('is nothing when nothing differs, also between equal copies', () => {
    const property = fc.property(known, (one) => {
      assert.deepEqual(toChange(one, one), nothing)
      assert.deepEqual(toChange(one, structuredClone(one)), nothing)
    })
    fc.assert(property)
  })

  it('names the one endpoint of many that differs', () => {
    const endpoints = Array.from({ length: 1000 }, (_, index) => endpointOf(`e${index}`))
    const before = { config: configOf([poolOf({ endpoints })]), conditions: new Map() }
    const heavier = endpoints.with(500, endpointOf('e500', { weight: 20 }))
    const after = { config: configOf([poolOf({ endpoints: heavier })]), conditions: new Map() }
    const [change, ...others] = toChange(before, after).pools
    assert.deepEqual(others, [])
    assert.deepEqual(
      change?.put.map((placed) => placed.endpoint),
      [endpointOf('e500', { weight: 20 })],
    )
  })
})
