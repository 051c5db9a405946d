/** The contract of instance drivers (R31), kept by every entry of the registry. Real processes. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { driverRegistry } from '../../../src/engine/groups/drivers/registry.ts'
import type { DriverName } from '../../../src/engine/groups/drivers/registry.ts'
import type {
  InstanceDriver,
  InstanceExit,
  RunningInstance,
} from '../../../src/engine/groups/contract.ts'
import { waitFor } from '../../support/wait.ts'
import { describeDriver } from './core.ts'
import {
  findLeftovers,
  killIfThere,
  killLeftovers,
  openForTest,
  program,
  sleeper,
  toPid,
  toRequest,
} from './support.ts'

const names: readonly DriverName[] = ['process']
const GRACE_MS = 30_000
const { signal } = new AbortController()

for (const name of names) {
  describeDriver({
    name,
    toRequest: (instanceId, address) => toRequest(instanceId, sleeper, { address }),
    impossible: toRequest('i-1', ['no-such-program-anywhere']),
    seesEnds: true,
    setUp: async () => {
      const root = await realpath(await mkdtemp(join(tmpdir(), 'lb-driver-')))
      const directory = join(root, 'instances')
      return {
        open: () => openForTest(name, directory),
        kill: (running) => killIfThere(toPid(running)),
        close: async () => {
          await killLeftovers(directory)
          await rm(root, { recursive: true, force: true })
        },
      }
    },
  })

  describe(`the driver ${name}, on a real machine`, () => {
    let root: string
    let directory: string
    let driver: InstanceDriver
    let exits: InstanceExit[]

    const open = async (): Promise<InstanceDriver> => {
      const opened = await openForTest(name, directory)
      exits = []
      opened.onExit((exit) => exits.push(exit))
      return opened
    }
    const reopen = async (): Promise<void> => {
      await driver.close()
      driver = await open()
    }
    const report = (): string => join(root, 'report')
    const says = (word: string): Promise<string> =>
      waitFor(`"${word}" of the instance`, async () => {
        const text = await readFile(report(), 'utf8').catch(() => '')
        return text.split('\n').includes(word) ? text : null
      })
    const exitOf = (instanceId: string): Promise<InstanceExit> =>
      waitFor(
        `the exit of ${instanceId}`,
        () => exits.find((exit) => exit.instanceId === instanceId) ?? null,
      )
    const start = (
      instanceId: string,
      command: readonly string[],
      changes: Parameters<typeof toRequest>[2] = {},
    ): Promise<RunningInstance> => {
      const environment = { REPORT: report(), ...changes.environment }
      return driver.start(toRequest(instanceId, command, { ...changes, environment }), signal)
    }

    beforeEach(async () => {
      root = await realpath(await mkdtemp(join(tmpdir(), 'lb-driver-')))
      directory = join(root, 'instances')
      driver = await open()
    })
    afterEach(async () => {
      await driver.close()
      await killLeftovers(directory)
      await rm(root, { recursive: true, force: true })
    })

    describe('starting', () => {
      it('R31: an instance runs and is listed with its group and address', async () => {
        const running = await start('i-1', sleeper)
        assert.deepEqual(await driver.list(), [running])
        assert.equal(running.groupId, 'avg-1')
        assert.equal(running.address, '127.10.0.2')
        assert.deepEqual(await leaders(directory), [['i-1', toPid(running)]])
      })

      it('R33, R35: the environment says who the instance is, where, and its port', async () => {
        await start('i-1', program('report'), { environment: { OWN: 'set by the user' } })
        await exitOf('i-1')
        const { environment } = await readReport(report())
        const expected = {
          INSTANCE_ID: 'i-1',
          GROUP_ID: 'avg-1',
          ADDRESS: '127.10.0.2',
          PORT: '8080',
          ZONE: 'local-a',
          RACK: '3',
          OWN: 'set by the user',
        }
        for (const [variable, value] of Object.entries(expected)) {
          assert.equal(environment[variable], value, variable)
        }
      })

      it('a port that nobody knows is not in the environment', async () => {
        await start('i-1', program('report'), { port: null })
        await exitOf('i-1')
        assert.equal((await readReport(report())).environment['PORT'], undefined)
      })

      it('nothing else of the engine gets into the environment', async () => {
        process.env['LB_TOKEN'] = 'a secret of the engine'
        try {
          await start('i-1', program('report'))
          await exitOf('i-1')
        } finally {
          delete process.env['LB_TOKEN']
        }
        assert.equal((await readReport(report())).environment['LB_TOKEN'], undefined)
      })

      it('arguments arrive as they are, with no shell between', async () => {
        const args = ['$HOME', '; touch x', '"quoted"', 'a  b', '']
        await start('i-1', program('report', ...args))
        await exitOf('i-1')
        assert.deepEqual((await readReport(report())).args, args)
      })

      it('a working directory that does not exist is refused', async () => {
        const request = toRequest('i-1', sleeper)
        const { process: block } = request.launch
        assert.ok(block !== null)
        const workingDirectory = join(root, 'missing')
        const launch = { ...request.launch, process: { ...block, workingDirectory } }
        const starting = driver.start({ ...request, launch }, signal)
        await assert.rejects(starting, { code: 'instance_failed', message: /missing/ })
      })

      it('an aborted start starts nothing', async () => {
        const starting = driver.start(toRequest('i-1', sleeper), AbortSignal.abort())
        await assert.rejects(starting, { name: 'AbortError' })
        assert.deepEqual(await leaders(directory), [])
      })
    })

    describe('the end of an instance', () => {
      it('is told once, with its code and the last lines of its output', async () => {
        await start('i-1', program('report'))
        const exit = await exitOf('i-1')
        assert.equal(exit.code, 3)
        assert.equal(exit.signal, null)
        assert.match(exit.output, /^line \d+ of the output\n/)
        assert.match(exit.output, /the last words$/)
        assert.ok(Buffer.byteLength(exit.output) <= 4 * 1024)
        assert.deepEqual(await driver.list(), [])
        assert.equal(exits.length, 1)
      })

      it('by a signal names the signal', async () => {
        const pid = toPid(await start('i-1', sleeper))
        process.kill(pid, 'SIGKILL')
        assert.equal((await exitOf('i-1')).signal, 'SIGKILL')
      })

      it('leaves no descendant behind, not even one with a session of its own', async () => {
        await start('i-1', program('parent', 'leave'))
        await exitOf('i-1')
        assert.deepEqual(await findLeftovers(directory), [])
      })

      it('can be followed by a start at once', async () => {
        const pid = toPid(await start('i-1', sleeper))
        const again = new Promise<RunningInstance>((resolve) => {
          driver.onExit(() => resolve(start('i-1', sleeper)))
        })
        process.kill(pid, 'SIGKILL')
        const next = toPid(await again)
        assert.deepEqual(await leaders(directory), [['i-1', next]])
        await reopen()
        assert.equal((await driver.list())[0]?.run, `process ${next}`)
      })
    })

    describe('stopping', () => {
      it('asks, and waits for the instance to finish', async () => {
        await start('i-1', program('serve'))
        await says('ready')
        await driver.stop('i-1', GRACE_MS)
        await says('ended')
        assert.deepEqual(await driver.list(), [])
        assert.deepEqual(await findLeftovers(directory), [])
        assert.deepEqual(exits, [])
      })

      it('forces an instance that does not listen, after the grace', async () => {
        await start('i-1', program('serve', 'stubborn'))
        await says('ready')
        const beganMs = performance.now()
        await driver.stop('i-1', 300)
        assert.ok(performance.now() - beganMs >= 300)
        assert.match(await readFile(report(), 'utf8'), /asked/)
        assert.deepEqual(await findLeftovers(directory), [])
      })

      it('leaves no descendant behind, not even one with a session of its own', async () => {
        await start('i-1', program('parent'))
        await says('ready')
        assert.equal((await findLeftovers(directory)).length, 3)
        await driver.stop('i-1', GRACE_MS)
        assert.deepEqual(await findLeftovers(directory), [])
      })

      it('twice at the same time ends it once', async () => {
        await start('i-1', program('serve'))
        await says('ready')
        await Promise.all([driver.stop('i-1', GRACE_MS), driver.stop('i-1', GRACE_MS)])
        assert.deepEqual(await driver.list(), [])
      })
    })

    describe('an engine that comes back', () => {
      it('adopts what runs, with the same processes', async () => {
        const before = await Promise.all([start('i-1', sleeper), start('i-2', sleeper)])
        await reopen()
        assert.deepEqual(await sortedList(driver), before)
        assert.deepEqual(await start('i-1', sleeper), before[0])
        assert.equal((await leaders(directory)).length, 2)
      })

      it('stops what it adopted', async () => {
        await start('i-1', program('serve'))
        await says('ready')
        await reopen()
        await driver.stop('i-1', GRACE_MS)
        await says('ended')
        assert.deepEqual(await findLeftovers(directory), [])
        assert.deepEqual(exits, [])
      })

      it('finds an instance again of which there is no record', async () => {
        const before = await start('i-1', program('parent'))
        await says('ready')
        await driver.close()
        await rm(directory, { recursive: true })
        driver = await open()
        const [found] = await driver.list()
        const { run, groupId, address } = before
        assert.deepEqual(found, { ...found, instanceId: 'i-1', run, groupId, address })
        await reopen()
        assert.equal((await driver.list())[0]?.run, run)
      })

      it('ends what is left of an instance that ended while no engine was there', async () => {
        const pid = toPid(await start('i-1', program('parent')))
        await says('ready')
        await driver.close()
        process.kill(pid, 'SIGKILL')
        await waitFor('the end of the leader', async () =>
          (await findLeftovers(directory)).every((left) => left.pid !== pid) ? true : null,
        )
        driver = await open()
        // One that is about to end may be seen alive once more.
        await waitFor('the end of the instance', async () =>
          (await driver.list()).length === 0 ? true : null,
        )
        await waitFor('the end of what was left', async () =>
          (await findLeftovers(directory)).length === 0 ? true : null,
        )
      })

      it('does not see the instances of another engine', async () => {
        await start('i-1', sleeper)
        const other = await openForTest(name, join(root, 'other'))
        assert.deepEqual(await other.list(), [])
        await other.close()
        assert.equal((await leaders(directory)).length, 1)
      })
    })

    it('doubles and loses nothing when the engine is killed at any moment', async () => {
      const instances = 6
      for (let round = 0; round < 6; round++) {
        const afterMs = Math.floor(Math.random() * 120)
        await killedEngine(name, { directory, instances, afterMs })
        await reopen()
        const adopted = await driver.list()
        for (let index = 0; index < instances; index++) await start(`i-${index}`, sleeper)
        const running = (await driver.list()).map((each) => [each.instanceId, toPid(each)])
        const message = `killed ${afterMs} ms after the first start, ${adopted.length} adopted`
        assert.deepEqual(await leaders(directory), running.toSorted(byText), message)
        assert.equal(running.length, instances, message)
        for (const { instanceId } of await driver.list()) await driver.stop(instanceId, GRACE_MS)
        assert.deepEqual(await findLeftovers(directory), [], message)
      }
    })
  })
}

describe('the registry of drivers', () => {
  it('has no driver that the suite does not know', () => {
    assert.deepEqual(Object.keys(driverRegistry).toSorted(), [
      'container',
      'dns',
      'pool',
      'process',
    ])
  })
})

/** Runs an engine on `directory` that starts instances, and kills it after it has begun. */
async function killedEngine(
  name: DriverName,
  plan: { directory: string; instances: number; afterMs: number },
): Promise<void> {
  const args = program('engine', name, plan.directory, String(plan.instances)).slice(1)
  const engine = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(engine.stdout, 'data')
    await pause(plan.afterMs)
  } finally {
    if (engine.pid !== undefined) killIfThere(engine.pid)
    if (engine.exitCode === null && engine.signalCode === null) await once(engine, 'exit')
  }
}

async function leaders(directory: string): Promise<readonly (readonly [string, number])[]> {
  const found = await findLeftovers(directory)
  return found
    .filter((each) => each.isLeader)
    .map((each) => [each.instanceId, each.pid] as const)
    .toSorted(byText)
}

async function sortedList(driver: InstanceDriver): Promise<readonly RunningInstance[]> {
  return [...(await driver.list())].toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1
}

interface Report {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

async function readReport(path: string): Promise<Report> {
  return JSON.parse(await readFile(path, 'utf8')) as Report
}
