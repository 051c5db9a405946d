/**
 * The proxy configuration: everything any data plane needs, in proxy terms.
 *
 * Answers for: the neutral model between what users declare (kinds) and what carries traffic
 * (data planes). Plain JSON values, immutable, shared structurally between revisions: a plane may
 * compare by identity to see what a revision left alone.
 * Does not know: kinds, the graph, any data plane. Imports nothing.
 */

/** The whole of what one agent carries. `revision` grows with every change the engine commits. */
export interface ProxyConfig {
  readonly revision: number
  readonly instances: readonly ProxyInstance[]
}

/** One load balancer's share; the unit of compilation. Ids are unique across instances. */
export interface ProxyInstance {
  readonly id: string
  readonly name: string
  readonly listeners: readonly ProxyListener[]
  readonly pools: readonly ProxyPool[]
}

/** A front side: sockets to accept on, and the pool that answers (R12 to R14). */
export interface ProxyListener {
  readonly id: string
  readonly name: string
  readonly protocol: 'http' | 'tcp'
  /** HTTPS is `http` with this; null: clients speak in the clear. Never with `tcp`. */
  readonly tls: ListenerTls | null
  readonly binds: readonly Bind[]
  readonly poolId: string
  /** HTTP: between requests and within one, without a byte; TCP: without a byte either way. */
  readonly idleTimeoutMs: number
  /**
   * R8: who may connect, judged on accept, before a byte is read and beside each bind's `sources`.
   * Connections that are there go on when the rules change. Absent: everyone.
   */
  readonly access?: readonly AccessRule[]
  /** HTTP: a line for each request, in this form; absent: none. */
  readonly accessLog?: AccessLogFormat
}

/** JSON lines, or the "combined" format of Apache and nginx. */
export type AccessLogFormat = 'json' | 'combined'

/**
 * Of a list of rules the first that has the address in one of its prefixes decides; where none has,
 * the answer is no.
 */
export interface AccessRule {
  readonly action: 'allow' | 'deny'
  readonly prefixes: readonly string[]
}

/**
 * TLS is ended here, and requests are told so (`X-Forwarded-Proto: https`). A client names the host
 * it wants (SNI, RFC 6066 3): a certificate for exactly that name is taken, else one whose wildcard
 * stands for its first label, the earliest in the list if several do; else the default. Clients
 * that are connected keep what they have when certificates change.
 */
export interface ListenerTls {
  /** At least one; the first is the default. */
  readonly certificates: readonly ProxyCertificate[]
  /** Older protocols are refused; 1.3 is always spoken. */
  readonly versionMin: '1.2' | '1.3'
}

/** A certificate with its key. Secret: never logged, never told to anyone but a data plane. */
export interface ProxyCertificate {
  readonly id: string
  /** The leaf first, then what it was issued by. */
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** The names it is for, in lower case, wildcards as `*.example.net`; IP addresses as such. */
  readonly domains: readonly string[]
}

/** An address and a port to accept connections on. */
export interface Bind {
  readonly address: string
  readonly port: number
  /** Prefixes whose clients are let in, judged on accept (R11). Absent: everyone's. */
  readonly sources?: readonly string[]
  /**
   * The network interface that the address is added to while it is bound. Absent: the machine must
   * have the address.
   */
  readonly interface?: string
}

/** A back side: endpoints, how one is chosen, and how they are probed (R15 to R29). */
export interface ProxyPool {
  readonly id: string
  readonly name: string
  readonly protocol: 'http' | 'tcp'
  readonly algorithm: Algorithm
  readonly endpoints: readonly ProxyEndpoint[]
  /** TCP: the PROXY protocol, version 1, tells each server who the client is (R23). */
  readonly proxyProtocol: boolean
  /** HTTP: null means that each request is balanced by itself (R21). */
  readonly persistence: CookiePersistence | null
  /** Null: never probed, every admitted endpoint counts as up. */
  readonly probe: ProbeDefinition | null
  /** With no endpoint up: true uses all admitted ones, false answers 503 or closes (TCP). */
  readonly failOpen: boolean
  /** Requests at once (HTTP) or connections (TCP) that one endpoint may have; null: no limit. */
  readonly connectionsMaxPerEndpoint: number | null
  /** How long an endpoint that joins others takes to get its full weight; 0: has it at once. */
  readonly slowStartMs: number
  readonly connectTimeoutMs: number
  /** From the last byte of a request to the first of its answer (HTTP). */
  readonly responseTimeoutMs: number
  /** How long connections of a leaving endpoint may go on; then they are closed. */
  readonly drainTimeoutMs: number
}

/**
 * A client keeps its endpoint by a cookie that the proxy inserts and takes out of requests. The
 * cookie wins while its endpoint is up and admitted, also at weight 0.
 */
export interface CookiePersistence {
  readonly cookieName: string
  /** From the client's last answer; 0: until the browser ends. */
  readonly maxAgeSeconds: number
}

/** R17. */
export type Algorithm = 'weighted_round_robin' | 'weighted_least_connections' | 'source_ip'

/** One backend address. `id` is stable over revisions and unique in its pool. */
export interface ProxyEndpoint {
  readonly id: string
  readonly address: string
  readonly port: number
  /** 0 to 100; 0 takes no new work and finishes what it has. */
  readonly weight: number
  readonly zone: string
  /** Anything but `admitted` gets neither traffic nor a probe; it is listed for its status. */
  readonly admission: Admission
}

/**
 * Why an endpoint is used or not: `outside_zones` is R7, `disabled` is the user's switch, `drained`
 * the operator's, and `denied` means that no security group lets the instance dial it or probe it
 * (R8).
 */
export type Admission = 'admitted' | 'outside_zones' | 'disabled' | 'drained' | 'denied'

/** How health is asked for (R25 to R28). */
export interface ProbeDefinition {
  readonly protocol: 'http' | 'tcp'
  readonly method: 'HEAD' | 'GET'
  readonly path: string
  /** The Host header; null means `address:port` of the endpoint. */
  readonly host: string | null
  /** Null means the endpoint's own port (R26). */
  readonly port: number | null
  /** Begins with `PROXY UNKNOWN`: for servers that expect the PROXY protocol at this port. */
  readonly proxyProtocol: boolean
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly unhealthyThreshold: number
  readonly healthyThreshold: number
  /** HTTP statuses that count as success, as inclusive ranges. */
  readonly successCodes: readonly CodeRange[]
}

export interface CodeRange {
  readonly from: number
  readonly to: number
}
