/** What the process driver believes of the records it finds. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProcessDriver } from '../../../../src/engine/groups/drivers/process.ts'
import {
  makeInstanceDirectory,
  writeRecord,
} from '../../../../src/engine/groups/drivers/process_record.ts'
import { createLogger, systemClock } from '../../../../src/engine/runtime/index.ts'

const log = createLogger({ sink: () => undefined, level: 'error', clock: systemClock, fields: {} })

describe('a record of the process driver', () => {
  let directory: string
  let stranger: ChildProcess

  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'lb-record-')))
    stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
    await once(stranger, 'spawn')
    await makeInstanceDirectory(directory, 'i-1')
  })
  afterEach(async () => {
    stranger.kill('SIGKILL')
    if (stranger.signalCode === null) await once(stranger, 'exit')
    await rm(directory, { recursive: true })
  })

  const assertIgnored = async (): Promise<void> => {
    const driver = await openProcessDriver({ directory, clock: systemClock, log })
    try {
      assert.deepEqual(await driver.list(), [])
      await driver.stop('i-1', 100)
      assert.equal(stranger.signalCode, null)
      assert.ok(stranger.pid !== undefined && process.kill(stranger.pid, 0))
      assert.deepEqual(await readdir(directory), [])
    } finally {
      await driver.close()
    }
  }

  it('whose pid is somebody else’s by now is nobody’s; the stranger is left alone', async () => {
    await writeRecord(directory, {
      instanceId: 'i-1',
      groupId: 'avg-1',
      address: '127.10.0.2',
      pid: stranger.pid ?? 0,
      startMark: 'an earlier boot/12345',
      startedMs: 1,
      memoryBytesMax: null,
    })
    await assertIgnored()
  })

  it('that is damaged counts as missing', async () => {
    await writeFile(join(directory, 'i-1', 'process.json'), '{"instanceId":"i-1","pid":1')
    await assertIgnored()
  })

  it('that is cut off in the middle of being replaced counts as the one before', async () => {
    await writeFile(join(directory, 'i-1', 'process.json.new'), '{"inst')
    await assertIgnored()
  })
})
