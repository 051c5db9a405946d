/**
 * What the page is told, once a second: numbers and words, nothing drawn.
 *
 * Answers for: the form that the engine's side and the page's side share. Does not know: either.
 * Names in it are users' words: whoever shows them shows them as text.
 */

/** Everything that is seen at one moment. */
export interface DashboardView {
  readonly atMs: number
  readonly engine: EngineView
  readonly instances: readonly InstanceView[]
  /** How many load balancers are not among `instances`, as there are too many. */
  readonly instancesLeftOut: number
  /** The latest first. */
  readonly events: readonly EventView[]
}

export interface EngineView {
  readonly version: string
  readonly startedMs: number
  readonly revision: number
  /** `current`: it serves what is stored; `behind`: not yet; `away`: it does not report. */
  readonly agent: 'current' | 'behind' | 'away'
}

export interface InstanceView {
  readonly id: string
  readonly name: string
  readonly addresses: readonly string[]
  readonly zones: readonly string[]
  readonly isEnabled: boolean
  readonly serversServing: number
  readonly serversTotal: number
  readonly listeners: readonly ListenerView[]
  readonly services: readonly ServiceView[]
}

export interface Traffic {
  /** Each second; connections where there are no requests. */
  readonly requests: number
  readonly errors: number
  /** Open now. */
  readonly connections: number
}

export interface ListenerView extends Traffic {
  readonly id: string
  readonly name: string
  readonly protocol: string
  readonly port: number
  readonly isEnabled: boolean
  readonly serviceId: string
  /** Of the last second; null when nothing was answered. */
  readonly latency: Latency | null
  /** The last minutes, the oldest first. */
  readonly history: readonly HistoryPoint[]
}

export interface Latency {
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface HistoryPoint {
  readonly atMs: number
  readonly requests: number
  readonly latency: Latency | null
}

export interface ServiceView extends Traffic {
  readonly id: string
  readonly name: string
  readonly protocol: string
  readonly algorithm: string
  readonly groupName: string
  readonly servers: readonly ServerView[]
  /** How many servers are not among `servers`. */
  readonly serversLeftOut: number
  readonly serversServing: number
  readonly serversTotal: number
}

export interface ServerView extends Traffic {
  readonly id: string
  /** `10.0.0.5:8080`. */
  readonly place: string
  readonly zone: string
  readonly state: string
  readonly reason: string | null
  readonly isServing: boolean
  readonly weight: number
  /** Of all the weight that serves, 0 to 1; null when it does not serve. */
  readonly wantedShare: number | null
  /** Of the requests of the last minute, 0 to 1; null when there were none. */
  readonly share: number | null
  readonly meanMs: number | null
}

export interface EventView {
  readonly sequence: number
  readonly atMs: number
  readonly type: string
  readonly what: string
  readonly message: string
}
