/** Hand-overs in the middle of which the control process is killed. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectEngine } from '../../../src/engine/client/index.ts'
import { acceptance, assertNoChanges } from '../../support/acceptance.ts'
import { startTerraform } from '../../support/running.ts'
import type { Workspace } from '../../support/terraform.ts'
import { changes, toConfigurations } from './cells.ts'
import type { Change, LifeCycle } from './cells.ts'
import { assertNothingLeft, startLoad, toCell } from './suite.ts'

const EVENT_DEADLINE_MS = 120_000

interface Killing {
  readonly change: Change
  readonly lifeCycle: LifeCycle
  /** The step in the event log at which it is killed. */
  readonly at: 'leaving' | 'created'
}

const killings: readonly Killing[] = [
  ...changes.map((change) => ({ change, lifeCycle: 'default', at: 'leaving' }) as const),
  { change: 'replace', lifeCycle: 'create_before_destroy', at: 'created' },
]

/** The events so far, or the next one of the type, whichever is asked for. */
async function untilEvent(
  { stateDirectory }: Workspace,
  wanted: { readonly type: string; readonly after: number },
): Promise<void> {
  const client = connectEngine(join(stateDirectory, 'engine.sock'))
  try {
    const query = { after: wanted.after, follow: true }
    const signal = AbortSignal.timeout(EVENT_DEADLINE_MS)
    for await (const event of client.events(query, signal)) if (event.type === wanted.type) return
  } finally {
    client.close()
  }
}

async function countEvents({ stateDirectory }: Workspace): Promise<number> {
  const client = connectEngine(join(stateDirectory, 'engine.sock'))
  try {
    const signal = AbortSignal.timeout(EVENT_DEADLINE_MS)
    const events = await Array.fromAsync(client.events({ after: 0, follow: false }, signal))
    return events.at(-1)?.sequence ?? 0
  } finally {
    client.close()
  }
}

function controlPid({ stateDirectory }: Workspace): number {
  return Number(readFileSync(join(stateDirectory, 'control.lock.pid'), 'utf8'))
}

acceptance('hand-over, control killed in the middle', (suite) => {
  for (const { change, lifeCycle, at } of killings) {
    it(`${change}, life cycle ${lifeCycle}: fails no request, and the apply goes on`, async () => {
      const { workspace } = suite()
      const cell = await toCell(suite(), { change, lifeCycle })
      const { before, after } = toConfigurations(cell)
      await workspace.write(before.hcl)
      await workspace.apply()
      const load = await startLoad(suite(), cell)
      await workspace.write(after.hcl)
      const struck = untilEvent(workspace, { type: at, after: await countEvents(workspace) })
      const running = startTerraform(workspace, ['apply', '-auto-approve', ...after.words])
      await struck
      process.kill(controlPid(workspace), 'SIGKILL')
      const { code, words } = await running.end()
      assert.equal(code, 0, words)
      await load.end()
      await assertNothingLeft(suite(), { leaves: at === 'leaving' })
      await assertNoChanges(workspace)
    })
  }
})
