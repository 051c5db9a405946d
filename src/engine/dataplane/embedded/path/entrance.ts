/**
 * What a client's connection sees of the socket that it came in by.
 *
 * Answers for: the listener's state in a thread, and the form of the entrance. Does not know: how
 * sockets are bound.
 */

import type { ProxyListener } from '../../../ir/index.ts'
import type { ListenerLog } from './access-log.ts'
import type { ListenerCounts } from './counters.ts'
import type { Pool } from './pool.ts'
import type { ServerConnection } from './server.ts'
import type { Wheel } from './timers.ts'
import type { TlsTerms } from './tls-wire.ts'

export class Listener {
  config: ProxyListener
  pool: Pool<ServerConnection>
  /** What handshakes are made with; null: clients speak in the clear. */
  terms: TlsTerms | null = null
  /** Null: no access log. */
  log: ListenerLog | null = null
  readonly counts: ListenerCounts

  constructor(config: ProxyListener, pool: Pool<ServerConnection>, counts: ListenerCounts) {
    this.config = config
    this.pool = pool
    this.counts = counts
  }
}

/** What clients of the listener speak. */
export function toSpoken({ protocol, tls }: ProxyListener): 'tcp' | 'http' | 'https' {
  return tls === null ? protocol : 'https'
}

/** A connection that came in, as its entrance keeps it. */
export interface Guest {
  /** Finishes what it does, then ends; when it does nothing, after `idleMs`. */
  retire(idleMs: number): void
  /** Ends at once. */
  sever(): void
}

export interface Entrance {
  readonly wheel: Wheel
  /** The listener that this socket serves now; changes with the configuration. */
  readonly listener: Listener
  readonly address: string
  readonly port: number
  /** Whether connections are to end after what they do. */
  readonly isClosing: boolean
  leave(guest: Guest): void
  /** A tunnel takes the place of the connection that it began as. */
  replace(guest: Guest, successor: Guest): void
}
