/**
 * A provider as a program: what Terraform starts, and what a person may start to debug.
 *
 * Answers for: the order of things from the start to the exit code. The handshake comes first and
 * the application is loaded behind it, while Terraform connects. Does not know: the provider.
 */

import { X509Certificate } from 'node:crypto'
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { serve, toAddressText } from '../../rpc/index.ts'
import type { Door, Implementation, ServerTls } from '../../rpc/index.ts'
import { makeCertificate } from './certificate.ts'
import type { OwnCertificate } from './certificate.ts'
import { reportCrashes } from './crash.ts'
import type { Program } from './crash.ts'
import {
  isStartedByTerraform,
  isVersionOffered,
  protocolVersion,
  toClientCertificate,
  toHandshakeLine,
} from './handshake.ts'
import { endOnSignals, endWithClients, ignoreInterrupts, Lifetime, toExitCode } from './lifetime.ts'
import type { EndReason } from './lifetime.ts'
import { createLogger } from './log.ts'
import type { Logger } from './log.ts'
import { toReattachText } from './reattach.ts'
import { openDoor, removeSocketAtExit, sweepSockets } from './socket.ts'

/** What the provider gets from the program that it runs in. */
export interface PluginContext {
  readonly log: Logger
  /** Aborts when the plugin ends: nobody waits for answers any more. */
  readonly signal: AbortSignal
  /**
   * Has `work` done once the client says that it is done, before the plugin ends: what was answered
   * has arrived then. It may take a moment (`SHUTDOWN_WORK_MS_MAX`), as the client waits.
   */
  readonly beforeShutdown: (work: () => Promise<void>) => void
}

export interface PluginOptions extends Program {
  /** Every source address under which configurations name the provider, for debugging. */
  readonly sources: readonly string[]
  /** The provider's services. Called after the handshake: what is costly to load belongs here. */
  readonly load: (context: PluginContext) => Promise<readonly Implementation[]>
}

const stdoutFd = 1

/** Work before an orderly end that takes longer is given up. */
const SHUTDOWN_WORK_MS_MAX = 1_500

/**
 * Serves until Terraform is done, or with `--debug` among the arguments until a signal, and gives
 * the exit code. Leave with `process.exit`: Terraform waits for the process, and unfinished work of
 * the provider must not keep it.
 */
export async function servePlugin(options: PluginOptions): Promise<number> {
  if (process.argv.includes('--debug', 2)) return serveForDebugging(options)
  if (isStartedByTerraform(process.env)) return serveForTerraform(options)
  process.stderr.write(toExplanation(options))
  return 1
}

function toExplanation({ name, version, sources }: PluginOptions): string {
  return `${name} ${version} is a plugin: Terraform and OpenTofu start it themselves.

To use it, name its source${toSourceText(sources)} in required_providers and run terraform init.
To debug it, start it with --debug and follow what it says.
`
}

function toSourceText([source]: readonly string[]): string {
  return source === undefined ? '' : ` (${source})`
}

async function serveForTerraform(options: PluginOptions): Promise<number> {
  const { env } = process
  sendStdoutToStderr()
  ignoreInterrupts()
  const clientAuthority = toClientCertificate(env)
  if (clientAuthority !== undefined && !isCertificate(clientAuthority)) {
    return refuse('PLUGIN_CLIENT_CERT is not a certificate')
  }
  const opening = open(options)
  const own = clientAuthority === undefined ? undefined : makeCertificate(Date.now())
  const door = await opening
  if (door instanceof Error) return refuse(door.message)
  const lifetime = new Lifetime()
  endWithClients(lifetime, door)
  endOnSignals(lifetime, ['SIGTERM', 'SIGHUP'])
  // The stream that `process.stdout` stands for costs a few milliseconds to set up.
  writeSync(stdoutFd, toHandshakeLine({ address: door.address, certificate: own?.certificateDer }))
  return toExitCode(await run({ options, door, lifetime, tls: toTls(own, clientAuthority) }))
}

async function serveForDebugging(options: PluginOptions): Promise<number> {
  const door = await open(options)
  if (door instanceof Error) return refuse(door.message)
  const lifetime = new Lifetime()
  endOnSignals(lifetime, ['SIGINT', 'SIGTERM', 'SIGHUP'])
  const { address } = door
  process.stdout.write(toReattachText({ address, pid: process.pid, sources: options.sources }))
  await run({ options, door, lifetime, tls: undefined })
  return 0
}

/** Where nothing can be bound the machine is at fault, not the provider. */
async function open({ name }: PluginOptions): Promise<Door | Error> {
  try {
    const door = await openDoor(process.env, name)
    removeSocketAtExit(door)
    return door
  } catch (error) {
    return new Error(`the plugin's socket could not be made: ${String(error)}`)
  }
}

function refuse(reason: string): number {
  process.stderr.write(`[ERROR] ${reason}\n`)
  return 1
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    // Whatever the reason, the answer is no.
    return false
  }
}

function toTls(
  own: OwnCertificate | undefined,
  clientAuthority: string | undefined,
): ServerTls | undefined {
  if (own === undefined) return undefined
  return { key: own.keyPem, certificate: own.certificatePem, clientAuthority }
}

/** Terraform reads one line from standard output and throws the rest away. */
function sendStdoutToStderr(): void {
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true })
}

interface Run {
  readonly options: PluginOptions
  readonly door: Door
  readonly lifetime: Lifetime
  readonly tls: ServerTls | undefined
}

async function run({ options, door, lifetime, tls }: Run): Promise<EndReason> {
  const { name } = options
  reportCrashes(options)
  // When Terraform dies its end of the pipe goes first; the connection's end is what counts.
  process.stderr.on('error', () => {})
  const log = createLogger({ env: process.env, module: name })
  if (!isVersionOffered(process.env)) {
    log.error(`this provider needs a client of plugin protocol ${protocolVersion}`)
  }
  log.debug('the plugin listens', () => ({ at: toAddressText(door.address) }))
  const { toPluginServices } = await import('./services.ts')
  const works: (() => Promise<void>)[] = []
  const beforeShutdown = (work: () => Promise<void>): void => void works.push(work)
  const provider = await options.load({ log, signal: lifetime.signal, beforeShutdown })
  const shutDown = async (): Promise<void> => {
    await Promise.race([Promise.all(works.map((work) => work())), delay(SHUTDOWN_WORK_MS_MAX)])
    lifetime.shutDown(door)
  }
  await serve(door, {
    implementations: [...provider, ...toPluginServices(shutDown)],
    tls,
    maxRequestBytes: Infinity,
    onFault: (fault, path) => log.error('a call failed by a fault of ours', { path, fault }),
  })
  sweepSockets(door, name, Date.now())
  const reason = await lifetime.ended
  log.debug('the plugin ends', { reason })
  door.destroy()
  return reason
}
