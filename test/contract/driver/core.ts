/**
 * The part of the driver contract that needs no look at the machine: kept by every entry of the
 * registry, and by the simulated machine that other tests are built on.
 */

import assert from 'node:assert/strict'
import type {
  InstanceDriver,
  InstanceExit,
  RunningInstance,
} from '../../../src/engine/groups/contract.ts'
import { waitFor } from '../../support/wait.ts'
import { toRequest } from './support.ts'

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
  /** A program that lives on, and one that there is not. */
  readonly works: readonly string[]
  readonly missing: readonly string[]
}

const GRACE_MS = 5_000
const { signal } = new AbortController()

export function describeDriver({ name, setUp, works, missing }: DriverUnderTest): void {
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
      driver.start(toRequest(instanceId, works, { address }), signal)

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

    it('refuses what cannot be started, and has nothing of it', async () => {
      const starting = driver.start(toRequest('i-1', missing), signal)
      await assert.rejects(starting, { name: 'EngineError', code: 'instance_failed' })
      assert.deepEqual(await driver.list(), [])
      assert.deepEqual(exits, [])
    })

    it('tells once that an instance has ended by itself', async () => {
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

    it('finds what runs again when it comes back, and sees it end', async () => {
      const before = await start('i-1')
      await driver.close()
      await open()
      assert.deepEqual(await driver.list(), [before])
      assert.deepEqual(await start('i-1'), before)
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
