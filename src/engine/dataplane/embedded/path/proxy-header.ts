/**
 * The PROXY protocol, version 1: one line before all else that tells a server who the client is
 * (R23; https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt, 2.1).
 *
 * Answers for: its form. Does not know: when it is sent.
 */

import { isIPv4, isIPv6 } from 'node:net'

/** The two ends of a client's connection, as sockets have them; absent when it is gone already. */
export interface ClientEnds {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
}

const IPV4_IN_IPV6 = '::ffff:'
const UNKNOWN = 'PROXY UNKNOWN\r\n'

export function toProxyHeader(ends: ClientEnds): Buffer {
  const from = toPlain(ends.remoteAddress)
  const to = toPlain(ends.localAddress)
  const family = toFamily(from, to)
  if (family === null) return Buffer.from(UNKNOWN, 'latin1')
  const { remotePort = 0, localPort = 0 } = ends
  return Buffer.from(`PROXY ${family} ${from} ${to} ${remotePort} ${localPort}\r\n`, 'latin1')
}

function toFamily(from: string, to: string): 'TCP4' | 'TCP6' | null {
  if (isIPv4(from) && isIPv4(to)) return 'TCP4'
  return isIPv6(from) && isIPv6(to) ? 'TCP6' : null
}

/** An IPv4 client of a socket for both families is an IPv4 client; a scope is no part of this. */
function toPlain(address = ''): string {
  const [plain = ''] = address.split('%')
  const isMapped = plain.startsWith(IPV4_IN_IPV6) && plain.includes('.')
  return isMapped ? plain.slice(IPV4_IN_IPV6.length) : plain
}
