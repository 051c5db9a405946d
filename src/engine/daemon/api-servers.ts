/**
 * Where the engine API is served: the unix socket, and a TLS address when it is configured.
 *
 * Answers for: wiring gates, tokens and audit to both, and certificates that are read again when
 * their files change. Does not know: what is served.
 */

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { Entrance } from '../../rpc/index.ts'
import type { EntranceTls, RpcServer } from '../../rpc/index.ts'
import { Audit, Gate, openTokenFile, TokenBook } from '../access/index.ts'
import { readAssets, serveDashboard } from '../dashboard/index.ts'
import type { DashboardAddress } from '../dashboard/index.ts'
import { toPlace } from '../agent/index.ts'
import { serveEngine } from '../control/index.ts'
import type { Calls, EngineApi, Network } from '../control/index.ts'
import { toEndpointText } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import { removeStaleSocket, systemClock, systemTimers } from '../runtime/index.ts'
import type { Logger, StatePaths } from '../runtime/index.ts'
import type { ApiSettings } from './engine-file.ts'
import type { Outlets } from './outlets.ts'

const TOKENS_FILE = 'tokens.json'

const CONNECTIONS_MAX = 1_000
const HANDSHAKE_MS = 10_000
/** From the handshake to the first call that is admitted. */
const PROOF_MS = 10_000

export interface ApiServersOptions {
  readonly api: EngineApi
  readonly paths: StatePaths
  readonly logger: Logger
  /** Null: the unix socket alone. */
  readonly settings: ApiSettings | null
  /** Null: there is no dashboard. */
  readonly dashboard: DashboardAddress | null
  /** Told whether the dashboard is served. */
  readonly outlets: Outlets
  /** Where calls are counted. */
  readonly calls: Calls
}

export interface ApiServers {
  close(graceMs: number): Promise<void>
}

/** Throws `EngineError` when the network's part cannot be had: then nothing is served at all. */
export async function startApiServers(options: ApiServersOptions): Promise<ApiServers> {
  const { api, paths, logger, settings, dashboard, outlets, calls } = options
  const audit = new Audit({ logger, clock: systemClock })
  const tokens = await TokenBook.open({
    store: openTokenFile(join(paths.stateDirectory, TOKENS_FILE)),
    timers: systemTimers,
    onTrouble: (error) => logger.warn('when tokens were used was not stored', { error }),
  })
  const access = { tokens, audit }
  const servers: RpcServer[] = []
  const closing = new AbortController()
  const close = async (graceMs: number): Promise<void> => {
    closing.abort()
    await Promise.all(servers.map((server) => server.close(graceMs)))
    await tokens.close()
  }
  try {
    if (settings !== null) {
      const network = toNetwork({ settings, tokens, audit, logger })
      const { host, port } = settings
      servers.push(await listen({ host, port }, { api, logger, access, network, calls }))
    }
    if (dashboard !== null) {
      const parts = { source: api, tokens, logger, clock: systemClock }
      const assets = await readAssets()
      const tried = Promise.withResolvers<void>()
      const onState = (trouble: string | null): void => {
        outlets.noteDashboard(toPlace(dashboard), trouble)
        tried.resolve()
      }
      void serveDashboard({ ...parts, address: dashboard, assets, onState }, closing.signal)
      await tried.promise
    }
    await removeStaleSocket(paths.engineSocket)
    const address = { path: paths.engineSocket }
    // Last: who waits for the engine waits for this one.
    servers.push(await serveEngine(api, { address, logger, access, calls }))
  } catch (error) {
    await close(0)
    throw error
  }
  for (const { address } of servers) logger.info('serving', { at: toEndpointText(address) })
  return { close }
}

type Serving = Omit<Parameters<typeof serveEngine>[1], 'address'> & { readonly api: EngineApi }

async function listen(
  address: { readonly host: string; readonly port: number },
  { api, ...serving }: Serving,
): Promise<RpcServer> {
  try {
    return await serveEngine(api, { address, ...serving })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw new EngineError({
      code: 'invalid_argument',
      message: `The engine cannot listen on ${toEndpointText(address)} (${String(cause.code)})`,
      remedy: 'Correct api.listen in the configuration file, or end what uses the port.',
      cause,
    })
  }
}

interface NetworkParts {
  readonly settings: ApiSettings
  readonly tokens: TokenBook
  readonly audit: Audit
  readonly logger: Logger
}

function toNetwork({ settings, tokens, audit, logger }: NetworkParts): Network {
  const files = new CertificateFiles(settings, logger)
  const gate = new Gate({
    tokens,
    certificateRoles: settings.clientRoles,
    clock: systemClock,
    onRefusal: (refusal) => audit.refuse(refusal),
  })
  const entrance = new Entrance({
    tls: () => files.current(),
    ...{ connectionsMax: CONNECTIONS_MAX, handshakeMs: HANDSHAKE_MS, proofMs: PROOF_MS },
    onRefusal: (peer, reason) => logger.debug('a connection was cut', { peer, reason }),
  })
  return { entrance, admit: (arrival) => gate.admit(arrival) }
}

/** The server's certificate as the files have it; a broken renewal leaves the one before it. */
class CertificateFiles {
  readonly #settings: ApiSettings
  readonly #logger: Logger
  #stamp: string
  #tls: EntranceTls

  /** Throws `EngineError` when the files are not what they should be. */
  constructor(settings: ApiSettings, logger: Logger) {
    this.#settings = settings
    this.#logger = logger
    try {
      this.#stamp = this.#toStamp()
      this.#tls = this.#read()
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new EngineError({
        code: 'invalid_argument',
        message: `The certificate of the engine API cannot be used: ${reason}`,
        remedy: 'See the api section of the configuration; `lb engine certificate` makes one.',
        cause,
      })
    }
  }

  current(): EntranceTls {
    try {
      const stamp = this.#toStamp()
      if (stamp !== this.#stamp) {
        this.#stamp = stamp
        this.#tls = this.#read()
        this.#logger.info('the certificate of the API was read again')
      }
    } catch (error) {
      this.#logger.error('the new certificate of the API cannot be used', { error })
    }
    return this.#tls
  }

  #toFiles(): readonly string[] {
    const { certificateFile, keyFile, clientCaFile } = this.#settings
    return [certificateFile, keyFile, ...(clientCaFile === null ? [] : [clientCaFile])]
  }

  #toStamp(): string {
    const stamps = this.#toFiles().map((path) => statSync(path))
    return stamps.map(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`).join(' ')
  }

  #read(): EntranceTls {
    const [certificate = '', key = '', clientAuthority] = this.#toFiles().map((path) =>
      readFileSync(path, 'utf8'),
    )
    createSecureContext({ cert: certificate, key, ca: clientAuthority })
    return { certificate, key, clientAuthority }
  }
}
