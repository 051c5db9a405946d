/** Which data plane a choice means. */

import assert from 'node:assert/strict'
import { resolveDataPlane, toVersionObstacle } from '../../../../src/engine/dataplane/choice.ts'
import { findHaproxy } from '../../../../src/engine/dataplane/haproxy/program.ts'

describe('choice of a data plane', () => {
  const path = '/usr/sbin/haproxy'

  for (const said of [
    'HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/',
    'HAProxy version 2.10.0',
    'HAProxy version 3.0.1-3ubuntu1',
  ]) {
    it(`${said.slice(0, 24)} is new enough`, () => {
      assert.equal(toVersionObstacle({ path, said }), null)
    })
  }

  it('one that is too old says which it is, and what is needed', () => {
    const said = 'HAProxy version 2.4.22'
    assert.equal(
      toVersionObstacle({ path, said }),
      '/usr/sbin/haproxy is version 2.4, and 2.6 is needed',
    )
  })

  it('what says no version is none', () => {
    assert.match(toVersionObstacle({ path, said: 'spawn ENOENT' }) ?? '', /but: spawn ENOENT/)
  })

  it('auto takes what is installed', async () => {
    const expected = findHaproxy() === null ? 'embedded' : 'haproxy'
    assert.equal(await resolveDataPlane('auto'), expected)
    assert.equal(await resolveDataPlane('embedded'), 'embedded')
  })
})
