/** HAProxy whose directory is full: a real disk, made of memory, so only for root on Linux. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApplyOutcome, Dataplane } from '../../src/engine/dataplane/contract.ts'
import { createHaproxy } from '../../src/engine/dataplane/haproxy/index.ts'
import { findHaproxy } from '../../src/engine/dataplane/haproxy/program.ts'
import { toConfig } from '../contract/dataplane/world.ts'
import { get, shares, startBackend } from '../support/backends.ts'
import type { Backend } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'

const DISK_BYTES = 1_048_576
const DEADLINE_MS = 60_000
const CHANGES = 20

describe('HAProxy and a full disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lb-haproxy-disk-'))
  let isMounted = false
  let plane: Dataplane | null = null
  const backends: Backend[] = []

  before(async function () {
    const options = `size=${DISK_BYTES},mode=0700`
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'lb-test', directory])
    isMounted = mount.status === 0
    if (findHaproxy() === null || !isMounted) {
      console.error('skipped: no HAProxy, or no disk can be made here (needs root on Linux)')
      this.skip()
    }
    for (const name of ['s0', 's1']) backends.push(await startBackend({ name }))
  })
  after(async () => {
    await plane?.close(0)
    for (const backend of backends) await backend.close()
    if (isMounted) spawnSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true, force: true })
  })

  it('what is told goes on; a reload waits for space, says so, and nothing is cut', async () => {
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const running = createHaproxy({
      log: { ...log, child: () => assert.fail('a child') },
      path: findHaproxy() ?? '',
      directory,
    })
    plane = running
    let revision = 0
    const apply = (ports: readonly number[], weight: number): Promise<ApplyOutcome> => {
      const listeners = ports.map((port, index) => ({ id: `l${index}`, port }))
      const servers = backends.map(({ port }, index) => ({
        port,
        weight: index === 0 ? 1 : weight,
      }))
      const config = toConfig({ listeners, pools: [{ servers }] }, ++revision)
      return running.apply(config, new Map(), AbortSignal.timeout(DEADLINE_MS))
    }
    const [port, other] = [await freePort(), await freePort()]
    const url = `http://127.0.0.1:${port}/`
    assert.equal((await apply([port], 1)).kind, 'applied')
    const ballast = fill(directory)

    assert.equal((await apply([port], 3)).kind, 'applied')
    assert.deepEqual(await shares(url, 40), { s0: 10, s1: 30 })
    for (let change = 0; change < CHANGES; change++) {
      const outcome = await apply([port, other], 3)
      assert.equal(outcome.kind, 'unavailable')
      assert.match(outcome.kind === 'unavailable' ? outcome.cause : '', /ENOSPC/)
    }
    assert.equal((await get(url)).status, 200)
    const left = readdirSync(directory).filter((name) => name.endsWith('.tmp'))
    assert.deepEqual(left, [])

    rmSync(ballast)
    assert.equal((await apply([port, other], 3)).kind, 'applied')
    assert.equal((await get(`http://127.0.0.1:${other}/`)).status, 200)
  })
})

/** Until not another byte goes in. */
function fill(directory: string): string {
  const path = join(directory, 'ballast')
  for (let chunk = 65_536; chunk >= 1; chunk = Math.floor(chunk / 8)) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(chunk), { flag: 'a' })
    } catch {
      // Full for this size; a smaller one may still go in.
    }
  }
  return path
}
