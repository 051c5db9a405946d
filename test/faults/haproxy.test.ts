/** Engines whose traffic HAProxy carries: killed, upgraded, switched over. */

import assert from 'node:assert/strict'
import { findHaproxy } from '../../src/engine/dataplane/haproxy/program.ts'
import { findMaster } from '../../src/engine/dataplane/haproxy/master-socket.ts'
import { masterSocketIn, toSocketDirectory } from '../../src/engine/dataplane/haproxy/files.ts'
import { canMoveWaiting } from '../../src/engine/dataplane/waiting.ts'
import { dataPlaneDirectory } from '../../src/engine/daemon/data-plane.ts'
import { get, startBackend, startTraffic, untilAnswers } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { TestEngine, declare, kill } from './engine.ts'

const TRAFFIC_PER_SECOND = 200
const ROUNDS = 3

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
