/** Engines whose traffic HAProxy carries: killed, upgraded, switched over. */

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { findHaproxy } from '../../src/engine/dataplane/haproxy/program.ts'
import { findMaster } from '../../src/engine/dataplane/haproxy/master-socket.ts'
import { masterSocketIn, toSocketDirectory } from '../../src/engine/dataplane/haproxy/files.ts'
import { canMoveWaiting } from '../../src/engine/dataplane/waiting.ts'
import { dataPlaneDirectory } from '../../src/engine/daemon/data-plane.ts'
import { get, startBackend, startTraffic, untilAnswers } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { TestEngine, declare, kill, toPut } from './engine.ts'
import type { PutOperation } from '../../src/engine/client/index.ts'

const TRAFFIC_PER_SECOND = 200
const ROUNDS = 3
const CHANGES = 20

describe('an engine with the data plane haproxy', () => {
  let engine: TestEngine
  const closers: (() => Promise<unknown>)[] = []

  before(function () {
    if (findHaproxy() === null) this.skip()
  })
  beforeEach(() => {
    engine = new TestEngine()
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
    await engine.close()
  })

  async function start(dataPlane: string): Promise<void> {
    const { code, stderr } = await engine.lb('engine', 'start', '--data-plane', dataPlane)
    assert.equal(code, 0, stderr)
    const info = await waitFor('the agent', async () => {
      const { agent } = await engine.ask((client, signal) => client.info(signal))
      return agent
    })
    assert.equal(info.dataplane, dataPlane)
  }

  async function serve(): Promise<string> {
    const server = await startBackend({ name: 'one' })
    closers.push(() => server.close())
    const url = await declare(engine, { port: await freePort(), servers: [server.port] })
    await untilAnswers(url)
    return url
  }

  function load(url: string): ReturnType<typeof startTraffic> {
    const traffic = startTraffic(url, TRAFFIC_PER_SECOND)
    closers.push(() => traffic.stop())
    return traffic
  }

  /** Each worker has a socket that is numbered. */
  function reloads(): number {
    const names = readdirSync(toSocketDirectory(dataPlaneDirectory(engine.paths, 'haproxy')))
    return Math.max(...names.map((name) => Number(/^worker-(\d+)\.sock$/.exec(name)?.[1] ?? 0)))
  }

  async function master(): Promise<number> {
    const directory = dataPlaneDirectory(engine.paths, 'haproxy')
    return waitFor('a master', async () => {
      const found = await findMaster(masterSocketIn(toSocketDirectory(directory)))
      return found === null ? null : found.masterPid
    })
  }

  it('agents that are killed leave HAProxy serving, and the next one adopts it', async () => {
    await start('haproxy')
    const url = await serve()
    const pid = await master()
    const traffic = load(url)
    for (let round = 0; round < ROUNDS; round++) {
      const { agent } = await engine.pids()
      kill(agent)
      await engine.holder(engine.paths.agentLock, agent)
      await engine.pids()
    }
    const second = await serve()
    const report = await traffic.stop()
    assert.deepEqual(report.failures, [])
    assert.equal(await master(), pid)
    assert.equal((await get(second)).status, 200)
  })

  function manyPorts(): Promise<readonly number[]> {
    return Promise.all(Array.from({ length: CHANGES }, () => freePort()))
  }

  it('many changes at once make few reloads, and those of one transaction one', async () => {
    await start('haproxy')
    await serve()
    const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
    const service = objects.find(({ kind }) => kind === 'backend_service')
    assert(service)
    const { lbInstanceId } = service.spec
    const toListener = (port: number): PutOperation =>
      toPut('listener', { lbInstanceId, protocol: 'HTTP', port, backendServiceId: service.id })
    const together = await manyPorts()
    const before = reloads()
    await engine.ask((client, signal) => client.transact(together.map(toListener), signal))
    assert.equal(reloads() - before, 1)

    const apart = await manyPorts()
    await engine.ask((client, signal) =>
      Promise.all(apart.map((port) => client.transact([toListener(port)], signal))),
    )
    const made = reloads() - before - 1
    assert(made <= CHANGES / 2, `${made} reloads`)
  })

  it('HAProxy that is killed is back as it was', async () => {
    await start('haproxy')
    const url = await serve()
    const pid = await master()
    kill(pid)
    await waitFor('another master', async () => ((await master()) === pid ? null : true))
    await untilAnswers(url)
  })

  it('an upgrade hands HAProxy on as it is: no request fails', async () => {
    await start('haproxy')
    const url = await serve()
    const pid = await master()
    const traffic = load(url)
    const { code, stderr } = await engine.lb('engine', 'upgrade', '--drain-seconds=20')
    assert.equal(code, 0, stderr)
    const second = await serve()
    const report = await traffic.stop()
    assert.deepEqual(report.failures, [])
    assert.equal(await master(), pid)
    assert.equal((await get(second)).status, 200)
  })

  it('from one data plane to the other and back under load: no request fails', async () => {
    await start('embedded')
    const url = await serve()
    const traffic = load(url)
    for (let round = 0; round < ROUNDS; round++) {
      await start('haproxy')
      await master()
      await start('embedded')
    }
    const { failures, sent } = await traffic.stop()
    // Where the kernel may not be asked to move them, who waits in a socket that closes is reset.
    const isReset = (failure: string): boolean => failure.includes('ECONNRESET')
    const unexpected = canMoveWaiting() ? failures : failures.filter((one) => !isReset(one))
    assert.deepEqual(unexpected, [])
    assert(failures.length <= sent / 20, `${failures.length} connections were reset`)
    assert.equal((await get(url)).status, 200)
  })

  it('a stop of the engine ends a HAProxy that no agent minds any more', async () => {
    await start('haproxy')
    const url = await serve()
    const guard = await engine.guard()
    const { control, agent } = await engine.pids()
    kill(control, guard, agent)
    assert.equal((await get(url)).status, 200)
    const { code, stderr } = await engine.lb('engine', 'stop')
    assert.equal(code, 0, stderr)
    await engine.untilGone()
  })
})
