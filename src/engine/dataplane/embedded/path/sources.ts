/**
 * Who may come in by a socket: the sources of its bind (R11) and the rules of its listener (R8).
 *
 * Answers for: reading both once per configuration, and a connection's source. Does not know: what
 * becomes of a connection.
 */

import { AccessTable } from '../../../ir/index.ts'
import type { Bind, ProxyListener } from '../../../ir/index.ts'

interface Connected {
  /** Fills in the address of the far end; 0 when there is one. */
  getpeername(out: { address?: string }): number
}

export class Sources {
  readonly #at: Bind
  #config: ProxyListener | null = null
  /** All must let a source through; with none, everyone may come in and nobody is looked at. */
  #tables: readonly AccessTable[] = []

  constructor(at: Bind) {
    this.#at = at
  }

  /** Whether the connection's source may use the listener as it is configured now. */
  admits(handle: object, config: ProxyListener): boolean {
    if (config !== this.#config) this.#read(config)
    if (this.#tables.length === 0) return true
    const peer: { address?: string } = {}
    const isThere = (handle as Connected).getpeername(peer) === 0
    const { address } = peer
    if (!isThere || address === undefined) return false
    return this.#tables.every((table) => table.allows(address))
  }

  #read(config: ProxyListener): void {
    const { address, port } = this.#at
    const own = config.binds.find((bind) => bind.address === address && bind.port === port)
    const sources = own?.sources
    this.#config = config
    this.#tables = [
      ...(sources === undefined ? [] : [[{ action: 'allow', prefixes: sources } as const]]),
      ...(config.access === undefined ? [] : [config.access]),
    ]
      .map((rules) => new AccessTable(rules))
      .filter((table) => !table.isOpen)
  }
}
