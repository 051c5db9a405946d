import assert from 'node:assert/strict'
import { findDeserted, findMembers, toGroupMembers } from '../../../src/cli/drain/members.ts'
import { toProgress, toProgressText } from '../../../src/cli/drain/progress.ts'
import { parseDuration, parseMoment } from '../../../src/cli/duration.ts'
import { toDrainLines } from '../../../src/cli/render/drain.ts'
import { Scene } from '../../../src/cli/render/scene.ts'
import { plainStyle } from '../../../src/cli/render/style.ts'
import { EngineError } from '../../../src/engine/errors.ts'
import { noEndpointCounters } from '../../../src/engine/dataplane/contract.ts'
import { NOW_MS, object, target, toSnapshot, toStack } from './world.ts'
import type { Input } from './world.ts'

const other = object('server_group', 'sgr-other', {
  spec: { port: 1, servers: [{ address: '127.0.0.1', name: 'first' }, { address: '127.0.0.2' }] },
})
const own = object('server_group', 'sgr-own', { spec: { servers: null } })
const server = object('server', 'srv-1', {
  name: 'first',
  spec: { serverGroupId: 'sgr-own', address: '::1', port: 80 },
})
const group = object('availability_group', 'avg-1')
const instance = object('group_instance', 'avi-1', {
  name: 'workers',
  spec: { groupId: 'avg-1', address: '127.10.0.9' },
})
const note = (memberId: string, reason = '') =>
  object('drain', 'drn-1', {
    name: '',
    spec: { serverGroupId: 'sgr-web', memberId, by: 'ann', reason },
  })
const all = [...toStack([1, 2]), other, own, server, group, instance]

function toScene(input: Input): Scene {
  return new Scene(toSnapshot(input))
}

describe('The servers that a word means', () => {
  const members = toGroupMembers(toScene({ objects: all, health: [target(1), target(2)] }))
  const check = (word: string, expected: readonly string[] | RegExp): void => {
    try {
      const found = findMembers(members, word).map(({ group: { id }, ...each }) => {
        return `${id} ${each.id}`
      })
      assert.deepEqual(found, expected)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      assert.match(`${error.code} ${error.message} ${error.remedy}`, expected as RegExp)
    }
  }

  it('are those at an address, in every group', () => {
    check('127.0.0.1', ['sgr-other 127.0.0.1:1', 'sgr-web 127.0.0.1:1', 'sgr-web 127.0.0.1:2'])
    check('127.0.0.1:2', ['sgr-web 127.0.0.1:2'])
    check('127.0.0.1:1', ['sgr-other 127.0.0.1:1', 'sgr-web 127.0.0.1:1'])
    check('::1', ['sgr-own [::1]:80'])
  })
  it('are named, or objects with an id, in all three kinds of group', () => {
    check('srv-1', ['sgr-own [::1]:80'])
    check('avi-1', ['avg-1 avi-1'])
    check('workers', ['avg-1 avi-1'])
    check('127.10.0.9', ['avg-1 avi-1'])
  })
  it('are asked for again when they are several, or none', () => {
    check('first', /^invalid_argument "first" is the name of 2 .*127\.0\.0\.1:1 of other, \[::1\]/)
    check('nope', /^not_found No group has a server "nope"/)
  })
})

describe('Draining', () => {
  it('knows when nobody healthy would be left, and when nobody was', () => {
    const check = (ports: readonly number[], state: 'healthy' | 'unhealthy', expected: number) => {
      const scene = toScene({ objects: all, health: [target(1, { state }), target(2)] })
      const leaving = toGroupMembers(scene).filter(
        (each) => each.group.id === 'sgr-web' && ports.some((port) => each.id.endsWith(`:${port}`)),
      )
      assert.equal(findDeserted(scene, leaving).length, expected)
    }
    check([1], 'healthy', 0)
    check([1, 2], 'healthy', 1)
    check([2], 'unhealthy', 1)
    check([1], 'unhealthy', 0)
  })

  const look = (changes: Parameters<typeof target>[1], active: number | null) => {
    const scene = toScene({ objects: [...all, note('127.0.0.1:1')], health: [target(1, changes)] })
    const drained = toGroupMembers(scene).filter((each) => each.note !== null)
    const row = { ...noEndpointCounters('bes-web', '127.0.0.1:1'), active: active ?? 0 }
    return toProgress(drained, {
      ...{ atMs: 1, listeners: [] },
      endpoints: active === null ? [] : [row],
    })
  }
  const out = { state: 'unused', reason: 'drained' } as const

  it('is done when the agent has said so, and not when the engine merely wants it', () => {
    const check = (changes: Parameters<typeof target>[1], expected: string): void => {
      assert.deepEqual(look(changes, 1).map(toProgressText), [`127.0.0.1:1 of web: ${expected}`])
    }
    check({ state: 'draining', reason: 'draining' }, 'draining, 1 connection left')
    check({ ...out, sinceMs: 0 }, 'draining, 1 connection left')
    check(out, 'out of traffic, its last connection is gone')
  })

  it('is listed with who and why', () => {
    const scene = toScene({ objects: [...all, note('127.0.0.1:7', 'gone')] })
    const absent = toGroupMembers(scene).filter((each) => each.note !== null)
    const options = { style: plainStyle, nowMs: NOW_MS }
    assert.deepEqual(toDrainLines([...look(out, 0), ...toProgress(absent, none)], options), [
      '○ out of traffic         127.0.0.1:1  server group web  for 16 min 40 s  by ann',
      '○ in no backend service  127.0.0.1:7  server group web  for 16 min 40 s  by ann: gone',
      '',
      '`lb undrain SERVER` brings a server back.',
    ])
    assert.deepEqual(toDrainLines([], options), ['No server is drained.'])
  })
  const none = { atMs: null, listeners: [], endpoints: [] }
})

describe('Durations and moments, as typed', () => {
  it('have a unit', () => {
    const seen = ['500ms', '30s', '5m', '2h', '1d'].map(parseDuration)
    assert.deepEqual(seen, [500, 30_000, 300_000, 7_200_000, 86_400_000])
    for (const text of ['5', 's', '-1s', '1 s', '']) assert.throws(() => parseDuration(text))
  })
  it('are so long ago, or a date', () => {
    assert.equal(parseMoment('10s', NOW_MS), NOW_MS - 10_000)
    assert.equal(parseMoment('2030-01-31', NOW_MS), Date.UTC(2030, 0, 31))
    assert.throws(() => parseMoment('yesterday', NOW_MS), /"yesterday" is no time/)
    assert.throws(() => parseMoment('2030-01-31x', NOW_MS), /is no time/)
  })
})
