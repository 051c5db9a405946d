/**
 * The part of the driver contract that needs no look at the machine: kept by every entry of the
 * registry, and by the simulated machine that other tests are built on.
 */

import assert from 'node:assert/strict'
import type {
  InstanceDriver,
  InstanceExit,
  RunningInstance,
  StartRequest,
} from '../../../src/engine/groups/contract.ts'
import { waitFor } from '../../support/wait.ts'

/** One machine, where drivers come and go. */
export interface DriverHarness {
  open(): Promise<InstanceDriver>
  /** Ends the instance from outside, as `kill -9` does. */
  kill(running: RunningInstance): void
  /** Ends everything that is left. */
  close(): Promise<void>
}

export interface DriverUnderTest {
  readonly name: string
  readonly setUp: () => Promise<DriverHarness>
  /** What lives on. */
  readonly toRequest: (instanceId: string, address: string) => StartRequest
  /** What cannot be started; null where anything can. */
  readonly impossible: StartRequest | null
  /** Whether the driver can know that an instance has ended. */
  readonly seesEnds: boolean
}

const GRACE_MS = 30_000
const { signal } = new AbortController()

export function describeDriver(driverUnderTest: DriverUnderTest): void {
  const { name, setUp, toRequest, impossible, seesEnds } = driverUnderTest
  describe(`the driver ${name}`, () => {
    let harness: DriverHarness
    let driver: InstanceDriver
    let exits: InstanceExit[]

    const open = async (): Promise<void> => {
      driver = await harness.open()
      exits = []
      driver.onExit((exit) => exits.push(exit))
    }
    const start = (instanceId: string, address = '127.10.0.2'): Promise<RunningInstance> =>
      driver.start(toRequest(instanceId, address), signal)

    beforeEach(async () => {
      harness = await setUp()
      await open()
    })
    afterEach(async () => {
      await driver.close()
      await harness.close()
    })

    it('lists what runs, with its group and address', async () => {
      const running = await start('i-1')
      assert.deepEqual(await driver.list(), [running])
      const { groupId, address } = running
      assert.deepEqual([groupId, address], ['avg-1', '127.10.0.2'])
    })

    it('does not start again what runs', async () => {
      const first = await start('i-1')
      assert.deepEqual(await start('i-1'), first)
      assert.deepEqual(await driver.list(), [first])
    })

    it('makes one of two starts at the same time', async () => {
      const [first, second] = await Promise.all([start('i-1'), start('i-1')])
      assert.deepEqual(first, second)
      assert.deepEqual(await driver.list(), [first])
    })

    it('refuses what cannot be started, and has nothing of it', async function () {
      if (impossible === null) this.skip()
      const starting = driver.start(impossible, signal)
      await assert.rejects(starting, { name: 'EngineError', code: 'instance_failed' })
      assert.deepEqual(await driver.list(), [])
      assert.deepEqual(exits, [])
    })

    it('tells once that an instance has ended by itself', async function () {
      if (!seesEnds) this.skip()
      harness.kill(await start('i-1'))
      await waitFor('the exit', () => exits[0] ?? null)
      assert.deepEqual(await driver.list(), [])
      const again = await start('i-1')
      assert.deepEqual(await driver.list(), [again])
      assert.deepEqual(
        exits.map(({ instanceId }) => instanceId),
        ['i-1'],
      )
    })

    it('stops an instance, and the others go on', async () => {
      await start('i-1')
      const other = await start('i-2', '127.10.0.3')
      await driver.stop('i-1', GRACE_MS)
      assert.deepEqual(await driver.list(), [other])
      assert.deepEqual(exits, [])
    })

    it('has no trouble to stop what does not run', async () => {
      await driver.stop('i-unknown', GRACE_MS)
    })

    it('knows what instances use, of those alone that are asked for', async () => {
      await start('i-1')
      const usage = await driver.usage(new Set(['i-2']))
      assert.equal(usage.size, 0)
    })

    it('has nothing against a launch that it can start', async () => {
      assert.deepEqual(await driver.check(toRequest('i-1', '127.10.0.2').launch, signal), [])
    })

    it('finds what runs again when it comes back', async () => {
      const before = await start('i-1')
      await driver.close()
      await open()
      assert.deepEqual(await driver.list(), [before])
      assert.deepEqual(await start('i-1'), before)
    })

    it('sees what it has found again end', async function () {
      if (!seesEnds) this.skip()
      const before = await start('i-1')
      await driver.close()
      await open()
      harness.kill(before)
      await waitFor('the exit', () => exits[0] ?? null)
      assert.deepEqual(await driver.list(), [])
    })

    it('stops what it has found again', async () => {
      await start('i-1')
      await driver.close()
      await open()
      await driver.stop('i-1', GRACE_MS)
      assert.deepEqual(await driver.list(), [])
      assert.deepEqual(exits, [])
    })
  })
}
