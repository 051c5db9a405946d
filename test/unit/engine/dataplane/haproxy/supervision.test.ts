/** HAProxy as a process: it comes back, it says why it does not, and nothing of it stays behind. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHaproxy } from '../../../../../src/engine/dataplane/haproxy/index.ts'
import { findHaproxy } from '../../../../../src/engine/dataplane/haproxy/program.ts'
import { toConfig } from '../../../../contract/dataplane/world.ts'
import { get, startBackend } from '../../../../support/backends.ts'
import { makeTestCertificate } from '../../../../support/certificates.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import type { Logger } from '../../../../../src/engine/runtime/contract.ts'

function logInto(lines: string[]): Logger {
  const keep = (message: string): void => void lines.push(message)
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => log }
  return log
}

/** The processes whose command line names the directory. */
function processesOf(directory: string): readonly number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  return list
    .split('\n')
    .filter((line) => line.includes(directory) && !line.includes('ps -eo'))
    .map((line) => Number.parseInt(line, 10))
}

const DEADLINE_MS = 60_000

describe('data plane haproxy: supervision', () => {
  it('comes back as it was when it is killed, keeps its files to itself, and leaves nothing', async function () {
    const path = findHaproxy()
    if (path === null) this.skip()
    const directory = mkdtempSync(join(tmpdir(), 'lb-crash-'))
    const backend = await startBackend({ name: 's0' })
    const plane = createHaproxy({ log: logInto([]), path, directory })
    const port = await freePort()
    const spec = { listeners: [{ port }], pools: [{ servers: [{ port: backend.port }] }] }
    const apply = await plane.apply(toConfig(spec), new Map(), AbortSignal.timeout(DEADLINE_MS))
    assert.equal(apply.kind, 'applied')
    for (const name of readdirSync(directory)) {
      assert.equal(statSync(join(directory, name)).mode & 0o077, 0, name)
    }
    const url = `http://127.0.0.1:${port}/`
    assert.equal((await get(url)).body, 's0')
    for (const pid of processesOf(directory)) process.kill(pid, 'SIGKILL')
    await waitFor('it to be back', async () => {
      try {
        return (await get(url)).body === 's0' || null
      } catch {
        return null
      }
    })
    await plane.close(0)
    assert.deepEqual(processesOf(directory), [])
    await backend.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('keeps no key and no list of a listener that is gone', async function () {
    const path = findHaproxy()
    if (path === null) this.skip()
    const directory = mkdtempSync(join(tmpdir(), 'lb-gone-'))
    const plane = createHaproxy({ log: logInto([]), path, directory })
    const port = await freePort()
    const { pem, keyPem, names } = makeTestCertificate()
    const certificate = { certificatePem: pem, privateKeyPem: keyPem, domains: names }
    const tls = { certificates: [{ id: 'crt-0', ...certificate }], versionMin: '1.2' as const }
    for (const { tls: wanted, files } of [
      { tls, files: 2 },
      { tls: null, files: 0 },
    ]) {
      const config = toConfig({ listeners: [{ port, tls: wanted }], pools: [{ servers: [] }] })
      const outcome = await plane.apply(config, new Map(), AbortSignal.timeout(DEADLINE_MS))
      assert.equal(outcome.kind, 'applied', JSON.stringify(outcome))
      const found = readdirSync(directory).filter((name) => /\.(pem|certificates)$/.test(name))
      assert.equal(found.length, files, found.join())
    }
    await plane.close(0)
    rmSync(directory, { recursive: true, force: true })
  })

  it('says in the words of the program why it does not start', async () => {
    const plane = createHaproxy({ log: logInto([]), path: '/nowhere/haproxy' })
    const spec = { listeners: [{ port: await freePort() }], pools: [{ servers: [] }] }
    const outcome = await plane.apply(toConfig(spec), new Map(), AbortSignal.timeout(DEADLINE_MS))
    assert.equal(outcome.kind, 'rejected')
    assert.match(JSON.stringify(outcome), /nowhere/)
    await plane.close(0)
  })
})
