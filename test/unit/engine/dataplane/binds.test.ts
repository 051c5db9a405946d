/** The sockets that a configuration needs: which of them are new, and whose they are. */

import assert from 'node:assert/strict'
import { toForeign, toNewBinds } from '../../../../src/engine/dataplane/binds.ts'
import { configOf, listenerOf } from './embedded/world.ts'

describe('the sockets of a configuration', () => {
  const one = listenerOf({ id: 'one', binds: [{ address: '::1', port: 1 }] })
  const two = listenerOf({ id: 'two', binds: [{ address: '::1', port: 2 }] })

  it('are new where they were not bound, whichever listener they are for', () => {
    const swapped = [
      { ...one, binds: two.binds },
      { ...two, binds: one.binds },
    ]
    assert.deepEqual(toNewBinds(configOf([], [one, two]), configOf([], swapped)), [])
    assert.deepEqual(toNewBinds(configOf([], [one]), configOf([], [one, two])), [
      { listenerId: 'two', bind: { address: '::1', port: 2 } },
    ])
  })

  it('are foreign where no predecessor has given them', () => {
    const wanted = toNewBinds(configOf([], []), configOf([], [one, two]))
    assert.deepEqual(toForeign(wanted, one.binds), [
      { listenerId: 'two', bind: { address: '::1', port: 2 } },
    ])
  })
})
