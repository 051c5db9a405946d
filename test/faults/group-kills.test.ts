/**
 * An engine that is killed at random moments of scaling, rolling and replacing: the group comes to
 * the right instances, none doubled and none left behind.
 *
 * `LB_KILLS=50` kills it so often; without, a few times. `LB_SEED` repeats a run.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findLeftovers } from '../contract/driver/support.ts'
import { get } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { instanceUser } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'
import type { ApiObject } from '../../src/engine/client/index.ts'
import { TestEngine, kill, toPut } from './engine.ts'

const kills = Number(process.env['LB_KILLS'] ?? 3)
const seed = Number(process.env['LB_SEED'] ?? Date.now() % 1_000_000)
/** From the change to the kill, at most: a roll of three takes about so long. */
const LIFE_MS_MAX = 4_000
const SIZE_MAX = 5
const ROUND_MS = 60_000

describe(`An engine that is killed ${kills} times (LB_SEED=${seed})`, function () {
  this.timeout(60_000 + kills * ROUND_MS)
  const engine = new TestEngine()
  const random = toRandom(seed)
  let port: number
  let group: ApiObject
  let wish = { size: 3, version: 1 }

  before(async () => {
    port = await freePort()
    await engine.ensure()
    group = await put(null)
    await settled()
  })
  after(async () => {
    await engine.close()
    const left = await findLeftovers(instances())
    kill(...left.map(({ pid }) => pid))
    assert.deepEqual(left, [], 'no instance is left behind')
  })

  const instances = (): string => join(engine.paths.instancesDirectory, 'process')

  function put(id: string | null): Promise<ApiObject> {
    const command = [process.execPath, join(import.meta.dirname, 'instance.ts')]
    const environment = { VERSION: String(wish.version) }
    const operation = toPut('availability_group', {
      availabilityZones: ['local-a', 'local-b'],
      launch: { driver: 'process', process: { command, environment, user: instanceUser } },
      updatePolicy: { minHealthySeconds: 0 },
      ...{ port, minSize: 0, maxSize: SIZE_MAX, desiredCapacity: wish.size },
    })
    return engine.ask(async (client, signal) => {
      const [object] = await client.transact([{ ...operation, id }], signal)
      assert.ok(object !== undefined)
      return object
    })
  }

  function settled(): Promise<void> {
    return engine.ask(async (client, signal) => {
      const { kind, id, generation } = group
      while ((await client.settle({ kind, id, generation }, signal)) !== null);
    })
  }

  /** Each instance once, at its own address, of the version that is wanted. */
  async function assertRight(): Promise<void> {
    const declared = await engine.ask(async (client, signal) => {
      const { objects } = await client.snapshot(signal)
      return objects.filter(({ kind }) => kind === 'group_instance')
    })
    assert.equal(declared.length, wish.size)
    const leaders = await waitFor('the instances that have gone to end', async () => {
      const found = (await findLeftovers(instances())).filter(({ isLeader }) => isLeader)
      return found.length <= wish.size ? found : null
    })
    assert.deepEqual(
      leaders.map(({ instanceId }) => instanceId).toSorted(),
      declared.map(({ id }) => id).toSorted(),
    )
    for (const { id, spec } of declared) {
      const url = `http://${String(spec['address'])}:${port}/`
      const answer = await waitFor(`an answer of ${id}`, () => get(url).catch(() => null))
      assert.equal(answer.body.split(' ')[0], id)
      const { launch } = spec as { launch: { process: { environment: { VERSION: string } } } }
      assert.equal(launch.process.environment.VERSION, String(wish.version))
    }
  }

  /** A change of the group, or the end of one of its instances. */
  async function act(): Promise<void> {
    const [leader] = await findLeftovers(instances())
    switch (Math.floor(random() * 3)) {
      case 0:
        wish = { ...wish, size: 1 + Math.floor(random() * SIZE_MAX) }
        group = await put(group.id)
        break
      case 1:
        wish = { ...wish, version: wish.version + 1 }
        group = await put(group.id)
        break
      default:
        if (leader !== undefined) kill(leader.pid)
    }
  }

  for (let round = 1; round <= kills; round++) {
    it(`comes to the right instances after kill ${round}`, async () => {
      await act()
      await pause(random() * LIFE_MS_MAX)
      const { control, agent } = await engine.pids()
      kill(control, ...(random() < 0.3 ? [agent] : []))
      await engine.ensure()
      await settled()
      await assertRight()
    })
  }
})

/** mulberry32: the same numbers for the same seed. */
function toRandom(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
