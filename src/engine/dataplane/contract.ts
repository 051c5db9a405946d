/**
 * What a data plane owes the agent.
 *
 * Answers for: the one contract that every plane in `registry.ts` keeps, proved by
 * `test/contract/dataplane`. A plane sees the `ir` only.
 * Does not know: kinds, the store, how health is found out.
 *
 * Duties of an implementer:
 *  1. `apply` is make-before-break: new sockets are bound before old ones are released, and a
 *     rejected configuration leaves the last good one serving untouched.
 *  2. A listener present in both revisions with an unchanged bind never closes its socket.
 *  3. Endpoints that leave a pool, are disabled or reach weight 0 take no new work, finish what
 *     they have for at most `drainTimeoutMs`, then are reported as drained. With session
 *     persistence one at weight 0 goes on for the clients that have its cookie (R21).
 *  4. `setEndpoints` never rebuilds and never waits for I/O.
 *  5. What cannot be carried is a problem of `check`, never silence.
 */

import type { Algorithm, Problem, ProxyConfig } from '../ir/index.ts'

export interface Dataplane {
  readonly name: string
  readonly capabilities: Capabilities

  /** What is wrong with `config` for this plane. No side effects. */
  check(config: ProxyConfig): Promise<readonly Problem[]>

  /**
   * Makes `config` the truth; resolves when it is live (sockets accept) or refused. Unchanged
   * instances are recognised by identity. `conditions` is the health known at this moment.
   */
  apply(config: ProxyConfig, conditions: Conditions, signal: AbortSignal): Promise<ApplyOutcome>

  /**
   * The fast path: health verdicts to the picker, in order, at once. Unknown endpoints: ignored.
   */
  setEndpoints(changes: readonly EndpointChange[]): void

  /** Counters (about once a second) and drained endpoints, until aborted. One consumer. */
  observe(signal: AbortSignal): AsyncIterable<Observation>

  /** Stops accepting, lets work finish for `graceMs`, then ends it. */
  close(graceMs: number): Promise<void>

  /** Absent where the sockets cannot become another process's. */
  readonly succession?: Succession
}

/** What an engine can be asked for; `auto` is `haproxy` where that can be used, else `embedded`. */
export const dataPlaneChoices = ['embedded', 'haproxy', 'auto'] as const
export type DataPlaneChoice = (typeof dataPlaneChoices)[number]

export function isDataPlaneChoice(text: string): text is DataPlaneChoice {
  return dataPlaneChoices.some((choice) => choice === text)
}

/** How a plane gives its place to one in another process, with no connection refused. */
export interface Succession {
  /** What it listens on. Everything stays as it is. */
  sockets(): Promise<readonly ListeningSocket[]>
  /**
   * The successor accepts now: closes the sockets. What waits in them goes on in the other process,
   * which has the same ones or, where the kernel moves it, others beside them. Connections end at
   * their own pace, HTTP ones with their next answer; `close` cuts that short. Resolves when the
   * last is gone, and after `graceMs` at the latest.
   */
  retire(graceMs: number): Promise<void>
}

/** A socket that is bound and listens. */
export interface ListeningSocket {
  readonly address: string
  readonly port: number
  /** Which of the plane's threads accepts from it, counted from 0. */
  readonly thread: number
  /**
   * The descriptor, of this process. Null where it cannot be given away: the successor binds one
   * of its own beside it, which the kernel allows as both are shared (`SO_REUSEPORT`). See
   * `waiting.ts` for those who wait in the one before when it closes.
   */
  readonly file: number | null
}

/** Differences between planes; one documented boolean or list each. */
export interface Capabilities {
  /** Which algorithms pools may name. */
  readonly algorithms: readonly Algorithm[]
  /**
   * HTTP passes as it came: names of fields in their spelling, chunks in their pieces, fields that
   * `Connection` names taken out. Otherwise it is written anew with the same meaning, and only the
   * common hop-by-hop fields are taken out.
   */
  readonly keepsForm: boolean
  /**
   * Whatever two parsers could read differently is refused. Otherwise some of it is given its one
   * form before anybody sees it: lines that end in LF alone, folded lines, a Host or Content-Length
   * said twice alike, a Content-Length beside chunks (which count). A trailer that frames is passed
   * on, for the other side to ignore (RFC 9110 6.5.1).
   */
  readonly refusesEveryForm: boolean
  /**
   * The proxy's own answers tell all causes apart: 431 for a head that is too long, 408 for a body
   * that does not come, 502 on a kept connection too; an early answer ends who sends on.
   */
  readonly tellsCauses: boolean
  /** A client that ends its side gets the answers to all that it has asked before. */
  readonly servesAfterEnd: boolean
  /**
   * Client connections outlive every change. Otherwise one that is kept may get
   * `Connection: close` with its next answer when listeners change.
   */
  readonly keepsConnections: boolean
  /**
   * An answer or stream that breaks off is a reset for the other side, not an end. Where it is not,
   * an answer that breaks off after an interim one may have another one behind it.
   */
  readonly passesResets: boolean
  /** A client that insists on a protocol other than HTTP/1.1 (ALPN) is refused before it asks. */
  readonly refusesOtherProtocols: boolean
  /** Counters say how long answers took; otherwise those lists and sums are zero. */
  readonly timesAnswers: boolean
  /** Observations say who is in its slow start; otherwise it is like any other that is up. */
  readonly tellsWarming: boolean
}

/** Whether an endpoint may get traffic, by `endpointKey`; absent means down. */
export type Conditions = ReadonlyMap<string, Condition>

export type Condition = 'up' | 'down'

export interface EndpointChange {
  readonly poolId: string
  readonly endpointId: string
  readonly condition: Condition
}

/** The key of `Conditions`: endpoints are known by their pool and their id within it. */
export function endpointKey(poolId: string, endpointId: string): string {
  return `${poolId}/${endpointId}`
}

export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly revision: number }
  /** Never retried as it is; the last good configuration keeps serving. */
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** Retried with backoff. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number; readonly cause: string }

export type Observation =
  | {
      readonly kind: 'counters'
      readonly listeners: readonly ListenerCounters[]
      readonly endpoints: readonly EndpointCounters[]
    }
  | { readonly kind: 'drained'; readonly poolId: string; readonly endpointId: string }
  /** An endpoint that came up has less than its weight (slow start), or has all of it now. */
  | {
      readonly kind: 'warming'
      readonly poolId: string
      readonly endpointId: string
      readonly isWarming: boolean
    }

/**
 * Upper bounds of the buckets of every histogram of durations, inclusive, in milliseconds. A
 * histogram has one count more than there are bounds: the last is for all that took longer. Counts
 * are of one bucket each, not cumulative.
 */
export const DURATION_BOUNDS_MS: readonly number[] = [
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
]

/** How many counts a histogram has. */
export const DURATION_BUCKETS = DURATION_BOUNDS_MS.length + 1

/** How many classes of answers are told apart: 1xx to 5xx. */
export const ANSWER_CLASSES = 5

/**
 * Totals since the plane started, threads that died included; `active` are gauges. Lists of counts
 * have their whole length.
 */
export interface ListenerCounters {
  readonly listenerId: string
  readonly connectionsTotal: number
  readonly connectionsActive: number
  /** Closed at once: a source that is not let in (R11), or a limit of the plane. */
  readonly refusedTotal: number
  /** TLS handshakes that came to nothing. */
  readonly tlsFailuresTotal: number
  /** HTTP requests begun; those that are refused as malformed are not among them. */
  readonly requestsTotal: number
  /** HTTP requests that were refused as malformed or did not come in time. */
  readonly malformedTotal: number
  /** From clients. */
  readonly bytesIn: number
  /** To clients. */
  readonly bytesOut: number
  /** Final answers by class, 1xx to 5xx, those of the proxy's own included; 101 is the 1xx. */
  readonly answersTotal: readonly number[]
  /** From the head of a request to the end of its answer, by `DURATION_BOUNDS_MS`. */
  readonly durations: readonly number[]
  readonly durationSumMs: number
  /** Lines of the access log that were left out because nobody took them in time. */
  readonly logDroppedTotal: number
  /** Requests (HTTP) or connections (TCP) for which no server was to be had. */
  readonly unservedTotal: number
}

export interface EndpointCounters {
  readonly poolId: string
  readonly endpointId: string
  readonly connectionsTotal: number
  readonly connectionsActive: number
  /** Requests (HTTP) or connections (TCP) it has at this moment. */
  readonly active: number
  /** Given to it, attempts that were made again elsewhere included. */
  readonly requestsTotal: number
  /** Connections that did not come about, answers that broke off or did not come in time. */
  readonly failuresTotal: number
  /** Of the failures: connections that did not come about. */
  readonly connectFailuresTotal: number
  /** Of the failures: connections and answers that did not come in time. */
  readonly timeoutsTotal: number
  /** Sent to it again, on a new connection, as the first one turned out to be closed. */
  readonly retriesTotal: number
  /** Given to another endpoint, as the connection to this one did not come about. */
  readonly redispatchesTotal: number
  /** Sent to it. */
  readonly bytesIn: number
  /** Received from it. */
  readonly bytesOut: number
  /** Final answers that it gave, by class, 1xx to 5xx; 101 is the 1xx. */
  readonly answersTotal: readonly number[]
  /** From the choice of this endpoint to the end of its answer, by `DURATION_BOUNDS_MS`. */
  readonly durations: readonly number[]
  readonly durationSumMs: number
  /** The same to the first byte of its answer. */
  readonly firstByteDurations: readonly number[]
  readonly firstByteSumMs: number
}

/** A listener that nobody has come to yet. */
export function noListenerCounters(listenerId: string): ListenerCounters {
  return {
    listenerId,
    connectionsTotal: 0,
    connectionsActive: 0,
    refusedTotal: 0,
    tlsFailuresTotal: 0,
    requestsTotal: 0,
    malformedTotal: 0,
    bytesIn: 0,
    bytesOut: 0,
    answersTotal: zeros(ANSWER_CLASSES),
    durations: zeros(DURATION_BUCKETS),
    durationSumMs: 0,
    logDroppedTotal: 0,
    unservedTotal: 0,
  }
}

/** An endpoint that has had no work yet. */
export function noEndpointCounters(poolId: string, endpointId: string): EndpointCounters {
  return {
    poolId,
    endpointId,
    connectionsTotal: 0,
    connectionsActive: 0,
    active: 0,
    requestsTotal: 0,
    failuresTotal: 0,
    connectFailuresTotal: 0,
    timeoutsTotal: 0,
    retriesTotal: 0,
    redispatchesTotal: 0,
    bytesIn: 0,
    bytesOut: 0,
    answersTotal: zeros(ANSWER_CLASSES),
    durations: zeros(DURATION_BUCKETS),
    durationSumMs: 0,
    firstByteDurations: zeros(DURATION_BUCKETS),
    firstByteSumMs: 0,
  }
}

function zeros(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0)
}
