/**
 * OpenEphemeralResource, RenewEphemeralResource and CloseEphemeralResource: one life, one file.
 */

import type { Problem } from '../../schema/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import { bounded } from '../bounded.ts'
import type { Ephemeral } from '../declaration/ephemeral.ts'
import { Warnings } from '../host.ts'
import type { Host } from '../host.ts'
import { checkStorable } from '../plan/settle.ts'
import { PrivateState } from '../private-state.ts'
import { READ_TIMEOUT_MS } from '../timeouts.ts'

export interface EphemeralRequest {
  readonly ephemeral: Ephemeral<unknown>
  readonly private: Uint8Array
  readonly signal: AbortSignal
}

export interface OpenAnswer extends RenewAnswer {
  readonly result: ObjectValue
}

export interface RenewAnswer {
  readonly private: Uint8Array
  /** In epoch milliseconds; null for never. */
  readonly renewAtMs: number | null
  readonly problems: readonly Problem[]
}

export async function openEphemeralResource(
  host: Host,
  request: EphemeralRequest & { readonly config: ObjectValue },
): Promise<OpenAnswer> {
  const { ephemeral, config } = request
  const call = callOf(host, request, 'opening')
  const opened = await bounded(call.bounds, async (signal) =>
    ephemeral.open({ ...call.given, config, signal, client: await host.run.client() }),
  )
  const faults = checkStorable(ephemeral.schema, opened.result)
  if (faults.length > 0) throw new TypeError(`what was opened is not valid: ${faults.join('; ')}`)
  return { ...call.answer(opened.renewAtMs), result: opened.result }
}

export async function renewEphemeralResource(
  host: Host,
  request: EphemeralRequest,
): Promise<RenewAnswer> {
  const call = callOf(host, request, 'renewing')
  const renewed = await bounded(call.bounds, async (signal) =>
    request.ephemeral.renew({ ...call.given, signal, client: await host.run.client() }),
  )
  return call.answer(renewed.renewAtMs)
}

export async function closeEphemeralResource(
  host: Host,
  request: EphemeralRequest,
): Promise<readonly Problem[]> {
  const call = callOf(host, request, 'closing')
  await bounded(call.bounds, async (signal) =>
    request.ephemeral.close({ ...call.given, signal, client: await host.run.client() }),
  )
  return call.answer().problems
}

function callOf(host: Host, request: EphemeralRequest, verb: string) {
  const warnings = new Warnings()
  const privateState = new PrivateState(request.private)
  return {
    bounds: {
      limitMs: READ_TIMEOUT_MS,
      signals: [host.run.signal, request.signal],
      what: `${verb} ephemeral ${request.ephemeral.type}`,
    },
    given: { privateState, warn: warnings.add },
    answer: (renewAtMs?: number): RenewAnswer => ({
      private: privateState.toBytes(),
      renewAtMs: renewAtMs ?? null,
      problems: warnings.problems,
    }),
  }
}
