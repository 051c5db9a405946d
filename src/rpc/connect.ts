/**
 * The asking end of gRPC.
 *
 * Answers for: one connection and the typed clients on it, TLS, deadlines, cancellation. Does not
 * know: any service in particular, when to try again, or starting what it connects to.
 */

import { isIP } from 'node:net'
import type { ChannelCredentials, ChannelOptions, Client as GrpcClient } from '@grpc/grpc-js'
import { toCaller } from './ask.ts'
import { toAddressText } from './door.ts'
import type { Address } from './door.ts'
import { RpcError } from './error.ts'
import { loadGrpc, unlimited } from './grpc.ts'
import type { Grpc } from './grpc.ts'
import type { Client, Service } from './method.ts'

/** What a client trusts and shows, as PEM. */
export interface ClientTls {
  /** Whom to trust; the system's authorities when left out. */
  readonly authority?: string | undefined
  /** The client's own certificate and its key. */
  readonly identity?: { readonly key: string; readonly certificate: string } | undefined
  /** The name in the server's certificate; the address's host when left out. */
  readonly serverName?: string | undefined
}

export interface ConnectOptions {
  readonly address: Address
  /** In the clear when left out. */
  readonly tls?: ClientTls | undefined
  /** Headers of every call, such as a token. */
  readonly metadata?: ReadonlyMap<string, string> | undefined
  /** For calls with one answer that do not say; `defaultDeadlineMs` when left out. */
  readonly deadlineMs?: number | undefined
  /** A larger answer fails with RESOURCE_EXHAUSTED; no limit when left out. */
  readonly maxResponseBytes?: number | undefined
}

/** How long a call with one answer may take unless told otherwise. */
const defaultDeadlineMs = 60_000

const reconnectMs = { first: 50, min: 50, max: 1_000 }

/** One connection, made by the first call and made again when it breaks. */
export interface Channel extends Disposable {
  /** The typed client of a service; any number of services share the connection. */
  client<S extends Service>(service: S): Client<S>

  /** Resolves when connected; fails with DEADLINE_EXCEEDED after `deadlineMs`. */
  ready(deadlineMs: number): Promise<void>

  /** Fails what is under way and gives the connection up. */
  close(): void
}

/** Loads gRPC; connects with the first call, or with `ready`. */
export async function connect(options: ConnectOptions): Promise<Channel> {
  const grpc = await loadGrpc()
  const client = new grpc.Client(
    toTarget(options.address),
    await toCredentials(options, grpc),
    toChannelOptions(options),
  )
  const close = (): void => client.close()
  return {
    client: (service) => toClient({ service, client, grpc, options }),
    ready: (deadlineMs) => untilReady(client, deadlineMs),
    close,
    [Symbol.dispose]: close,
  }
}

/** gRPC's way to write an address. */
function toTarget(address: Address): string {
  return 'path' in address ? toAddressText(address) : `dns:${toAddressText(address)}`
}

async function toCredentials(
  { tls, address }: ConnectOptions,
  grpc: Grpc,
): Promise<ChannelCredentials> {
  if (tls === undefined) return grpc.credentials.createInsecure()
  const { checkServerIdentity } = await import('node:tls')
  const numeric = toNumericHost(address, tls)
  return grpc.credentials.createSsl(
    toBuffer(tls.authority),
    toBuffer(tls.identity?.key),
    toBuffer(tls.identity?.certificate),
    numeric === null
      ? {}
      : { checkServerIdentity: (_name, shown) => checkServerIdentity(numeric, shown) },
  )
}

/** TLS sends no address as the server's name (RFC 6066 3), and Node refuses to try. */
const stand = 'address.invalid'

/** The address that the certificate must have; null where it is about a name. */
function toNumericHost(address: Address, tls: ClientTls): string | null {
  if ('path' in address || tls.serverName !== undefined || isIP(address.host) === 0) return null
  return address.host
}

function toBuffer(pem: string | undefined): Buffer | null {
  return pem === undefined ? null : Buffer.from(pem)
}

function toChannelOptions({ address, tls, maxResponseBytes }: ConnectOptions): ChannelOptions {
  const isNumeric = tls !== undefined && toNumericHost(address, tls) !== null
  const serverName = isNumeric ? stand : tls?.serverName
  return {
    'grpc.max_receive_message_length': maxResponseBytes ?? unlimited,
    'grpc.max_send_message_length': unlimited,
    'grpc.initial_reconnect_backoff_ms': reconnectMs.first,
    'grpc.min_reconnect_backoff_ms': reconnectMs.min,
    'grpc.max_reconnect_backoff_ms': reconnectMs.max,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    ...(isLocal(address) ? { 'grpc.enable_http_proxy': 0 } : {}),
    ...(serverName === undefined
      ? {}
      : { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }),
  }
}

/** A proxy that the environment names must not stand between two programs on one machine. */
function isLocal(address: Address): boolean {
  return 'path' in address || /^(localhost|127\.|::1$)/.test(address.host)
}

interface Calling<S extends Service> {
  readonly service: S
  readonly client: GrpcClient
  readonly grpc: Grpc
  readonly options: ConnectOptions
}

function toClient<S extends Service>({ service, client, grpc, options }: Calling<S>): Client<S> {
  const { metadata, deadlineMs = defaultDeadlineMs } = options
  const callers = Object.entries(service).map(([name, method]) => [
    name,
    toCaller({ method, client, grpc, metadata, deadlineMs }),
  ])
  return Object.fromEntries(callers) as Client<S>
}

function untilReady(client: GrpcClient, deadlineMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.waitForReady(Date.now() + deadlineMs, (error) => {
    if (error === undefined) resolve()
    else reject(new RpcError({ code: 'DEADLINE_EXCEEDED', message: error.message, cause: error }))
  })
  return promise
}
