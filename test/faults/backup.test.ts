/** Backups of a running engine, and what is restored from them, with traffic all the while. */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { get, startBackend, startTraffic, untilAnswers } from '../support/backends.ts'
import type { Backend } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { TestEngine, declare, toPut } from './engine.ts'
import type { Answer } from './engine.ts'

const TRAFFIC_PER_SECOND = 50

describe('Backup and restore', () => {
  let engine: TestEngine
  let server: Backend

  beforeEach(async () => {
    engine = new TestEngine()
    server = await startBackend({ name: 'one' })
    await engine.start()
  })
  afterEach(async () => {
    await server.close()
    await engine.close()
  })

  async function serve(): Promise<string> {
    const url = await declare(engine, { port: await freePort(), servers: [server.port] })
    await untilAnswers(url)
    return url
  }

  async function names(): Promise<readonly string[]> {
    const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
    return objects.filter(({ owner }) => owner === 'tests').map(({ id }) => id)
  }

  function done({ code, stdout, stderr }: Answer): string {
    assert.equal(code, 0, stderr)
    return stdout
  }

  it('bring back what was there, and drop no request, while the engine runs', async () => {
    const url = await serve()
    const file = join(engine.stateDirectory, 'one.backup')
    const before = await names()
    done(await engine.lb('backup', file))
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const traffic = startTraffic(url, TRAFFIC_PER_SECOND)
    const later = [toPut('server_group', { servers: [] })]
    await engine.ask((client, signal) => client.transact(later, signal))
    assert.equal((await names()).length, before.length + 1)
    const { agent } = await engine.pids()
    done(await engine.lb('restore', file))
    assert.deepEqual(await names(), before)
    assert.equal((await engine.pids()).agent, agent)
    const { failures } = await traffic.stop()
    assert.deepEqual(failures, [])
    assert.equal((await get(url)).body, 'one')
    const left = readdirSync(engine.stateDirectory).filter((name) => /copy-|restore-/.test(name))
    assert.deepEqual(left, [])
  })

  it('are of one moment, however much is written meanwhile', async () => {
    const writes = new AbortController()
    let written = 0
    const writing = (async () => {
      for (; !writes.signal.aborted; written++) {
        const pair = [1, 2].map((n) => ({ ...toPut('server_group', {}), name: `${written}-${n}` }))
        await engine.ask((client, signal) => client.transact(pair, signal))
      }
    })()
    await waitFor('writes', () => (written > 3 ? true : null))
    const file = join(engine.stateDirectory, 'busy.backup')
    done(await engine.lb('backup', file))
    writes.abort()
    await writing
    done(await engine.lb('restore', file))
    const count = (await names()).length
    assert.ok(count >= 6 && count % 2 === 0, String(count))
  })

  it('are refused, with all as it was, when they are broken or of another version', async () => {
    await serve()
    const before = await names()
    const file = join(engine.stateDirectory, 'one.backup')
    done(await engine.lb('backup', file))
    const whole = readFileSync(file)
    const [header = ''] = whole.toString('latin1').split('\n')
    const flipped = Buffer.from(whole)
    const middle = Math.floor(whole.length / 2)
    flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle)
    const newer = header.replace('"version":1', '"version":99')
    const broken: readonly (readonly [Buffer, RegExp])[] = [
      [whole.subarray(0, -100), /should have/],
      [flipped, /differs from its checksum/],
      [Buffer.from('no backup at all\n'), /no backup of an engine/],
      [Buffer.concat([Buffer.from(newer), whole.subarray(header.length)]), /newer version/],
    ]
    for (const [bytes, words] of broken) {
      writeFileSync(file, bytes)
      const { code, stderr } = await engine.lb('restore', file)
      assert.equal(code, 1)
      assert.match(stderr, words)
      assert.match(stderr, /as it was/)
    }
    assert.deepEqual(await names(), before)
  })

  it('replace a store that is damaged, when the engine does not start any more', async () => {
    const url = await serve()
    const file = join(engine.stateDirectory, 'one.backup')
    done(await engine.lb('backup', file))
    assert.match((await engine.lb('backup', file)).stderr, /is there already/)
    const before = await names()
    done(await engine.lb('engine', 'stop'))
    writeFileSync(join(engine.stateDirectory, 'engine.db'), 'rubbish'.repeat(10_000))
    assert.equal((await engine.lb('engine', 'start')).code, 1)
    done(await engine.lb('restore', file))
    await engine.start()
    assert.deepEqual(await names(), before)
    await untilAnswers(url)
  })

  it('by export and import a standby follows, and takes over when the first is gone', async () => {
    const standby = new TestEngine()
    try {
      await standby.start()
      const file = join(engine.stateDirectory, 'export.json')
      const follow = async (): Promise<string> => {
        done(await engine.lb('export', '--force', file))
        return done(await standby.lb('import', '--prune', file))
      }
      const groups = [toPut('server_group', {}), toPut('server_group', { servers: [] })]
      const put = engine.ask((client, signal) => client.transact(groups, signal))
      const [first] = await put
      assert.ok(first)
      assert.match(await follow(), /^2 changes/m)
      assert.match(await follow(), /^0 changes/m)
      const { kind, id } = first
      const gone = [{ type: 'delete', kind, id, mode: 'strict' } as const]
      await engine.ask((client, signal) => client.transact(gone, signal))
      assert.match(await follow(), /^deleted server_group/m)
      const shown = async (one: TestEngine): Promise<string> => {
        const text = done(await one.lb('export'))
        return text.replace(/"revision": \d+/, '')
      }
      assert.equal(await shown(standby), await shown(engine))

      const url = await serve()
      done(await engine.lb('export', '--force', file))
      done(await engine.lb('engine', 'stop'))
      assert.match(done(await standby.lb('import', '--dry-run', file)), /4 changes, not done/)
      done(await standby.lb('import', '--prune', file))
      await untilAnswers(url)
    } finally {
      await standby.close()
    }
  })
})
