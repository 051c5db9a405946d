/**
 * Asking who calls, before anything of a request is read.
 *
 * Answers for: a call that is not admitted never reaches a handler, and its messages are never
 * taken in. Does not know: how one proves who one is.
 */

import type { Metadata, ServerInterceptor } from '@grpc/grpc-js'
import { toPeerName } from './entrance.ts'
import type { Entrance, Peer } from './entrance.ts'
import { RpcError } from './error.ts'
import { toStatus } from './grpc.ts'
import type { Grpc } from './grpc.ts'
import type { OnCall } from './on-call.ts'

/** A call that has arrived, as far as it may be looked at. */
export interface Arrival {
  /** `/package.Service/Method`. */
  readonly path: string
  /** Request headers in lower case; binary ones are left out. */
  readonly headers: ReadonlyMap<string, string>
  /** Null on a unix socket, and where there is no TLS. */
  readonly peer: Peer | null
}

/** That a call may go on. */
export interface Admission {
  /** Who it is; handlers find it in their `Call`. */
  readonly caller: unknown
  /** Aborts, with an `RpcError` for the caller, when the call may not go on any more. */
  readonly ended: AbortSignal | null
}

/** Throws `RpcError` for a call that may not go on. */
export type Admit = (arrival: Arrival) => Admission

/** Admissions by the request headers of their calls, which are one object per call. */
const admissions = new WeakMap<object, Admission>()

/** That of a call; null where everybody is admitted. */
export function findAdmission(headers: Metadata): Admission | null {
  return admissions.get(headers) ?? null
}

export function toTextHeaders(metadata: Metadata): ReadonlyMap<string, string> {
  const entries = Object.entries(metadata.getMap())
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

export interface AdmittingOptions {
  readonly admit: Admit
  readonly entrance: Entrance | null
  readonly grpc: Grpc
  /** Of calls that are not admitted. */
  readonly onCall: OnCall
}

/** What the library calls for every call, before its messages are read. */
export function toAdmitting({
  admit,
  entrance,
  grpc,
  onCall,
}: AdmittingOptions): ServerInterceptor {
  return (method, call) =>
    new grpc.ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, pass) => {
            try {
              const { remoteAddress, remotePort } = call.getConnectionInfo()
              const name = toPeerName(remoteAddress, remotePort)
              const peer = entrance === null ? null : findPeer(entrance, name)
              const headers = toTextHeaders(metadata)
              admissions.set(metadata, admit({ path: method.path, headers, peer }))
              entrance?.approve(name)
            } catch (error) {
              const refusal = toRefusal(error)
              onCall(method.path)(refusal.code)
              call.sendStatus(toStatus(refusal, grpc))
              return
            }
            pass(metadata)
          },
        })
      },
    })
}

function findPeer(entrance: Entrance, name: string): Peer {
  const peer = entrance.find(name)
  if (peer !== null) return peer
  throw new RpcError({ code: 'UNAVAILABLE', message: 'the connection has gone' })
}

/** A fault on the way in must not let anybody in. */
function toRefusal(error: unknown): RpcError {
  if (error instanceof RpcError) return error
  return new RpcError({ code: 'INTERNAL', message: 'the call could not be judged', cause: error })
}
