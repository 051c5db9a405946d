/**
 * Which engine a command talks to, and a client of it.
 *
 * Answers for: `--endpoint`, `--state-dir` and their variables; an engine that crashed is started
 * again by the first command that asks for it, one that was stopped is not.
 * Does not know: what is asked.
 */

import { existsSync } from 'node:fs'
import { connectEngine, ensureEngine } from '../engine/client/index.ts'
import type { EngineClient } from '../engine/client/index.ts'
import { EngineError } from '../engine/errors.ts'
import { isLockHeld, resolveStateDirectory, statePaths } from '../engine/runtime/index.ts'
import type { StatePaths } from '../engine/runtime/index.ts'
import { UsageError } from './command.ts'
import type { Call } from './command.ts'

const UNIX_SCHEME = 'unix://'

/** The state directory that the call means. */
export function toPaths(call: Call): StatePaths {
  return statePaths(resolveStateDirectory(call.text('state-dir')))
}

/** Has `ask` talk to the engine that the call means, and closes the connection. */
export async function withEngine<T>(
  call: Call,
  ask: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const client = connectEngine(await findSocket(call))
  try {
    return await ask(client)
  } finally {
    client.close()
  }
}

async function findSocket(call: Call): Promise<string> {
  const endpoint = call.text('endpoint') ?? call.environment['LB_ENDPOINT'] ?? ''
  if (endpoint !== '') return toSocketPath(endpoint)
  const paths = toPaths(call)
  // An engine that is stopped takes its socket away; one that was killed leaves it.
  if (existsSync(paths.engineSocket)) {
    return ensureEngine({ stateDirectory: paths.stateDirectory, signal: call.signal })
  }
  if (await isSocketLost(paths)) throw toUnreachable(paths)
  throw new EngineError({
    code: 'unavailable',
    message: `No engine is running (state directory ${paths.stateDirectory})`,
    remedy: 'Start it with `lb engine start`; `terraform apply` starts it by itself.',
  })
}

/** An engine runs, and its socket was removed under it, as by a cleaner of temporary files. */
export async function isSocketLost({ controlLock }: StatePaths): Promise<boolean> {
  return existsSync(controlLock) && isLockHeld(controlLock)
}

/** For an engine that is there and does not answer. */
export function toUnreachable({ engineSocket }: StatePaths): EngineError {
  const what = existsSync(engineSocket)
    ? 'The engine is there and does not answer'
    : 'The engine runs, and its socket is gone'
  return new EngineError({
    code: 'deadline_exceeded',
    message: `${what} (${engineSocket})`,
    remedy: '`lb engine stop --keep-traffic` ends it while traffic goes on; then start it again.',
  })
}

function toSocketPath(endpoint: string): string {
  const path = endpoint.slice(UNIX_SCHEME.length)
  if (endpoint.startsWith(UNIX_SCHEME) && path.startsWith('/')) return path
  throw new UsageError(`The endpoint "${endpoint}" is not of the form unix:///path/to/engine.sock.`)
}
