/**
 * What the plane has to report, until somebody takes it.
 *
 * Answers for: a limit on what waits, and the contract's forms of counters. Does not know: where
 * numbers come from.
 */

import type { EndpointCounters, ListenerCounters, Observation } from '../contract.ts'
import { noEndpointCounters, noListenerCounters } from '../contract.ts'
import { Delivery } from '../delivery.ts'
import type { Row } from './statistics.ts'

/** Reports that nobody takes; older ones are forgotten, and of counters all but the last. */
const WAITING_MAX = 10_000

export class Reports {
  readonly #waiting: Observation[] = []
  readonly #delivery = new Delivery()

  add(observation: Observation): void {
    const isCounters = observation.kind === 'counters'
    const older = isCounters ? this.#waiting.findIndex(({ kind }) => kind === 'counters') : -1
    if (older >= 0) this.#waiting.splice(older, 1)
    if (this.#waiting.length === WAITING_MAX) this.#waiting.shift()
    this.#waiting.push(observation)
    this.#delivery.ring()
  }

  close(): void {
    this.#delivery.close()
  }

  iterate(signal: AbortSignal): AsyncGenerator<Observation, void, undefined> {
    return this.#delivery.iterate(() => this.#take(), signal)
  }

  *#take(): Generator<Observation, void, undefined> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) yield next
  }
}

export function toListenerCounters(listenerId: string, row: Row): ListenerCounters {
  const at = (column: string): number => row.get(column) ?? 0
  const malformed = at('ereq') + at('dreq')
  return {
    ...noListenerCounters(listenerId),
    connectionsTotal: at('conn_tot'),
    connectionsActive: at('scur'),
    refusedTotal: at('dcon') + at('dses'),
    tlsFailuresTotal: at('ssl_failed_handshake'),
    requestsTotal: Math.max(0, at('req_tot') - malformed),
    malformedTotal: malformed,
    bytesIn: at('bin'),
    bytesOut: at('bout'),
    answersTotal: toAnswers(at),
  }
}

export function toEndpointCounters(
  { poolId, endpointId }: { readonly poolId: string; readonly endpointId: string },
  row: Row,
): EndpointCounters {
  const at = (column: string): number => row.get(column) ?? 0
  // What was tried again, here or elsewhere, is no error to HAProxy.
  const unconnected = at('econ') + at('wretr') + at('wredis')
  return {
    ...noEndpointCounters(poolId, endpointId),
    connectionsTotal: at('connect'),
    connectionsActive: at('used_conn_cur') + at('idle_conn_cur'),
    active: at('scur'),
    requestsTotal: at('stot'),
    failuresTotal: unconnected + at('eresp'),
    connectFailuresTotal: unconnected,
    retriesTotal: at('wretr'),
    redispatchesTotal: at('wredis'),
    bytesIn: at('bin'),
    bytesOut: at('bout'),
    answersTotal: toAnswers(at),
  }
}

function toAnswers(at: (column: string) => number): readonly number[] {
  return [1, 2, 3, 4, 5].map((first) => at(`hrsp_${first}xx`))
}
