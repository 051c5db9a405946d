/**
 * A mocha suite whose every test has a workspace of its own, and servers that are closed after it.
 *
 * Answers for: set-up and tear-down of acceptance tests, and what they ask of an engine.
 */

import assert from 'node:assert/strict'
import { startBackend, startTcpBackend } from './backends.ts'
import type { Backend } from './backends.ts'
import { createWorkspace, requireTerraform } from './terraform.ts'
import type { Workspace } from './terraform.ts'
import { waitFor } from './wait.ts'

export interface Suite {
  readonly workspace: Workspace
  /** Starts an HTTP server that ends with the test. */
  backend(name: string, options?: { address?: string; port?: number }): Promise<Backend>
  tcpBackend(name: string): ReturnType<typeof startTcpBackend>
}

/** Declares the suite; `define` gets a function that is valid inside its tests. */
export function acceptance(title: string, define: (suite: () => Suite) => void): void {
  describe(title, () => {
    let current: Suite | null = null
    const closers: (() => Promise<void>)[] = []
    before(function () {
      requireTerraform(this)
    })
    beforeEach(async () => {
      const workspace = await createWorkspace()
      closers.push(workspace.close)
      const keep = <T extends { close(): Promise<void> }>(server: T): T => {
        closers.push(() => server.close())
        return server
      }
      current = {
        workspace,
        backend: async (name, options) => keep(await startBackend({ name, ...options })),
        tcpBackend: async (name) => keep(await startTcpBackend({ name })),
      }
    })
    afterEach(async () => {
      for (const close of closers.splice(0).toReversed()) await close()
    })
    define(() => {
      assert(current !== null, 'a test is running')
      return current
    })
  })
}

/** For tests of clashes that nobody ends: they are refused soon. */
export const SHORT_HOLDS = { holds: { clash_ms: 250 } } as const

/** Plans again and expects nothing to do. */
export async function assertNoChanges(workspace: Workspace): Promise<void> {
  assert.deepEqual(await workspace.plan(), {})
}

export interface TargetRow {
  readonly address: string
  readonly port: number
  readonly zone: string
  readonly state: string
  readonly reason: string | null
}

/** What the engine knows of every target. */
export async function targets(workspace: Workspace): Promise<readonly TargetRow[]> {
  const result = await workspace.lb('status')
  assert.equal(result.code, 0, result.stderr)
  return (JSON.parse(result.stdout) as { readonly health: readonly TargetRow[] }).health
}

/** Waits until the target at `port` has `state`. */
export function targetIs(workspace: Workspace, port: number, state: string): Promise<TargetRow> {
  return waitFor(`target ${port} to be ${state}`, async () => {
    const all = await targets(workspace)
    return all.find((target) => target.port === port && target.state === state) ?? null
  })
}

export interface EventRow {
  readonly type: string
  readonly kind: string
  readonly objectId: string
  readonly message: string
}

/** The engine's event log. */
export async function events(workspace: Workspace): Promise<readonly EventRow[]> {
  const result = await workspace.lb('events')
  assert.equal(result.code, 0, result.stderr)
  return result.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EventRow)
}
