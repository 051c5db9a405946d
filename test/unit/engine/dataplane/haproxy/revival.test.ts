/** HAProxy that is killed comes back with all that it had been told since it was started. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dataplane } from '../../../../../src/engine/dataplane/contract.ts'
import {
  masterSocketIn,
  toSocketDirectory,
} from '../../../../../src/engine/dataplane/haproxy/files.ts'
import { createHaproxy } from '../../../../../src/engine/dataplane/haproxy/index.ts'
import { findMaster } from '../../../../../src/engine/dataplane/haproxy/master-socket.ts'
import type { FoundMaster } from '../../../../../src/engine/dataplane/haproxy/master-socket.ts'
import { findHaproxy, untilEnded } from '../../../../../src/engine/dataplane/haproxy/program.ts'
import { someProbe, toConfig } from '../../../../contract/dataplane/world.ts'
import { get, shares, startBackend } from '../../../../support/backends.ts'
import type { Backend } from '../../../../support/backends.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import type { Logger } from '../../../../../src/engine/runtime/contract.ts'

const DEADLINE_MS = 60_000
const ROUND = 40

const victims: Readonly<Record<string, (found: FoundMaster) => readonly number[]>> = {
  worker: ({ workerPid }) => [workerPid ?? 0],
  master: ({ masterPid }) => [masterPid],
  'master with its worker': ({ masterPid, workerPid }) => [masterPid, workerPid ?? 0],
}

function logAll(lines: string[]): Logger {
  const keep = (message: string): void => void lines.push(message)
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => log }
  return log
}

describe('data plane haproxy: killed', () => {
  let directory = ''
  let plane: Dataplane
  const lines: string[] = []
  const backends: Backend[] = []

  before(function () {
    if (findHaproxy() === null) this.skip()
  })
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lb-revived-'))
    plane = createHaproxy({ log: logAll(lines), path: findHaproxy() ?? '', directory })
    for (const name of ['s0', 's1', 's2', 's3']) backends.push(await startBackend({ name }))
  })
  afterEach(async () => {
    await plane.close(0)
    for (const backend of backends.splice(0)) await backend.close()
    rmSync(directory, { recursive: true, force: true })
  })

  async function apply(port: number, weights: readonly number[], revision: number): Promise<void> {
    const servers = backends.map((backend, index) => ({
      port: backend.port,
      weight: weights[index] ?? 0,
    }))
    const persistence = { cookieName: 'LBSESSION', maxAgeSeconds: 0 }
    const pool = { servers, persistence, probe: someProbe }
    const config = toConfig({ listeners: [{ port }], pools: [pool] }, revision)
    const up = new Map(servers.map((_, index) => [`pool/s${index}`, 'up'] as const))
    const outcome = await plane.apply(config, up, AbortSignal.timeout(DEADLINE_MS))
    assert.equal(outcome.kind, 'applied', JSON.stringify(outcome))
  }

  function find(): Promise<FoundMaster> {
    return waitFor('a worker that serves', async () => {
      const found = await findMaster(masterSocketIn(toSocketDirectory(directory)))
      return found === null || found.workerPid === null ? null : found
    })
  }

  for (const [name, pidsOf] of Object.entries(victims)) {
    it(`its ${name}: weights, health, drains and sessions are as they were`, async () => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}/`
      await apply(port, [10, 10, 10, 10], 1)
      const cookies = await Promise.all(
        backends.map(async () => {
          const { headers, body } = await get(url)
          return { body, cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' }
        }),
      )
      // All of this is told, and no reload: s2 drains for those it knows, s3 is down.
      await apply(port, [10, 30, 0, 10], 2)
      plane.setEndpoints([{ poolId: 'pool', endpointId: 's3', condition: 'down' }])
      const before = await find()
      const pids = pidsOf(before)
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      await waitFor('another worker', async () => {
        const { workerPid } = await find()
        return workerPid !== before.workerPid || null
      })
      await untilEnded(before.workerPid ?? 0)
      await waitFor('an answer', async () => (await get(url).catch(() => null)) ?? null)

      assert.deepEqual(await shares(url, ROUND), { s0: ROUND / 4, s1: (ROUND * 3) / 4 })
      for (const { body, cookie } of cookies.filter((one) => one.body !== 's3')) {
        assert.equal((await get(url, { headers: { cookie } })).body, body)
      }
    })
  }

  it('its worker, silent for longer than is waited for, hears of what it missed', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/`
    await apply(port, [10, 10, 10, 10], 1)
    const { workerPid } = await find()
    process.kill(workerPid ?? 0, 'SIGSTOP')
    const set = (endpointId: string, condition: 'up' | 'down'): void =>
      plane.setEndpoints([{ poolId: 'pool', endpointId, condition }])
    try {
      set('s0', 'down')
      await waitFor(
        'the end of patience',
        () => lines.some((line) => /did not hear/.test(line)) || null,
      )
      set('s1', 'down')
    } finally {
      process.kill(workerPid ?? 0, 'SIGCONT')
    }
    await waitFor('both to be down', async () => {
      const found = await shares(url, ROUND)
      return found['s0'] === undefined && found['s1'] === undefined ? true : null
    })
    assert.equal((await find()).workerPid, workerPid)
  })
})
