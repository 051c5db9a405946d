/**
 * The gRPC library, loaded when it is first needed, and what both ends share of it.
 *
 * Answers for: loading it once, and errors as gRPC carries them. Does not know: which end it is.
 */

import type { Metadata } from '@grpc/grpc-js'
import { RpcError, rpcCodes, toRpcCode } from './error.ts'

export type Grpc = typeof import('@grpc/grpc-js')

/**
 * Loading takes tens of milliseconds, which a short-lived process saves where it makes no call. A
 * bundler may leave a CommonJS module nothing but its default export, which is the whole of it.
 */
export async function loadGrpc(): Promise<Grpc> {
  const { default: grpc } = await import('@grpc/grpc-js')
  return grpc
}

/** gRPC's word for "no limit" on the size of a message. */
export const unlimited = -1

/** The trailer that carries an error's details. */
const detailsKey = 'error-details-bin'

interface Status {
  readonly code: number
  readonly details: string
  readonly metadata: Metadata
}

export function toStatus(error: RpcError, grpc: Grpc): Status {
  const metadata = new grpc.Metadata()
  if (error.details !== undefined) metadata.set(detailsKey, Buffer.from(error.details))
  return { code: rpcCodes[error.code], details: error.message, metadata }
}

/** What a call of the library failed with, as this project's error. */
export function fromStatus(cause: unknown): RpcError {
  if (cause instanceof RpcError) return cause
  if (!isStatus(cause)) {
    const message = cause instanceof Error ? cause.message : String(cause)
    return new RpcError({ code: 'UNKNOWN', message, cause })
  }
  const details = cause.metadata?.get(detailsKey)[0]
  return new RpcError({
    code: toRpcCode(cause.code),
    message: withoutPadding(cause.details),
    details: details instanceof Uint8Array ? details : undefined,
    cause,
  })
}

/** What the system said, without what the library wraps around it when nobody can be reached. */
function withoutPadding(text: string): string {
  const inner = /^No connection established\. Last error: (.+)\. Resolution note:/s
  return (inner.exec(text)?.[1] ?? text).replace(/^\w*Error(?: \[\w+\])?: /, '')
}

function isStatus(cause: unknown): cause is Omit<Status, 'metadata'> & Partial<Status> {
  return (
    cause instanceof Error &&
    'code' in cause &&
    typeof cause.code === 'number' &&
    'details' in cause &&
    typeof cause.details === 'string'
  )
}
