/**
 * Any way from one set of ports to another, write by write in any order: listeners that move, go
 * and come, of which no write may fit alone. A port that is there before and after never closes.
 */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { ApiObject, Operation } from '../../../../src/engine/client/contract.ts'
import type { ProxyConfig } from '../../../../src/engine/ir/index.ts'
import { VirtualTimers } from '../health/world.ts'
import { FakeAgent } from './fake-agent.ts'
import { never, toDeferred, toPut, toUpdate, World } from './world.ts'

const holds = { roomMs: 5000, successorMs: 200, creationMs: 0, lingerMs: 0 }
const FIRST_PORT = 8000

interface Journey {
  /** The listeners to begin with have the first ports. Where each goes; null: it is deleted. */
  readonly moves: readonly (number | null)[]
  /** Ports of new listeners. */
  readonly made: readonly number[]
  /** In which the writes are sent. */
  readonly order: readonly number[]
  /** Whether a write is judged before the next one is sent. */
  readonly pauses: readonly boolean[]
}

const LISTENERS_MAX = 6

const journey: fc.Arbitrary<Journey> = fc
  .record({
    places: fc.shuffledSubarray(
      Array.from({ length: 2 * LISTENERS_MAX }, (_, index) => index),
      { minLength: 2 * LISTENERS_MAX },
    ),
    isKept: fc.array(fc.boolean(), { minLength: 1, maxLength: LISTENERS_MAX, size: 'max' }),
    made: fc.nat({ max: 3 }),
    order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    pauses: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    isClose: fc.boolean(),
  })
  .map(({ places, isKept, made, order, pauses, isClose }) => {
    // Close together, so that almost every write is in the way of another.
    const pool = isClose ? places.filter((each) => each < isKept.length + made) : places
    return {
      moves: isKept.map((kept, index) => (kept ? (pool[index] ?? null) : null)),
      made: pool.slice(isKept.length, isKept.length + made),
      order,
      pauses,
    }
  })

function toPorts(config: ProxyConfig): ReadonlySet<number> {
  const listeners = config.instances.flatMap((instance) => instance.listeners)
  return new Set(listeners.flatMap(({ binds }) => binds.map(({ port }) => port - FIRST_PORT)))
}

async function check({ moves, made, order, pauses }: Journey): Promise<void> {
  const timers = new VirtualTimers()
  const world = await World.start(new FakeAgent(), { holds, timers })
  try {
    const { listener } = await world.putStack()
    await world.delete('listener', listener.id)
    const toNew = (place: number) =>
      toPut({ kind: 'listener', spec: { ...listener.spec, port: FIRST_PORT + place } })
    const all = await world.control.transact(
      moves.map((_, place) => toNew(place)),
      never,
    )
    const writes = [...all.map((each, place) => toMove(each, moves[place])), ...made.map(toNew)]
    const from = world.agent.attempts.length - 1
    const sent: Promise<unknown>[] = []
    for (const [index, write] of shuffled(writes, order).entries()) {
      sent.push(world.control.transact([write], never))
      if (pauses[index] === true) await world.put({ kind: 'server_group', owner: 'b', spec: {} })
    }
    await world.put({ kind: 'server_group', owner: 'b', spec: {} })
    timers.advance(holds.successorMs)
    await Promise.all(sent)
    const wanted = new Set([...moves.filter((place) => place !== null), ...made])
    assert.deepEqual(toPorts(world.agent.served), wanted)
    const lasting = moves.map((_, place) => place).filter((place) => wanted.has(place))
    for (const config of world.agent.attempts.slice(from)) {
      const ports = toPorts(config)
      for (const place of lasting) assert.ok(ports.has(place), `port ${place} was closed`)
    }
  } finally {
    await world.close()
  }
}

function toMove(listener: ApiObject, place: number | null | undefined): Operation {
  if (place === null || place === undefined) return toDeferred(listener)
  return toUpdate(listener, { port: FIRST_PORT + place })
}

function shuffled<Item>(items: readonly Item[], order: readonly number[]): readonly Item[] {
  return items
    .map((item, index) => ({ item, rank: order[index] ?? 0 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

describe('ports that go from hand to hand', () => {
  it('arrive in any order of the writes, and none that stays in use ever closes', async () => {
    await fc.assert(fc.asyncProperty(journey, check), { numRuns: 300 })
  })
})
