/**
 * The engine's errors on their way to a caller.
 *
 * Answers for: a refusal with all it has to say, and the nearest of gRPC's codes for callers that
 * know gRPC only. Does not know: who is told.
 */

import { RpcError } from '../../rpc/index.ts'
import type { RpcCode } from '../../rpc/index.ts'
import { EngineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { ErrorDetail } from './engine.gen.ts'
import { toErrorDetail } from './wire.ts'

/** What is not here is `FAILED_PRECONDITION`. */
const rpcCodeOf: Partial<Record<ErrorCode, RpcCode>> = {
  invalid_argument: 'INVALID_ARGUMENT',
  not_found: 'NOT_FOUND',
  limit_exceeded: 'RESOURCE_EXHAUSTED',
  changed_since_plan: 'ABORTED',
  unauthenticated: 'UNAUTHENTICATED',
  permission_denied: 'PERMISSION_DENIED',
  not_trusted: 'UNAUTHENTICATED',
  history_gone: 'OUT_OF_RANGE',
  unavailable: 'UNAVAILABLE',
  deadline_exceeded: 'DEADLINE_EXCEEDED',
  store_failed: 'UNAVAILABLE',
  internal: 'INTERNAL',
}

export function toRpcCode(code: ErrorCode): RpcCode {
  return rpcCodeOf[code] ?? 'FAILED_PRECONDITION'
}

/** A refusal with its detail; anything else as it is: a fault, for the log. */
export function toRpcError(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error
  return new RpcError({
    code: toRpcCode(error.code),
    message: error.message,
    details: ErrorDetail.encode(toErrorDetail(error)),
    cause: error,
  })
}
