/**
 * Which engine a command talks to, and a client of it.
 *
 * Answers for: `--endpoint`, what proves who asks, `--state-dir`, and their variables; an engine
 * that crashed is started again by the first command that asks for it, one that was stopped is not.
 * Does not know: what is asked.
 */

import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { checkEndpoint, connectEngine, ensureEngine, toEndpoint } from '../engine/client/index.ts'
import type { Endpoint, EngineConnection, SettingNames } from '../engine/client/index.ts'
import { EngineError } from '../engine/errors.ts'
import { assertHostRunsEngines, isListening, isLockHeld, poll } from '../engine/runtime/index.ts'
import { resolveStateDirectory, statePaths } from '../engine/runtime/index.ts'
import type { StatePaths } from '../engine/runtime/index.ts'
import { UsageError } from './command.ts'
import type { Call } from './command.ts'

/** An engine that starts has its socket within a second, on a busy machine within a few. */
const SOCKET_WAIT_MS = 5_000
const SOCKET_POLL = { firstMs: 20, maxMs: 200 }

/** For messages. */
const names: SettingNames = {
  endpoint: '--endpoint (LB_ENDPOINT)',
  token: 'LB_TOKEN',
  tokenFile: '--token-file (LB_TOKEN_FILE)',
  caFile: '--ca-file (LB_CA_FILE)',
  clientCertificateFile: '--client-certificate-file (LB_CLIENT_CERTIFICATE_FILE)',
  clientKeyFile: '--client-key-file (LB_CLIENT_KEY_FILE)',
}

/** The state directory that the call means. */
export function toPaths(call: Call): StatePaths {
  return statePaths(resolveStateDirectory(call.text('state-dir')))
}

/** Of a directory that this user may not look into, nobody can say that no engine runs there. */
function assertMayLook({ stateDirectory }: StatePaths): void {
  try {
    // What is no directory is refused by whoever wants to make one there.
    if (!statSync(stateDirectory).isDirectory()) return
    accessSync(stateDirectory, constants.R_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM') return
    throw new EngineError({
      code: 'invalid_argument',
      message: `The state directory ${stateDirectory} is not yours to look into (${code})`,
      remedy: 'Call `lb` as the user whose engine it is, or name your own with --state-dir.',
    })
  }
}

/** As `toPaths`, for commands about this machine: an endpoint that is set does not count there. */
export function toLocalPaths(call: Call): StatePaths {
  const paths = toPaths(call)
  assertMayLook(paths)
  const endpoint = call.environment['LB_ENDPOINT'] ?? ''
  if (endpoint !== '' && endpoint !== `unix://${paths.engineSocket}`) {
    call.terminal.note(
      `lb: LB_ENDPOINT (${endpoint}) does not count here: this is about the engine of this ` +
        `machine, in ${paths.stateDirectory}`,
    )
  }
  return paths
}

/** Has `ask` talk to the engine that the call means, and closes the connection. */
export async function withEngine<T>(
  call: Call,
  ask: (client: EngineConnection) => Promise<T>,
): Promise<T> {
  const client = connectEngine(await findEndpoint(call))
  try {
    return await ask(client)
  } finally {
    client.close()
  }
}

async function findEndpoint(call: Call): Promise<string | Endpoint> {
  const given = toGiven(call)
  const endpoint = given('endpoint')
  if (endpoint !== null) return toRemote(endpoint, given)
  assertHostRunsEngines()
  const paths = toPaths(call)
  assertMayLook(paths)
  // An engine that is stopped takes its socket away; one that was killed leaves it.
  const isLost = !existsSync(paths.engineSocket) && (await isSocketLost(paths, call.signal))
  if (isLost) throw toUnreachable(paths)
  if (existsSync(paths.engineSocket)) {
    return ensureEngine({ stateDirectory: paths.stateDirectory, signal: call.signal })
  }
  throw new EngineError({
    code: 'unavailable',
    message: `No engine is running (state directory ${paths.stateDirectory})`,
    remedy: 'Start it with `lb engine start`; `terraform apply` starts it by itself.',
  })
}

/**
 * Whether an engine runs, though it has no socket: that was removed under it, as by a cleaner of
 * temporary files. One that is about to start or to end is waited for.
 */
export async function isSocketLost(paths: StatePaths, signal: AbortSignal): Promise<boolean> {
  const isHeld = async (): Promise<boolean> =>
    existsSync(paths.controlLock) && isLockHeld(paths.controlLock)
  const attempt = async (): Promise<true | null> =>
    (await isListening(paths.engineSocket)) || !(await isHeld()) ? true : null
  return (await poll({ attempt, deadlineMs: SOCKET_WAIT_MS, ...SOCKET_POLL }, signal)) === null
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

/** An option, else its variable; null where neither says anything. */
type Given = (option: string) => string | null

function toGiven(call: Call): Given {
  return (option) => {
    const variable = `LB_${option.replaceAll('-', '_').toUpperCase()}`
    const text = call.text(option) ?? call.environment[variable] ?? ''
    return text === '' ? null : text
  }
}

function toRemote(endpoint: string, given: Given): Endpoint {
  const tokenFile = given('token-file')
  const settings = {
    ...{ endpoint, tokenFile, caFile: given('ca-file') },
    // What is typed is meant more than what stands in the environment.
    token: tokenFile === null ? given('token') : null,
    clientCertificateFile: given('client-certificate-file'),
    clientKeyFile: given('client-key-file'),
  }
  // One environment may serve endpoints of both forms.
  const isLocal = endpoint.startsWith('unix://')
  const needless = { caFile: null, clientCertificateFile: null, clientKeyFile: null }
  const fitting = isLocal ? { ...settings, ...needless } : settings
  const problem = checkEndpoint(fitting, names)
  if (problem !== null) throw new UsageError(problem.message)
  return toEndpoint(fitting, names)
}
