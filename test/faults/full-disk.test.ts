/** A disk that is full: a real one, made of memory, so only for root on Linux. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EngineError } from '../../src/engine/errors.ts'
import { startBackend, startTraffic, untilAnswers } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { TestEngine, declare, kill, toPut } from './engine.ts'

const DISK_BYTES = 24 * 1024 * 1024
const CHUNK_BYTES = 64 * 1024
const TRAFFIC_PER_SECOND = 50

describe('A full disk', () => {
  let engine: TestEngine
  let isMounted = false

  before(function () {
    engine = new TestEngine()
    const { stateDirectory } = engine
    mkdirSync(dirname(stateDirectory), { recursive: true })
    mkdirSync(stateDirectory, { mode: 0o700 })
    const options = `size=${DISK_BYTES},mode=0700`
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'lb-test', stateDirectory])
    isMounted = mount.status === 0
    if (isMounted) return
    console.error('skipped: no disk can be made here (needs root on Linux)')
    this.skip()
  })
  after(async () => {
    try {
      // Not `close`: the directory is a mount.
      if (isMounted) await engine.lb('engine', 'stop')
    } finally {
      if (isMounted) spawnSync('umount', ['-l', engine.stateDirectory])
      await engine.close()
    }
  })

  /** Until not another byte goes in. */
  function fill(): string {
    const path = join(engine.stateDirectory, 'ballast')
    for (let chunk = CHUNK_BYTES; chunk >= 1; chunk = Math.floor(chunk / 8)) {
      try {
        for (;;) writeFileSync(path, Buffer.alloc(chunk), { flag: 'a' })
      } catch {
        // Full for this size; a smaller one may still go in.
      }
    }
    return path
  }

  const declareGroup = (name: string) => {
    const servers = [{ address: '127.0.0.1', port: 9_999 }]
    const put = { ...toPut('server_group', { servers }), name }
    return engine.ask((client, signal) => client.transact([put], signal))
  }

  it('refuses writes clearly, carries traffic on, and takes writes when there is space', async () => {
    await engine.start()
    const server = await startBackend({ name: 'one' })
    try {
      const url = await declare(engine, { port: await freePort(), servers: [server.port] })
      await untilAnswers(url)
      const ballast = fill()
      const traffic = startTraffic(url, TRAFFIC_PER_SECOND)
      await assert.rejects(declareGroup('refused'), (error: unknown) => {
        assert.ok(error instanceof EngineError)
        assert.match(error.message, /not stored|full|ENOSPC|disk/i)
        return true
      })
      assert.deepEqual((await traffic.stop()).failures, [])
      rmSync(ballast)
      await declareGroup('taken')
      const { control, agent } = await engine.pids()
      kill(control, agent)
      await engine.start()
      const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
      const names = objects.map(({ name }) => name)
      assert.ok(names.includes('taken') && !names.includes('refused'), names.join(' '))
      await untilAnswers(url)
    } finally {
      await server.close()
    }
  })
})
