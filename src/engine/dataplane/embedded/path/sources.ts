/**
 * Who may come in by a socket (R11).
 *
 * Answers for: reading the rule of a bind once per configuration, and a connection's source.
 * Does not know: what becomes of a connection.
 */

import { BlockList } from 'node:net'
import type { Bind, ProxyListener } from '../../../ir/index.ts'

interface Connected {
  /** Fills in the address of the far end; 0 when there is one. */
  getpeername(out: { address?: string; family?: string }): number
}

export class Sources {
  readonly #at: Bind
  #config: ProxyListener | null = null
  /** Null: everyone. */
  #allowed: BlockList | null = null

  constructor(at: Bind) {
    this.#at = at
  }

  /** Whether the connection's source may use the listener as it is configured now. */
  admits(handle: object, config: ProxyListener): boolean {
    if (config !== this.#config) this.#read(config)
    if (this.#allowed === null) return true
    const peer: { address?: string; family?: string } = {}
    const isThere = (handle as Connected).getpeername(peer) === 0
    if (!isThere || peer.address === undefined) return false
    return this.#allowed.check(peer.address, peer.family === 'IPv6' ? 'ipv6' : 'ipv4')
  }

  #read(config: ProxyListener): void {
    const { address, port } = this.#at
    const own = config.binds.find((bind) => bind.address === address && bind.port === port)
    this.#config = config
    this.#allowed = own?.sources === undefined ? null : toBlockList(own.sources)
  }
}

function toBlockList(prefixes: readonly string[]): BlockList {
  const list = new BlockList()
  for (const prefix of prefixes) {
    const [base = '', length = ''] = prefix.split('/')
    list.addSubnet(base, Number(length), base.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}
