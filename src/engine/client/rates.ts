/**
 * Rates out of two moments of the counters.
 *
 * Answers for: what happened each second between them, of listeners, services and servers; counters
 * that began anew in between. Pure.
 */

import assert from 'node:assert/strict'
import type { Counters } from './contract.ts'

export interface Rates {
  readonly requests: number
  /** Open now. */
  readonly connections: number
  /** From clients, or from servers, in bytes. */
  readonly received: number
  readonly sent: number
  /** Answers of class 5xx, and servers that failed. */
  readonly errors: number
  /** Mean of what was answered; null when nothing was. */
  readonly durationMs: number | null
}

export interface AllRates {
  readonly listeners: ReadonlyMap<string, Rates>
  /** By backend service and server. */
  readonly servers: ReadonlyMap<string, ReadonlyMap<string, Rates>>
}

type ListenerRow = Counters['listeners'][number]
type ServerRow = Counters['endpoints'][number]
type Totals = Readonly<Record<'requests' | 'received' | 'sent' | 'errors', number>> & {
  readonly answers: number
  readonly durationSumMs: number
  readonly connections: number
}

const SERVER_ERRORS = 4

/** Null when nothing new was counted from `before` to `after`. */
export function toRates(before: Counters, after: Counters): AllRates | null {
  const spanMs = (after.atMs ?? 0) - (before.atMs ?? 0)
  if (before.atMs === null || spanMs <= 0) return null
  const seconds = spanMs / 1000
  const oldListeners = new Map(before.listeners.map((row) => [row.listenerId, row]))
  const oldServers = new Map(before.endpoints.map((row) => [toKey(row), row]))
  const listeners = after.listeners.map((row) => {
    const old = oldListeners.get(row.listenerId)
    const rates = toRate(old && toListenerTotals(old), toListenerTotals(row), seconds)
    return [row.listenerId, rates] as const
  })
  const servers = Map.groupBy(after.endpoints, ({ poolId }) => poolId)
  return {
    listeners: new Map(listeners),
    servers: new Map(
      [...servers].map(([poolId, rows]) => [
        poolId,
        new Map(
          rows.map((row) => {
            const old = oldServers.get(toKey(row))
            return [
              row.endpointId,
              toRate(old && toServerTotals(old), toServerTotals(row), seconds),
            ]
          }),
        ),
      ]),
    ),
  }
}

/** When nothing was counted since: what is open stays, all else is zero. */
export function toIdleRates(counters: Counters): AllRates {
  const rates = toRates({ ...counters, atMs: 0 }, { ...counters, atMs: 1000 })
  assert(rates !== null)
  return rates
}

/** All of them together. */
export function sumRates(all: Iterable<Rates>): Rates {
  let sum: Rates = nothing
  let weighted = 0
  let timed = 0
  for (const each of all) {
    sum = {
      requests: sum.requests + each.requests,
      connections: sum.connections + each.connections,
      received: sum.received + each.received,
      sent: sum.sent + each.sent,
      errors: sum.errors + each.errors,
      durationMs: null,
    }
    if (each.durationMs === null) continue
    weighted += each.durationMs * each.requests
    timed += each.requests
  }
  return { ...sum, durationMs: timed === 0 ? null : weighted / timed }
}

export const nothing: Rates = {
  requests: 0,
  connections: 0,
  received: 0,
  sent: 0,
  errors: 0,
  durationMs: null,
}

function toKey({ poolId, endpointId }: ServerRow): string {
  return `${poolId}/${endpointId}`
}

function toListenerTotals(row: ListenerRow): Totals {
  return {
    requests: row.requestsTotal === 0 ? row.connectionsTotal : row.requestsTotal,
    connections: row.connectionsActive,
    received: row.bytesIn,
    sent: row.bytesOut,
    errors: row.answersTotal[SERVER_ERRORS] ?? 0,
    answers: sum(row.durations),
    durationSumMs: row.durationSumMs,
  }
}

function toServerTotals(row: ServerRow): Totals {
  return {
    requests: row.requestsTotal,
    connections: Math.max(row.connectionsActive, row.active),
    received: row.bytesOut,
    sent: row.bytesIn,
    errors: (row.answersTotal[SERVER_ERRORS] ?? 0) + row.failuresTotal,
    answers: sum(row.durations),
    durationSumMs: row.durationSumMs,
  }
}

/** Less than before: the agent was started anew, and what it has counted since is what is known. */
function toRate(before: Totals | undefined, after: Totals, seconds: number): Rates {
  const grown = (field: Exclude<keyof Totals, 'connections'>): number => {
    const from = before?.[field] ?? 0
    return after[field] < from ? after[field] : after[field] - from
  }
  const answers = grown('answers')
  return {
    requests: grown('requests') / seconds,
    connections: after.connections,
    received: grown('received') / seconds,
    sent: grown('sent') / seconds,
    errors: grown('errors') / seconds,
    durationMs: answers === 0 ? null : grown('durationSumMs') / answers,
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
