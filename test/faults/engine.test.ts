/** Engines as real processes: started by many at once, killed, adopted, refused, gone. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EngineError } from '../../src/engine/errors.ts'
import { logPaths } from '../../src/engine/runtime/index.ts'
import { startBackend, startTraffic, get, untilAnswers } from '../support/backends.ts'
import type { Backend } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { TestEngine, alive, declare, kill } from './engine.ts'

const TRAFFIC_PER_SECOND = 50

describe('The engine as processes', () => {
  let engine: TestEngine
  const servers: Backend[] = []

  beforeEach(() => {
    engine = new TestEngine()
  })
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
    await engine.close()
  })

  /** A load balancer that has answered. */
  async function serve(): Promise<string> {
    const server = await startBackend({ name: 'one' })
    servers.push(server)
    const url = await declare(engine, { port: await freePort(), servers: [server.port] })
    await untilAnswers(url)
    return url
  }

  describe('starting', () => {
    it('ten processes that ask for an engine at once get one and the same', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => engine.lb('engine', 'start', '--json')),
      )
      const seen = answers.map(({ code, stdout, stderr }) => {
        assert.equal(code, 0, stderr)
        return (JSON.parse(stdout) as { pid: number }).pid
      })
      assert.equal(new Set(seen).size, 1)
      const { control, agent } = await engine.pids()
      assert.equal(control, seen[0])
      const guard = await engine.guard()
      assert.deepEqual(new Set(await engine.processes()), new Set([control, agent, guard]))
    })

    it('an engine that runs is found, not started again', async () => {
      await Promise.all([engine.ensure(), engine.ensure(), engine.ensure()])
      const before = await engine.pids()
      await engine.ensure()
      assert.deepEqual(await engine.pids(), before)
    })

    it('sockets that were left behind are in nobody’s way', async () => {
      await engine.ensure()
      const { control, agent } = await engine.pids()
      kill(control, agent)
      await engine.ensure()
      const after = await engine.pids()
      assert.notEqual(after.control, control)
      assert.notEqual(after.agent, agent)
    })

    it('works where the path of the state directory is too long for a socket', async () => {
      await engine.close()
      engine = new TestEngine('long'.repeat(40))
      const socket = await engine.ensure()
      assert.notEqual(dirname(socket), engine.stateDirectory)
      await engine.pids()
    })

    it('a state directory that cannot be made is a clear error', async () => {
      mkdirSync(dirname(engine.stateDirectory), { recursive: true })
      writeFileSync(engine.stateDirectory, 'a file')
      const { code, stderr } = await engine.lb('engine', 'start')
      assert.equal(code, 1)
      assert.match(stderr, /^lb: The state directory .* \(invalid_argument\)\n {4}Name a directory/)
    })

    it('a daemon that dies at its start is quoted in the error', async () => {
      mkdirSync(engine.stateDirectory, { mode: 0o700 })
      writeFileSync(join(engine.stateDirectory, 'engine.db'), 'no database'.repeat(1000))
      await assert.rejects(engine.ensure(), (error: unknown) => {
        assert.ok(error instanceof EngineError)
        assert.equal(error.code, 'unavailable')
        assert.match(error.message, /^The engine was started and ended with exit code \d+\n/)
        assert.match(error.message, /error: failed: .*engine\.db/)
        assert.match(String(error.remedy), /control\.log/)
        return true
      })
    })
  })

  describe('ending by its own fault', () => {
    it('is logged with its stack, and is exit code 70', async () => {
      const script = join(import.meta.dirname, 'crash.ts')
      const child = spawn(process.execPath, [script, engine.stateDirectory], { stdio: 'ignore' })
      const [code] = (await once(child, 'exit')) as [number | null]
      assert.equal(code, 70)
      const log = readFileSync(logPaths(engine.paths, 'control').log, 'utf8')
      assert.match(log, /"message":"crashed".*nobody expected this.*crash\.ts/)
    })
  })

  describe('killed', () => {
    it('kill -9 of control: traffic goes on, and any command has it back with its state', async () => {
      await engine.start()
      const url = await serve()
      const before = await engine.pids()
      const objects = await engine.ask((client, signal) => client.snapshot(signal))
      const traffic = startTraffic(url, TRAFFIC_PER_SECOND)
      kill(before.control)
      const { code, stderr } = await engine.lb('status')
      assert.equal(code, 0, stderr)
      const after = await engine.pids()
      const report = await traffic.stop()
      assert.deepEqual(report.failures, [])
      assert.ok(report.sent > 0)
      assert.notEqual(after.control, before.control)
      assert.equal(after.agent, before.agent, 'the agent is adopted')
      const found = await engine.ask((client, signal) => client.snapshot(signal))
      assert.deepEqual(found.objects, objects.objects)
    })

    it('kill -9 of both: traffic is back with the next start', async () => {
      await engine.start()
      const url = await serve()
      const { control, agent } = await engine.pids()
      kill(control, agent)
      await Promise.all([untilAnswers(url), engine.start()])
    })

    it('kill -9 of the agent: it is started again and serves', async () => {
      await engine.start()
      const url = await serve()
      const before = await engine.pids()
      kill(before.agent)
      await untilAnswers(url)
      const after = await waitFor('another agent', async () => {
        const pids = await engine.pids()
        return pids.agent === before.agent ? null : pids
      })
      assert.equal(after.control, before.control)
    })

    it('kill -9 of an adopted agent: it is started again as well', async () => {
      await engine.start()
      const url = await serve()
      const before = await engine.pids()
      kill(before.control)
      await engine.start()
      await engine.pids()
      kill(before.agent)
      await untilAnswers(url)
    })
  })

  describe('killed while control is down', () => {
    async function serveWithoutControl(): Promise<{ url: string; agent: number; guard: number }> {
      await engine.start()
      const url = await serve()
      const { control, agent } = await engine.pids()
      const guard = await engine.guard()
      kill(control)
      return { url, agent, guard }
    }

    it('kill -9 of the agent: it serves again', async () => {
      const { url, agent } = await serveWithoutControl()
      kill(agent)
      await untilAnswers(url)
    })

    it('kill -9 of the guard, then of the agent: both are back', async () => {
      const { url, agent, guard } = await serveWithoutControl()
      kill(guard)
      await engine.guard(guard)
      kill(agent)
      await untilAnswers(url)
    })

    it('kill -9 of the agent over and over: one agent, one guard, and a stop ends them', async () => {
      const { url, agent } = await serveWithoutControl()
      let victim = agent
      for (let round = 0; round < 3; round++) {
        kill(victim)
        victim = await engine.holder(engine.paths.agentLock, victim)
        await untilAnswers(url)
      }
      const guard = await engine.guard()
      await waitFor('two processes', async () => {
        const left = new Set(await engine.processes())
        return left.size === 2 && left.has(victim) && left.has(guard) ? true : null
      })
      assert.match((await engine.lb('engine', 'stop')).stdout, /^stopped/)
      await engine.untilGone()
    })
  })

  it('the folder it was started from may go: what is killed comes back all the same', async () => {
    const folder = engine.copyOfProgram()
    const { code, stderr } = await engine.run(join(folder, 'lb'), 'engine', 'start')
    assert.equal(code, 0, stderr)
    const url = await serve()
    const { control, agent } = await engine.pids()
    rmSync(folder, { recursive: true })
    kill(control, agent)
    await untilAnswers(url)
    assert.notEqual(await engine.holder(engine.paths.agentLock, agent), agent)
  })

  describe('stopping', () => {
    it('ends both processes, and may be asked again', async () => {
      await engine.ensure()
      await engine.pids()
      assert.match((await engine.lb('engine', 'stop')).stdout, /^stopped/)
      await engine.untilGone()
      assert.match((await engine.lb('engine', 'stop')).stdout, /^was not running/)
    })

    it('with --keep-traffic the agent stays, and is adopted by the next start', async () => {
      await engine.ensure()
      const url = await serve()
      const { control, agent } = await engine.pids()
      const { code, stderr } = await engine.lb('engine', 'stop', '--keep-traffic')
      assert.equal(code, 0, stderr)
      await waitFor('control to be gone', async () =>
        (await alive([control])).length === 0 ? true : null,
      )
      assert.equal((await get(url)).status, 200)
      const status = await engine.lb('engine', 'status')
      assert.match(status.stdout, /^not running .*\nagent {3}pid \d+, carries traffic on/)
      await engine.ensure()
      assert.equal((await engine.pids()).agent, agent)
    })

    it('a stopped engine is not started by asking for its status', async () => {
      await engine.ensure()
      await engine.lb('engine', 'stop')
      const status = await engine.lb('status')
      assert.equal(status.code, 1)
      assert.match(
        status.stderr,
        /^lb: No engine is running .*\n {4}Start it with `lb engine start`/,
      )
      const running = await engine.lb('engine', 'status', '--json')
      assert.equal(running.code, 1)
      assert.equal((JSON.parse(running.stdout) as { running: boolean }).running, false)
    })

    it('an engine whose socket was removed under it does not count as stopped', async () => {
      await engine.ensure()
      rmSync(engine.paths.engineSocket)
      // It has another one within a second: that is waited for.
      assert.equal((await engine.lb('engine', 'status')).code, 0)
      process.kill((await engine.pids()).control, 'SIGSTOP')
      rmSync(engine.paths.engineSocket)
      const { code, stderr } = await engine.lb('engine', 'status')
      assert.equal(code, 1)
      assert.match(stderr, /The engine runs, and its socket is gone/)
      const asked = await engine.lb('status')
      assert.equal(asked.code, 1)
      assert.match(asked.stderr, /The engine runs, and its socket is gone/)
      assert.equal((await engine.lb('engine', 'stop')).code, 0)
      assert.equal((await engine.lb('engine', 'status')).stdout.startsWith('not running'), true)
    })

    it('a socket that was removed under the engine is there again', async () => {
      await engine.ensure()
      const before = await engine.pids()
      for (const path of [engine.paths.engineSocket, engine.paths.agentSocket]) rmSync(path)
      await waitFor('both sockets', async () => {
        const isBack = [engine.paths.engineSocket, engine.paths.agentSocket].every(existsSync)
        return isBack ? true : null
      })
      assert.deepEqual(await engine.pids(), before)
    })

    it('an engine whose state directory was removed makes room for the next one there', async () => {
      await engine.ensure()
      const before = await engine.processes()
      rmSync(engine.stateDirectory, { recursive: true, maxRetries: 3 })
      await engine.ensure()
      await waitFor('the old processes to be gone', async () => {
        return (await alive(before)).length === 0 ? true : null
      })
      const { control, agent } = await engine.pids()
      assert.ok(![control, agent].some((pid) => before.includes(pid)))
      assert.equal((await engine.lb('engine', 'status')).code, 0)
    })

    it('the next one in a removed state directory has the ports of the former at once', async () => {
      await engine.ensure()
      const port = await freePort()
      await declare(engine, { port, servers: [] })
      rmSync(engine.stateDirectory, { recursive: true, maxRetries: 3 })
      await engine.ensure()
      const url = await declare(engine, { port, servers: [] })
      assert.equal((await fetch(url)).status, 503)
    })

    it('an engine that hangs is said to, and is ended all the same', async () => {
      await engine.ensure()
      const { control } = await engine.pids()
      process.kill(control, 'SIGSTOP')
      const status = await engine.lb('engine', 'status')
      assert.equal(status.code, 1)
      assert.match(status.stderr, /does not answer .*\n {4}`lb engine stop --keep-traffic` ends it/)
      assert.match((await engine.lb('engine', 'stop')).stdout, /^stopped/)
      await engine.untilGone()
    })

    it('SIGTERM ends both processes in an orderly way', async () => {
      await engine.ensure()
      const { control, agent } = await engine.pids()
      process.kill(control, 'SIGTERM')
      await waitFor('both to be gone', async () => {
        const left = await engine.processes()
        return left.includes(control) || left.includes(agent) ? null : true
      })
    })

    it('SIGTERM ends an agent that has just been started again as well', async () => {
      await engine.ensure()
      const before = await engine.pids()
      kill(before.agent)
      await waitFor('another agent', async () => {
        const old = [before.control, before.agent]
        return (await engine.processes()).find((pid) => !old.includes(pid)) ?? null
      })
      process.kill(before.control, 'SIGTERM')
      await engine.untilGone()
    })

    it('an agent whose control was killed is stopped too', async () => {
      await engine.ensure()
      const { control } = await engine.pids()
      kill(control)
      assert.match((await engine.lb('engine', 'stop')).stdout, /^stopped/)
      await engine.untilGone()
    })
  })
})
