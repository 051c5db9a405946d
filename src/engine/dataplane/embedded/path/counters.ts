/**
 * Counters of one listener or endpoint in one thread: a row of numbers in memory that the main side
 * reads, so that nothing is sent and nothing is lost with a thread.
 *
 * Answers for: which number stands where in a row, and counting without allocating. Does not know:
 * other threads; the main side adds them up.
 */

import { ANSWER_CLASSES, DURATION_BOUNDS_MS, DURATION_BUCKETS } from '../../contract.ts'
import type { EndpointCounters, ListenerCounters } from '../../contract.ts'

type Cells = Float64Array

const CONNECTIONS_TOTAL = 0
const CONNECTIONS_ACTIVE = 1
const REQUESTS_TOTAL = 2
const BYTES_IN = 3
const BYTES_OUT = 4
const DURATION_SUM = 5
const ANSWERS = 6
const DURATIONS = ANSWERS + ANSWER_CLASSES
const REST = DURATIONS + DURATION_BUCKETS

const REFUSED_TOTAL = REST
const TLS_FAILURES_TOTAL = REST + 1
const MALFORMED_TOTAL = REST + 2
const LOG_DROPPED_TOTAL = REST + 3
const UNSERVED_TOTAL = REST + 4

const ACTIVE = REST
const FAILURES_TOTAL = REST + 1
const FIRST_BYTE_SUM = REST + 2
const FIRST_BYTES = REST + 3
const AFTER = FIRST_BYTES + DURATION_BUCKETS
const CONNECT_FAILURES_TOTAL = AFTER
const TIMEOUTS_TOTAL = AFTER + 1
const RETRIES_TOTAL = AFTER + 2
const REDISPATCHES_TOTAL = AFTER + 3

/** Numbers in a row of either kind, and some for nobody, so that rows share no cache line. */
export const ROW_CELLS = 56

/** What a thread that died had open is closed. */
export function clearGauges(cells: Cells, isEndpoint: boolean): void {
  cells[CONNECTIONS_ACTIVE] = 0
  if (isEndpoint) cells[ACTIVE] = 0
}

/** What listeners and endpoints count alike. */
class Counts {
  readonly cells: Cells

  /** `cells`: a row that only this thread writes. */
  constructor(cells: Cells = new Float64Array(ROW_CELLS)) {
    this.cells = cells
  }

  get connectionsTotal(): number {
    return this.cells[CONNECTIONS_TOTAL] ?? 0
  }

  set connectionsTotal(value: number) {
    this.cells[CONNECTIONS_TOTAL] = value
  }

  get connectionsActive(): number {
    return this.cells[CONNECTIONS_ACTIVE] ?? 0
  }

  set connectionsActive(value: number) {
    this.cells[CONNECTIONS_ACTIVE] = value
  }

  get requestsTotal(): number {
    return this.cells[REQUESTS_TOTAL] ?? 0
  }

  set requestsTotal(value: number) {
    this.cells[REQUESTS_TOTAL] = value
  }

  get bytesIn(): number {
    return this.cells[BYTES_IN] ?? 0
  }

  set bytesIn(value: number) {
    this.cells[BYTES_IN] = value
  }

  get bytesOut(): number {
    return this.cells[BYTES_OUT] ?? 0
  }

  set bytesOut(value: number) {
    this.cells[BYTES_OUT] = value
  }

  /** A final answer. */
  answered(status: number, durationMs: number): void {
    this.refusedWith(status)
    note(this.cells, LAST_BYTE, durationMs)
  }

  /** An answer to what never was a request. */
  refusedWith(status: number): void {
    const at = ANSWERS + Math.floor(status / 100) - 1
    this.cells[at] = (this.cells[at] ?? 0) + 1
  }
}

export class ListenerCounts extends Counts {
  get refusedTotal(): number {
    return this.cells[REFUSED_TOTAL] ?? 0
  }

  set refusedTotal(value: number) {
    this.cells[REFUSED_TOTAL] = value
  }

  get tlsFailuresTotal(): number {
    return this.cells[TLS_FAILURES_TOTAL] ?? 0
  }

  set tlsFailuresTotal(value: number) {
    this.cells[TLS_FAILURES_TOTAL] = value
  }

  get malformedTotal(): number {
    return this.cells[MALFORMED_TOTAL] ?? 0
  }

  set malformedTotal(value: number) {
    this.cells[MALFORMED_TOTAL] = value
  }

  get logDroppedTotal(): number {
    return this.cells[LOG_DROPPED_TOTAL] ?? 0
  }

  set logDroppedTotal(value: number) {
    this.cells[LOG_DROPPED_TOTAL] = value
  }

  get unservedTotal(): number {
    return this.cells[UNSERVED_TOTAL] ?? 0
  }

  set unservedTotal(value: number) {
    this.cells[UNSERVED_TOTAL] = value
  }
}

export class EndpointCounts extends Counts {
  get active(): number {
    return this.cells[ACTIVE] ?? 0
  }

  set active(value: number) {
    this.cells[ACTIVE] = value
  }

  get failuresTotal(): number {
    return this.cells[FAILURES_TOTAL] ?? 0
  }

  set failuresTotal(value: number) {
    this.cells[FAILURES_TOTAL] = value
  }

  get connectFailuresTotal(): number {
    return this.cells[CONNECT_FAILURES_TOTAL] ?? 0
  }

  set connectFailuresTotal(value: number) {
    this.cells[CONNECT_FAILURES_TOTAL] = value
  }

  get timeoutsTotal(): number {
    return this.cells[TIMEOUTS_TOTAL] ?? 0
  }

  set timeoutsTotal(value: number) {
    this.cells[TIMEOUTS_TOTAL] = value
  }

  get retriesTotal(): number {
    return this.cells[RETRIES_TOTAL] ?? 0
  }

  set retriesTotal(value: number) {
    this.cells[RETRIES_TOTAL] = value
  }

  get redispatchesTotal(): number {
    return this.cells[REDISPATCHES_TOTAL] ?? 0
  }

  set redispatchesTotal(value: number) {
    this.cells[REDISPATCHES_TOTAL] = value
  }

  /** The first byte of an answer. */
  begun(durationMs: number): void {
    note(this.cells, FIRST_BYTE, durationMs)
  }
}

interface Histogram {
  readonly sumAt: number
  readonly bucketsAt: number
}

const FIRST_BYTE: Histogram = { sumAt: FIRST_BYTE_SUM, bucketsAt: FIRST_BYTES }
const LAST_BYTE: Histogram = { sumAt: DURATION_SUM, bucketsAt: DURATIONS }

function note(cells: Cells, { sumAt, bucketsAt }: Histogram, durationMs: number): void {
  let bucket = 0
  while (durationMs > (DURATION_BOUNDS_MS[bucket] ?? Infinity)) bucket++
  const at = bucketsAt + bucket
  cells[at] = (cells[at] ?? 0) + 1
  cells[sumAt] = (cells[sumAt] ?? 0) + durationMs
}

/** A row, or a sum of rows, as it is reported. */
export function toListenerCounters(listenerId: string, cells: Cells): ListenerCounters {
  const counts = new ListenerCounts(cells)
  return {
    listenerId,
    connectionsTotal: counts.connectionsTotal,
    connectionsActive: counts.connectionsActive,
    refusedTotal: counts.refusedTotal,
    tlsFailuresTotal: counts.tlsFailuresTotal,
    requestsTotal: counts.requestsTotal,
    malformedTotal: counts.malformedTotal,
    bytesIn: counts.bytesIn,
    bytesOut: counts.bytesOut,
    answersTotal: slice(cells, ANSWERS, ANSWER_CLASSES),
    durations: slice(cells, DURATIONS, DURATION_BUCKETS),
    durationSumMs: cells[DURATION_SUM] ?? 0,
    logDroppedTotal: counts.logDroppedTotal,
    unservedTotal: counts.unservedTotal,
  }
}

export function toEndpointCounters(
  { poolId, endpointId }: { poolId: string; endpointId: string },
  cells: Cells,
): EndpointCounters {
  const counts = new EndpointCounts(cells)
  return {
    poolId,
    endpointId,
    connectionsTotal: counts.connectionsTotal,
    connectionsActive: counts.connectionsActive,
    active: counts.active,
    requestsTotal: counts.requestsTotal,
    failuresTotal: counts.failuresTotal,
    connectFailuresTotal: counts.connectFailuresTotal,
    timeoutsTotal: counts.timeoutsTotal,
    retriesTotal: counts.retriesTotal,
    redispatchesTotal: counts.redispatchesTotal,
    bytesIn: counts.bytesIn,
    bytesOut: counts.bytesOut,
    answersTotal: slice(cells, ANSWERS, ANSWER_CLASSES),
    durations: slice(cells, DURATIONS, DURATION_BUCKETS),
    durationSumMs: cells[DURATION_SUM] ?? 0,
    firstByteDurations: slice(cells, FIRST_BYTES, DURATION_BUCKETS),
    firstByteSumMs: cells[FIRST_BYTE_SUM] ?? 0,
  }
}

function slice(cells: Cells, start: number, count: number): readonly number[] {
  return [...cells.subarray(start, start + count)]
}
