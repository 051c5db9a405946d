/**
 * One column of the matrix of hand-overs, as tests: a life cycle, and every change of every part.
 *
 * Answers for: carrying the changes out through real Terraform under steady load, and looking at
 * what is left of them. Does not know: what the changes are; `cells.ts` does.
 */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, events } from '../../support/acceptance.ts'
import type { Suite } from '../../support/acceptance.ts'
import { get, startTraffic } from '../../support/backends.ts'
import type { Traffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { instanceCommand } from '../../support/stack.ts'
import { waitFor } from '../../support/wait.ts'
import { changes, parts, toConfigurations } from './cells.ts'
import type { Cell, Change, LifeCycle, Part, Ports } from './cells.ts'

/** Requests a second, through each of the three listeners. */
const LOAD = 200

/** Declares the tests. `leaves` says of which change a part is destroyed while it is in use. */
export function handOvers(lifeCycle: LifeCycle, leaves: (change: Change) => boolean): void {
  acceptance(`hand-over, life cycle ${lifeCycle}`, (suite) => {
    for (const change of changes) {
      it(`${change} of each kind of part fails no request`, async () => {
        await check({ suite: suite(), lifeCycle, change, leaves: leaves(change) })
      })
    }
  })
}

interface Run {
  readonly suite: Suite
  readonly lifeCycle: LifeCycle
  readonly change: Change
  readonly leaves: boolean
}

async function check({ suite, lifeCycle, change, leaves }: Run): Promise<void> {
  const { workspace } = suite
  const cell = await toCell(suite, { change, lifeCycle })
  const { before, after } = toConfigurations(cell)
  await workspace.write(before.hcl)
  await workspace.apply()
  const underLoad = await startLoad(suite, cell)
  await workspace.write(after.hcl)
  await workspace.apply(...after.words)
  await underLoad.end()
  await assertNothingLeft(suite, { leaves })
  await assertNoChanges(workspace)
}

/** The cell with servers of its own. */
export async function toCell(
  { backend }: Suite,
  cell: { readonly change: Change; readonly lifeCycle: LifeCycle },
): Promise<Cell> {
  const ports: Ports = {
    before: (await backend('before')).port,
    after: (await backend('after')).port,
    instances: await freePort(),
    listeners: {
      server_group: await freePort(),
      backend_service: await freePort(),
      availability_group: await freePort(),
    },
  }
  return { ...cell, ports, command: instanceCommand }
}

export interface Load {
  /** Ends the load: no request has failed, and every part has been changed. */
  end(): Promise<void>
  /** Ends the load: no request has failed, and every part is as it was. */
  endUnchanged(): Promise<void>
}

/** Steady load through every listener. */
export async function startLoad({ workspace }: Suite, { ports }: Cell): Promise<Load> {
  const { address } = await workspace.outputs()
  const urlOf = (part: Part): string => `http://${String(address)}:${ports.listeners[part]}/`
  const before = await answersOf(urlOf)
  assert.deepEqual([before.server_group, before.backend_service], ['before', 'before'])
  const loads = parts.map((part) => ({ part, traffic: startTraffic(urlOf(part), LOAD) }))
  const stop = async (): Promise<Answers> => {
    const answers = await answersOf(urlOf)
    for (const load of loads) await assertNoFailure(load)
    return answers
  }
  return {
    end: async () => {
      const after = await stop()
      assert.deepEqual([after.server_group, after.backend_service], ['after', 'after'])
      assert.notEqual(after.availability_group, before.availability_group)
    },
    endUnchanged: async () => assert.deepEqual(await stop(), before),
  }
}

/** The server that answers through each listener. */
type Answers = Readonly<Record<Part, string>>

async function answersOf(urlOf: (part: Part) => string): Promise<Answers> {
  return {
    server_group: (await get(urlOf('server_group'))).body,
    backend_service: (await get(urlOf('backend_service'))).body,
    availability_group: (await get(urlOf('availability_group'))).body,
  }
}

async function assertNoFailure(load: { part: Part; traffic: Traffic }): Promise<void> {
  const { sent, failures } = await load.traffic.stop()
  assert.deepEqual(failures, [], `${failures.length} of ${sent} through the ${load.part} failed`)
  assert.ok(sent > 0)
}

interface Status {
  readonly objects: readonly { readonly kind: string; readonly name: string }[]
  readonly leaving: readonly unknown[]
}

/**
 * One part of each kind is there, the others are gone, and so are their instances. `leaves`: each
 * has served for a while after its deletion.
 */
export async function assertNothingLeft(
  { workspace }: Suite,
  { leaves }: { readonly leaves: boolean },
): Promise<void> {
  const status = await waitFor('the last instance to be gone', async () => {
    const { stdout } = await workspace.lb('status')
    const seen = JSON.parse(stdout) as Status
    return seen.objects.filter(({ kind }) => kind === 'group_instance').length === 1 ? seen : null
  })
  assert.deepEqual(status.leaving, [])
  const changed = status.objects.filter(({ name, kind }) => {
    return name === 'changed' && kind !== 'group_instance'
  })
  assert.deepEqual(changed.map(({ kind }) => kind).toSorted(), [...parts].toSorted())
  const seen = (await events(workspace)).filter(({ type }) => type === 'leaving')
  assert.deepEqual(new Set(seen.map(({ kind }) => kind)), new Set(leaves ? parts : []))
}
