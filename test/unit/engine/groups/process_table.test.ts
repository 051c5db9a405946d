/** Identities of processes: what /proc says, and what `ps` says where there is no /proc. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  processStatus,
  thisMachinesProcesses,
} from '../../../../src/engine/groups/drivers/process_table.ts'

const tables = { 'of this machine': thisMachinesProcesses(), ps: processStatus(process.platform) }
const marker = { name: 'LB_TEST_TABLE', value: `/tmp/of ${process.pid}` }

for (const [name, table] of Object.entries(tables)) {
  describe(`the process table ${name}`, () => {
    let child: ChildProcess
    let pid: number

    beforeEach(async () => {
      const env = { ...process.env, INSTANCE_ID: 'i-1', [marker.name]: marker.value }
      child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore', env })
      await once(child, 'spawn')
      pid = child.pid ?? 0
    })
    afterEach(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    })

    it('says the same of a living process each time', async () => {
      const mark = await table.startMark(pid)
      assert.ok(mark !== null && mark !== '')
      assert.equal(await table.startMark(pid), mark)
    })

    it('says that a process which has ended does not live', async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
      assert.equal(await table.startMark(pid), null)
    })

    it('finds a process by its environment, with its group and other variables', async () => {
      const [found, ...more] = await table.find(marker)
      assert.deepEqual(more, [])
      assert.equal(found?.pid, pid)
      assert.equal(found?.processGroup, pid)
      assert.equal(found?.startMark, await table.startMark(pid))
      assert.equal(found?.variable('INSTANCE_ID'), 'i-1')
      assert.equal(found?.variable('NOT_THERE'), null)
    })

    it('does not find a process whose value only begins alike', async () => {
      assert.deepEqual(await table.find({ ...marker, value: '/tmp/o' }), [])
    })
  })
}
