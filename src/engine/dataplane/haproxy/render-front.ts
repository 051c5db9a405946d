/**
 * The lines of one front: where it listens, whom it lets in, and what it refuses.
 *
 * Answers for: rules of HTTP that HAProxy does not keep by itself. Pure.
 */

import { CONTROL, IS_ORDINARY_REQUEST } from './heads.ts'
import type { Front, FrontBind, FrontRule } from './plan.ts'
import type { Place } from './place.ts'

/** A front's own time for a head is not above its idle time, nor above this. */
const HEAD_TIMEOUT_MS = 10_000

export function toFront(front: Front, place: Place): readonly string[] {
  const { protocol, idleTimeoutMs, tls } = front
  return [
    `frontend ${front.name}`,
    `  mode ${protocol}`,
    ...front.binds.map(
      (bind, index) => `  bind ${toBind(bind, index, place)}${toTls(front, place)}`,
    ),
    `  timeout client ${idleTimeoutMs}ms`,
    '  option contstats',
    ...front.binds.flatMap(toSources),
    ...toAccess(front.access),
    ...(tls === null ? [] : [`  tcp-request session reject if ${IS_OTHER_PROTOCOL}`]),
    ...(protocol === 'http' ? toHttp(front) : []),
    `  default_backend ${front.backName}`,
  ]
}

/** As many sockets as there are threads, so that none waits for another. */
function toBind({ address, port }: FrontBind, index: number, { threads }: Place): string {
  const host = address.includes(':') ? `[${address}]` : address
  return `${host}:${port} shards ${threads} id ${toSocketId(index)} name b${index}`
}

/** By which HAProxy knows the sockets of a bind. */
function toSocketId(index: number): number {
  return index + 1
}

function toTls({ name, tls }: Front, place: Place): string {
  if (tls === null) return ''
  return (
    ` ssl crt-list ${place.certificatesFile(name)} alpn http/1.1 ` +
    `ssl-min-ver TLSv${tls.versionMin} tls-ticket-keys ${place.ticketKeysFile}`
  )
}

/** R11: judged on accept, before a byte and before TLS. */
function toSources(bind: FrontBind, index: number): readonly string[] {
  const { sources } = bind
  if (sources === null) return []
  const isHere = `{ so_id ${toSocketId(index)} }`
  if (sources.length === 0) return [`  tcp-request connection reject if ${isHere}`]
  return [`  tcp-request connection reject if ${isHere} !{ src ${sources.join(' ')} }`]
}

/** The client says which protocols it speaks (ALPN), and HTTP/1.1 is none of them. */
const IS_OTHER_PROTOCOL =
  '!{ ssl_fc_alpn -m found } { ssl_fc_extlist_bin,be2dec(-,2) -m reg (^|-)16(-|$) }'

/** R8: the first rule that has the address decides; nobody's address is not let in. */
function toAccess(access: readonly FrontRule[] | null): readonly string[] {
  if (access === null) return []
  const rules = access
    .filter(({ prefixes }) => prefixes.length > 0)
    .map(
      ({ isAllowed, prefixes }) =>
        `  tcp-request connection ${isAllowed ? 'accept' : 'reject'} ` +
        `if { src ${prefixes.join(' ')} }`,
    )
  return [...rules, '  tcp-request connection reject']
}

/** Hop-by-hop fields that are not HAProxy's own affair (RFC 9110 7.6.1). */
const hopFields = ['keep-alive', 'proxy-connection', 'proxy-authorization', 'te']

function toHttp({ binds, idleTimeoutMs, tls }: Front): readonly string[] {
  return [
    `  timeout http-request ${Math.min(HEAD_TIMEOUT_MS, idleTimeoutMs)}ms`,
    `  timeout http-keep-alive ${idleTimeoutMs}ms`,
    '  option http-keep-alive',
    '  option idle-close-on-response',
    '  option http-ignore-probes',
    '  option h1-case-adjust-bogus-client',
    '  option forwardfor',
    `  http-request set-header X-Forwarded-Proto ${tls === null ? 'http' : 'https'}`,
    `  http-request set-header X-Forwarded-Port ${toPort(binds)}`,
    // Each rule takes its time, were it only to find that it is not meant: most requests end here.
    `  http-request allow if ${IS_ORDINARY_REQUEST}`,
    `  http-request return ${OTHER_VERSION} if !{ req.ver 1.0 1.1 }`,
    ...refusals.map((condition) => `  http-request deny deny_status 400 if ${condition}`),
    `  http-request set-header Transfer-Encoding chunked if ${IS_CHUNKED}`,
    `  http-request set-var(txn.asks) req.hdr(upgrade) if ${ASKS_UPGRADE}`,
    // Its words are of this hop, but for the one that HAProxy needs to pass an upgrade on.
    `  http-request set-header Connection Upgrade if ${ASKS_UPGRADE}`,
    `  http-request del-header Connection if !${ASKS_UPGRADE}`,
    ...hopFields.map((name) => `  http-request del-header ${name}`),
    // Servers are asked in the form that all of them know (RFC 9112 3.2.1).
    "  http-request replace-uri '^[Hh][Tt][Tt][Pp][Ss]?://[^/?]*/?(.*)$' '/\\1' if !{ url_beg / }",
    '  http-request deny deny_status 400 if !{ url_beg / } !{ url * }',
  ]
}

/** The port of the listener; one word when there is one, as that is cheaper than to look. */
function toPort(binds: readonly FrontBind[]): string {
  const ports = new Set(binds.map(({ port }) => port))
  const [port] = ports
  return ports.size === 1 ? `${port}` : '%[dst_port]'
}

const ASKS_UPGRADE = '{ req.hdr(connection) -m str -i upgrade }'

const OTHER_VERSION =
  "status 505 content-type 'text/plain; charset=utf-8' hdr Connection close " +
  'string "505 HTTP Version Not Supported: HTTP/1.0 and HTTP/1.1 are spoken here\\n"'

/** It is left in one spelling: there are servers that know no other. */
const IS_CHUNKED = '{ req.fhdr_cnt(transfer-encoding) gt 0 }'

/** What HAProxy would pass on, or read otherwise than a server may, of requests that are rare. */
const refusals: readonly string[] = [
  '{ method CONNECT }',
  '{ req.fhdr_cnt(host) gt 1 }',
  '{ req.ver 1.1 } !{ req.fhdr_cnt(host) eq 1 }',
  `{ req.hdrs -m reg '${CONTROL}' }`,
  `{ req.ver 1.0 } ${IS_CHUNKED}`,
  `${IS_CHUNKED} !{ req.fhdr(transfer-encoding) -m str -i chunked }`,
]
