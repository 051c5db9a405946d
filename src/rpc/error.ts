/**
 * The one error of a remote call, on both sides.
 *
 * Answers for: gRPC's status codes by name and how an error travels. Does not know: what a caller
 * does about one.
 */

/** gRPC's status codes; the names are gRPC's own. */
export const rpcCodes = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const

export type RpcCode = keyof typeof rpcCodes

export interface RpcErrorOptions {
  readonly code: RpcCode
  readonly message: string
  /** A message of the caller's protocol, as bytes, for errors that have more to say than a text. */
  readonly details?: Uint8Array | undefined
  readonly cause?: unknown
}

/**
 * A call that failed. A handler throws it to choose what its caller sees; every promise and stream
 * of a client fails with it.
 */
export class RpcError extends Error {
  readonly code: RpcCode
  readonly details: Uint8Array | undefined

  constructor({ code, message, details, cause }: RpcErrorOptions) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'RpcError'
    this.code = code
    this.details = details
  }
}

const nameByCode = new Map<number, RpcCode>(
  Object.entries(rpcCodes).map(([name, code]) => [code, name as RpcCode]),
)

/** A number that gRPC does not have counts as UNKNOWN. */
export function toRpcCode(code: number): RpcCode {
  return nameByCode.get(code) ?? 'UNKNOWN'
}
