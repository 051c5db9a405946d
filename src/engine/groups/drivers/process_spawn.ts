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
import type { StartRequest } from '../contract.ts'
import { MARKER } from './process_family.ts'
import { openOutput } from './process_output.ts'
import { toInstanceDirectory } from './process_record.ts'

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
  const { launch, instanceId } = request
  const [program, ...args] = launch.command
  assert.ok(program !== undefined, 'a launch names a program')
  const output = await openOutput(toInstanceDirectory(directory, instanceId))
  try {
    const child = spawn(program, args, {
      cwd: launch.workingDirectory ?? '/',
      env: toEnvironment(directory, request),
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

function toStartError({ instanceId, launch }: StartRequest, cause: unknown): EngineError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const program = String(launch.command[0])
  const directory = launch.workingDirectory ?? '/'
  return new EngineError({
    code: 'instance_failed',
    message: `The instance ${instanceId} cannot start ${program} in ${directory} (${reason})`,
    remedy: 'Check that the program and the working directory exist, and that it may be executed.',
    cause,
  })
}

/** What the engine says comes last: a launch cannot hide an instance from its engine. */
function toEnvironment(directory: string, request: StartRequest): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return {
    ...environment,
    ...(request.port === null ? {} : { PORT: String(request.port) }),
    ...request.launch.environment,
    INSTANCE_ID: request.instanceId,
    GROUP_ID: request.groupId,
    ADDRESS: request.address,
    ZONE: request.zone,
    RACK: String(request.rack),
    [MARKER]: directory,
  }
}
