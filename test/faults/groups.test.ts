/** Process instances of availability groups, when the engine is killed or stopped. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { get } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { instanceUser } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'
import type { ApiObject } from '../../src/engine/client/index.ts'
import { TestEngine, alive, kill, toPut } from './engine.ts'

const SIZE = 3

describe('Instances of an availability group', () => {
  let engine: TestEngine
  /** Processes of instances; for the end, should the engine not be able to end them. */
  let started: readonly number[] = []
  let port = 0

  beforeEach(async () => {
    engine = new TestEngine()
    await engine.ensure()
    port = await freePort()
    await declareGroup()
    started = await instances()
    assert.equal(started.length, SIZE)
  })
  afterEach(async () => {
    await engine.close()
    const left = await alive(started)
    kill(...left)
    assert.deepEqual(left, [], 'no instance is left behind')
  })

  async function declareGroup(): Promise<void> {
    const command = [process.execPath, join(import.meta.dirname, 'instance.ts')]
    const put = toPut('availability_group', {
      availabilityZones: ['local-a', 'local-b'],
      launch: { driver: 'process', process: { command, user: instanceUser } },
      port,
      minSize: SIZE,
      maxSize: SIZE,
    })
    await engine.ask(async (client, signal) => {
      const [group] = await client.transact([put], signal)
      assert.ok(group !== undefined)
      const { kind, id, generation } = group
      while ((await client.settle({ kind, id, generation }, signal)) !== null);
    })
  }

  /** The processes of the group's instances, once all of them answer at their addresses. */
  function instances(): Promise<readonly number[]> {
    return waitFor('every instance to answer', async () => {
      const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
      const declared = objects.filter(({ kind }) => kind === 'group_instance')
      const pids = await Promise.all(declared.map(askInstance))
      return pids.includes(null) ? null : pids.filter((pid) => pid !== null).toSorted(ascending)
    })
  }

  async function askInstance({ id, spec }: ApiObject): Promise<number | null> {
    try {
      const { body } = await get(`http://${String(spec['address'])}:${port}/`)
      const [answered, pid] = body.split(' ')
      assert.equal(answered, id)
      return Number(pid)
    } catch (error) {
      // It runs, and is about to listen.
      if (String(error).includes('ECONNREFUSED')) return null
      throw error
    }
  }

  it('kill -9 of both processes: instances go on, and are adopted, not doubled', async () => {
    const { control, agent } = await engine.pids()
    kill(control, agent)
    assert.deepEqual(await alive(started), started)
    await engine.ensure()
    assert.deepEqual(await instances(), started)
  })

  it('an engine that is stopped ends them, and starts them again when it is started', async () => {
    assert.match((await engine.lb('engine', 'stop')).stdout, /^stopped/)
    assert.deepEqual(await alive(started), [])
    await engine.ensure()
    const before = started
    started = await instances()
    assert.deepEqual(
      started.filter((pid) => before.includes(pid)),
      [],
    )
  })

  it('instances whose engine was killed are ended when it is stopped all the same', async () => {
    const { control, agent } = await engine.pids()
    kill(control, agent)
    assert.match((await engine.lb('engine', 'stop')).stdout, /^was not running/)
    assert.deepEqual(await alive(started), [])
  })

  it('an engine that is stopped with --keep-traffic leaves them, and adopts them', async () => {
    await engine.lb('engine', 'stop', '--keep-traffic')
    assert.deepEqual(await alive(started), started)
    await engine.ensure()
    assert.deepEqual(await instances(), started)
  })
})

function ascending(left: number, right: number): number {
  return left - right
}
