/* Generated from proto/health.proto by `npm run gen`; not to be edited. */

import { message, serverStream, unary } from '../../rpc/index.ts'
import type { Codec } from '../../rpc/index.ts'

export interface HealthCheckRequest {
  service: string
}
export const HealthCheckRequest: Codec<HealthCheckRequest> = message(() => [
  [1, 'service', 'string'],
])

export interface HealthCheckResponse {
  status: HealthCheckResponse_ServingStatus
}
export const HealthCheckResponse: Codec<HealthCheckResponse> = message(() => [
  [1, 'status', HealthCheckResponse_ServingStatus],
])

export const HealthCheckResponse_ServingStatus = {
  UNKNOWN: 0,
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
} as const
export type HealthCheckResponse_ServingStatus =
  (typeof HealthCheckResponse_ServingStatus)[keyof typeof HealthCheckResponse_ServingStatus]

export const Health = {
  /** The state now. A service that is not known is an error, NOT_FOUND. */
  check: unary('/grpc.health.v1.Health/Check', {
    request: HealthCheckRequest,
    response: HealthCheckResponse,
  }),
  /** The state now and after each change. A service that is not known is SERVICE_UNKNOWN. */
  watch: serverStream('/grpc.health.v1.Health/Watch', {
    request: HealthCheckRequest,
    response: HealthCheckResponse,
  }),
} as const
