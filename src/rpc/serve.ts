/**
 * The answering end of gRPC.
 *
 * Answers for: serving implementations on a door, TLS, limits, and an orderly end. Does not know:
 * any service in particular, what a call does, or when a process should end.
 */

import { setTimeout as delay } from 'node:timers/promises'
import type { Server, ServerCredentials, ServerOptions } from '@grpc/grpc-js'
import { toAdmitting } from './admit.ts'
import type { Admit } from './admit.ts'
import { toGrpcHandler } from './answer.ts'
import type { OnFault } from './answer.ts'
import type { Address, Door } from './door.ts'
import { bind } from './door.ts'
import type { Entrance } from './entrance.ts'
import { loadGrpc, unlimited } from './grpc.ts'
import type { Grpc } from './grpc.ts'
import type { Implementation } from './method.ts'
import type { OnCall } from './on-call.ts'

/** A server's key and certificate, as PEM. */
export interface ServerTls {
  readonly key: string
  readonly certificate: string
  /** Who signs clients' certificates. When given, a client without one of theirs is refused. */
  readonly clientAuthority?: string | undefined
}

export interface ServeOptions {
  readonly implementations: readonly Implementation[]
  /** In the clear when left out. */
  readonly tls?: ServerTls | undefined
  /** Instead of `tls`, for the open network: every connection goes through it. */
  readonly entrance?: Entrance | undefined
  /** Asked about every call before its request is read; everybody is admitted when left out. */
  readonly admit?: Admit | undefined
  /** Calls under way on one connection; further ones wait. No limit when left out. */
  readonly maxCallsPerConnection?: number | undefined
  /** A larger request is refused with RESOURCE_EXHAUSTED. `Infinity` for no limit. */
  readonly maxRequestBytes: number
  /** Told of every error of a handler that is not an `RpcError`; the caller sees INTERNAL. */
  readonly onFault: OnFault
  /** Told of every call; of nobody's when left out. */
  readonly onCall?: OnCall | undefined
}

/** Something that answers calls. */
export interface RpcServer extends AsyncDisposable {
  readonly address: Address

  /** Takes no more connections, and those that are open go on: `openDoor` is the way back. */
  closeDoor(): void

  /** Takes connections again, at the same address. */
  openDoor(): Promise<void>

  /** Has a unix socket that is removed under the server be there again within a second. */
  keepPath(): void

  /** Takes no more connections, lets calls in flight end for at most `graceMs`, cuts the rest. */
  close(graceMs: number): Promise<void>
}

const unheard: OnCall = () => () => {}

/** How long `await using` lets calls in flight end, in milliseconds. */
const disposeGraceMs = 1_000

/** Binds `address` and serves there. Fails as `bind` does. */
export async function listen(options: ServeOptions & { address: Address }): Promise<RpcServer> {
  return serve(await bind(options.address), options)
}

/** Serves on a door that is open already: connections that came in before are served too. */
export async function serve(door: Door, options: ServeOptions): Promise<RpcServer> {
  const grpc = await loadGrpc()
  const { entrance } = options
  const server = new grpc.Server(toServerOptions(options, grpc))
  for (const implementation of options.implementations) {
    const { onFault, onCall = unheard } = options
    register({ server, implementation, grpc, onFault, onCall })
  }
  const injector = server.createConnectionInjector(toCredentials(options.tls, grpc))
  entrance?.lead((secured) => injector.injectConnection(secured))
  door.admit((socket) => {
    if (entrance === undefined) injector.injectConnection(socket)
    else entrance.receive(socket)
  })

  const close = async (graceMs: number): Promise<void> => {
    door.close()
    injector.drain(graceMs)
    await Promise.race([untilEmpty(door), delay(graceMs, undefined, { ref: false })])
    door.destroy()
    server.forceShutdown()
  }
  return {
    address: door.address,
    closeDoor: () => door.close(),
    openDoor: () => door.open(),
    keepPath: () => door.keepPath(),
    close,
    [Symbol.asyncDispose]: () => close(disposeGraceMs),
  }
}

/** A dead peer on the open network is found out by its silence. */
const keepAlive = {
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
} as const

function toServerOptions(options: ServeOptions, grpc: Grpc): ServerOptions {
  const { admit, entrance = null, maxCallsPerConnection, onCall = unheard } = options
  return {
    'grpc.max_receive_message_length': toLimit(options.maxRequestBytes),
    'grpc.max_send_message_length': unlimited,
    'grpc.enable_channelz': 0,
    ...(entrance === null ? {} : keepAlive),
    ...(maxCallsPerConnection === undefined
      ? {}
      : { 'grpc.max_concurrent_streams': maxCallsPerConnection }),
    ...(admit === undefined
      ? {}
      : { interceptors: [toAdmitting({ admit, entrance, grpc, onCall })] }),
  }
}

function toLimit(bytes: number): number {
  return bytes === Infinity ? unlimited : bytes
}

interface Registration {
  readonly server: Server
  readonly implementation: Implementation
  readonly grpc: Grpc
  readonly onFault: OnFault
  readonly onCall: OnCall
}

function register({ server, implementation, grpc, ...told }: Registration): void {
  const { service, handlers } = implementation
  for (const [name, method] of Object.entries(service)) {
    const handler = handlers[name]
    if (handler === undefined) continue
    server.register(
      method.path,
      toGrpcHandler({ method, handler, grpc, ...told }),
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => method.request.decode(bytes),
      method.kind,
    )
  }
}

function toCredentials(tls: ServerTls | undefined, grpc: Grpc): ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure()
  const { key, certificate, clientAuthority } = tls
  const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(certificate) }
  const authority = clientAuthority === undefined ? null : Buffer.from(clientAuthority)
  return grpc.ServerCredentials.createSsl(authority, [pair], authority !== null)
}

function untilEmpty(door: Door): Promise<void> {
  if (door.connectionCount === 0) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  door.watchCount((count) => {
    if (count === 0) resolve()
  })
  return promise
}
