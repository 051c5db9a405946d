/**
 * Which engine a command talks to, and a client of it.
 *
 * Answers for: `--endpoint`, what proves who asks, `--state-dir`, and their variables; an engine
 * that crashed is started again by the first command that asks for it, one that was stopped is not.
 * Does not know: what is asked.
 */

import { existsSync } from 'node:fs'
import { checkEndpoint, connectEngine, ensureEngine, toEndpoint } from '../engine/client/index.ts'
import type { Endpoint, EngineConnection, SettingNames } from '../engine/client/index.ts'
import { EngineError } from '../engine/errors.ts'
import { assertHostRunsEngines, isLockHeld } from '../engine/runtime/index.ts'
import { resolveStateDirectory, statePaths } from '../engine/runtime/index.ts'
import type { StatePaths } from '../engine/runtime/index.ts'
import { UsageError } from './command.ts'
import type { Call } from './command.ts'

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

/** As `toPaths`, for commands about this machine: an endpoint that is set does not count there. */
export function toLocalPaths(call: Call): StatePaths {
  const paths = toPaths(call)
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
