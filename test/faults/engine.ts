/**
 * A real engine in a state directory of its own, started and hurt as users and machines do.
 *
 * Answers for: its processes by their ids, and that none of them outlives the test.
 * Does not know: what a test is about.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connectEngine, ensureEngine } from '../../src/engine/client/index.ts'
import type { ApiObject, EngineClient, PutOperation } from '../../src/engine/client/index.ts'
import { stopEngine } from '../../src/engine/daemon/index.ts'
import { isLockHeld, readLockHolder, statePaths } from '../../src/engine/runtime/index.ts'
import type { StatePaths } from '../../src/engine/runtime/index.ts'
import { waitFor } from '../support/wait.ts'

const root = dirname(dirname(import.meta.dirname))
const DEADLINE_MS = 60_000

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export class TestEngine {
  readonly #parent: string
  readonly paths: StatePaths

  constructor(name = 'state') {
    this.#parent = realpathSync(mkdtempSync(join(tmpdir(), 'lb-faults-')))
    this.paths = statePaths(join(this.#parent, name))
  }

  get stateDirectory(): string {
    return this.paths.stateDirectory
  }

  /** As the provider does it: from this process, by the sources. */
  ensure(): Promise<string> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    return ensureEngine({ stateDirectory: this.stateDirectory, signal })
  }

  /** As people do it: the command line as it is built. */
  async start(): Promise<void> {
    const { code, stderr } = await this.lb('engine', 'start')
    assert.equal(code, 0, stderr)
  }

  /** The built command line as a process, with this engine's state directory. */
  lb(...words: readonly string[]): Promise<Answer> {
    return this.run(join(root, 'dist/lb'), ...words)
  }

  /** A copy of the built package; it may be removed. */
  copyOfProgram(): string {
    const folder = join(this.#parent, 'program')
    cpSync(join(root, 'dist'), folder, { recursive: true })
    return folder
  }

  /** The same command line at another place. */
  run(program: string, ...words: readonly string[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        program,
        words,
        {
          env: { ...process.env, LB_STATE_DIR: this.stateDirectory },
          timeout: DEADLINE_MS,
        },
        (error, stdout, stderr) => {
          if (error === null || typeof error.code === 'number') {
            resolve({ code: child.exitCode ?? -1, stdout, stderr })
          } else reject(toError(error))
        },
      )
    })
  }

  /** Talks to the engine that runs; starts none. */
  async ask<T>(what: (client: EngineClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    const client = connectEngine(this.paths.engineSocket)
    try {
      return await what(client, AbortSignal.timeout(DEADLINE_MS))
    } finally {
      client.close()
    }
  }

  /** The two processes as the engine names them. */
  async pids(): Promise<{ readonly control: number; readonly agent: number }> {
    return waitFor('an engine with its agent', async () => {
      const info = await this.ask((client, signal) => client.info(signal))
      return info.agent === null ? null : { control: info.pid, agent: info.agent.pid }
    })
  }

  /** The guard; another one than `before`. */
  guard(before = 0): Promise<number> {
    return this.holder(this.paths.guardLock, before)
  }

  /** The process that holds the lock; another one than `before`. */
  holder(lockPath: string, before = 0): Promise<number> {
    return waitFor(`a holder of ${lockPath}`, async () => {
      if (!existsSync(lockPath) || !(await isLockHeld(lockPath))) return null
      const pid = await readLockHolder(lockPath)
      return pid === before ? null : pid
    })
  }

  /** Every process that has the state directory among its words. */
  async processes(): Promise<readonly number[]> {
    const all = await listProcesses()
    return all.filter(({ words }) => words.includes(this.stateDirectory)).map(({ pid }) => pid)
  }

  /** The kernel frees a lock a moment before its list of processes shows it. */
  async untilGone(): Promise<void> {
    await waitFor('no process to be left behind', async () =>
      (await this.processes()).length === 0 ? true : null,
    )
  }

  /** Ends everything, fails when something is left, and removes the files. */
  async close(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS)
      await stopEngine({ stateDirectory: this.stateDirectory, keepAgent: false, signal })
      await this.untilGone()
    } finally {
      kill(...(await this.processes()))
      rmSync(this.#parent, { recursive: true, force: true })
      const sockets = dirname(this.paths.engineSocket)
      if (sockets !== this.stateDirectory) rmSync(sockets, { recursive: true, force: true })
    }
  }
}

/** kill -9. What it held is free when this returns; its id is, when its parent has asked. */
export function kill(...pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}

interface ListedProcess {
  readonly pid: number
  readonly words: string
}

/** Every process of this machine that runs; not those that have ended and whose parent is slow. */
async function listProcesses(): Promise<readonly ListedProcess[]> {
  const listing = await new Promise<string>((resolve, reject) => {
    execFile('ps', ['-Ao', 'pid=,stat=,args='], { maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (error === null) resolve(stdout)
      else reject(toError(error))
    })
  })
  return listing.split('\n').flatMap((line) => {
    const [, pid, state, words] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    if (state === undefined || state.startsWith('Z')) return []
    return [{ pid: Number(pid), words: words ?? '' }]
  })
}

/** Those of `pids` that run. */
export async function alive(pids: readonly number[]): Promise<readonly number[]> {
  const running = new Set((await listProcesses()).map(({ pid }) => pid))
  return pids.filter((pid) => running.has(pid))
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}

/** The creation of an object. */
export function toPut(kind: string, spec: PutOperation['spec']): PutOperation {
  return {
    type: 'put',
    kind,
    id: null,
    name: 'web',
    owner: 'tests',
    tags: {},
    spec,
    idempotencyKey: null,
    expectedGeneration: null,
  }
}

/** A load balancer with one HTTP listener in front of `servers`; gives its URL. */
export async function declare(
  engine: TestEngine,
  options: {
    readonly port: number
    readonly servers: readonly number[]
    /** HTTP by default. */
    readonly protocol?: string
  },
): Promise<string> {
  const put = async (kind: string, spec: PutOperation['spec']): Promise<ApiObject> => {
    const operations = [toPut(kind, spec)]
    const [object] = await engine.ask((client, signal) => client.transact(operations, signal))
    assert.ok(object)
    return object
  }
  const instance = await put('instance', {
    availabilityZones: ['local-a'],
    subnetId: 'subnet-local-a',
  })
  const group = await put('server_group', {
    servers: options.servers.map((port) => ({ address: '127.0.0.1', port })),
  })
  const service = await put('backend_service', {
    lbInstanceId: instance.id,
    protocol: options.protocol ?? 'HTTP',
    port: 80,
    serverGroupId: group.id,
  })
  await put('listener', {
    lbInstanceId: instance.id,
    protocol: options.protocol ?? 'HTTP',
    port: options.port,
    backendServiceId: service.id,
  })
  return `http://${String(instance.spec['privateIpAddress'])}:${options.port}/`
}
