/**
 * The services that go-plugin's client expects beside the provider.
 *
 * Answers for: controller, standard streams, broker, health. Does not know: the provider.
 */

import { implement, RpcError } from '../../rpc/index.ts'
import type { Call, Implementation } from '../../rpc/index.ts'
import { GRPCBroker, GRPCController, GRPCStdio } from './goplugin.gen.ts'
import type { ConnInfo } from './goplugin.gen.ts'
import { Health, HealthCheckResponse_ServingStatus } from './health.gen.ts'
import type { HealthCheckRequest } from './health.gen.ts'

const { SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus

const nothing: readonly never[] = []

/** `onShutdown` is called when the client asks the plugin to end, and awaited. */
export function toPluginServices(onShutdown: () => Promise<void>): readonly Implementation[] {
  return [
    implement(GRPCController, {
      async shutdown() {
        await onShutdown()
        return {}
      },
    }),
    implement(GRPCStdio, { streamStdio: silence }),
    implement(GRPCBroker, { startStream: offerNothing }),
    implement(Health, { check, watch }),
  ]
}

/** Terraform logs whatever comes here as unexpected, and an end of the stream as an error. */
async function* silence(_request: unknown, call: Call) {
  await untilAborted(call.signal)
  yield* nothing
}

/** The provider needs no connection besides the first. */
async function* offerNothing(offers: AsyncIterable<ConnInfo>) {
  for await (const _offer of offers) yield* nothing
}

/** go-plugin asks for the service `plugin`, others for the whole server, which has no name. */
function isKnown({ service }: HealthCheckRequest): boolean {
  return service === 'plugin' || service === ''
}

async function check(request: HealthCheckRequest) {
  if (isKnown(request)) return { status: SERVING }
  throw new RpcError({ code: 'NOT_FOUND', message: `unknown service ${request.service}` })
}

async function* watch(request: HealthCheckRequest, call: Call) {
  yield { status: isKnown(request) ? SERVING : SERVICE_UNKNOWN }
  await untilAborted(call.signal)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
