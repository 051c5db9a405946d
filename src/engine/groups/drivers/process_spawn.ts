/**
 * Starting one process of an instance.
 *
 * Answers for: no shell, a session of its own, output to files, an environment of the launch and
 * nothing of ours but what programs need to be found. Does not know: records, what came before or
 * comes after.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { EngineError } from '../../errors.ts'
import type { Launch } from '../../kinds/index.ts'
import type { StartRequest } from '../contract.ts'
import { MARKER } from './process_family.ts'
import { openOutput } from './process_output.ts'
import { toInstanceDirectory } from './process_record.ts'
import { checkUser, findUser, isRoot } from './process_user.ts'
import type { User } from './process_user.ts'

/** All that instances inherit, unless the launch says otherwise. */
const INHERITED: readonly string[] = ['HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ']

export interface Spawned {
  readonly pid: number
  /** Resolves when the process has ended; never rejects, and does not keep this process alive. */
  readonly ended: Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
}

/** Resolves when the program runs. Throws `EngineError` `instance_failed` when it cannot. */
export async function spawnInstance(directory: string, request: StartRequest): Promise<Spawned> {
  const { instanceId } = request
  const launch = toLaunch(request)
  const [program, ...args] = launch.command
  assert.ok(program !== undefined, 'a launch names a program')
  const user = await toUser(request)
  const output = await openOutput(toInstanceDirectory(directory, instanceId))
  try {
    const child = spawn(program, args, {
      cwd: launch.workingDirectory ?? '/',
      env: toEnvironment({ directory, user }, request),
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
      detached: true,
      shell: false,
      stdio: ['ignore', output.file, output.file],
    })
    const ended = new Promise<Ended>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('spawn', resolve)
    })
    assert.ok(child.pid !== undefined, 'a process that runs has a pid')
    child.unref()
    return { pid: child.pid, ended }
  } catch (cause) {
    throw toStartError(request, cause)
  } finally {
    output.close()
  }
}

/** The block that the launch of a process has. */
export function toLaunch({ launch }: StartRequest): NonNullable<Launch['process']> {
  assert.ok(launch.process !== null, 'a process is launched as one')
  return launch.process
}

/** Null: who the engine runs as. Throws `EngineError` `instance_failed`. */
async function toUser(request: StartRequest): Promise<User | null> {
  const { user: name } = toLaunch(request)
  const problem = await checkUser(name)
  if (problem !== null) {
    throw new EngineError({
      code: 'instance_failed',
      message: `The instance ${request.instanceId} cannot be started: ${problem}`,
      remedy: 'Name another user in launch.process.user.',
    })
  }
  return name === null || !isRoot() ? null : findUser(name)
}

function toStartError(request: StartRequest, cause: unknown): EngineError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const launch = toLaunch(request)
  const directory = launch.workingDirectory ?? '/'
  const what = `The instance ${request.instanceId} cannot start ${String(launch.command[0])}`
  const as = launch.user === null ? '' : ` as ${launch.user}`
  return new EngineError({
    code: 'instance_failed',
    message: `${what} in ${directory}${as} (${reason})`,
    remedy: 'Check that the program and the working directory exist, and that it may be executed.',
    cause,
  })
}

/** What the engine says comes last: a launch cannot hide an instance from its engine. */
function toEnvironment(
  { directory, user }: { readonly directory: string; readonly user: User | null },
  request: StartRequest,
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return {
    ...environment,
    ...(user === null ? {} : { HOME: user.home }),
    ...(request.port === null ? {} : { PORT: String(request.port) }),
    ...toLaunch(request).environment,
    INSTANCE_ID: request.instanceId,
    GROUP_ID: request.groupId,
    ADDRESS: request.address,
    ZONE: request.zone,
    RACK: String(request.rack),
    [MARKER]: directory,
  }
}
