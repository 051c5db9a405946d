/**
 * The text of HAProxy's configuration for a plan.
 *
 * Answers for: every line of it. Pure. Does not know: files, but for the names it is given.
 */

import type { Back, BackCookie, Plan, Slot } from './plan.ts'
import { slotName } from './plan.ts'
import type { Place } from './place.ts'
import { CONTROL, IS_ORDINARY_ANSWER } from './heads.ts'
import { toFront } from './render-front.ts'

/** What is longer is refused. */
const HEAD_BYTES_MAX = 16_384
/** From the connection's first byte to the end of a head. */
const HEAD_TIMEOUT_MS = 10_000
/** Attempts after the first, each on another server if there is one. */
const RETRIES = 2
/** A full pool answers at once: this is the shortest wait there is. */
const QUEUE_TIMEOUT_MS = 1
/** Bytes of large bodies pass through them without being copied; each is two files. */
export const PIPES_MAX = 128
/** Of what TLS clients say at first: what is asked for is among it. */
const HELLO_BYTES = 128
/** Old workers beyond this are ended. */
const WORKERS_MAX = 200

export function renderConfig(plan: Plan, place: Place): string {
  const sections = [
    toGlobal(place),
    toDefaults(),
    ...plan.fronts.map((front) => toFront(front, place)),
    ...plan.backs.map((back) => toBack(back, place)),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Equal texts: from one plan to the other without a reload. */
export function renderStructure(plan: Plan, place: Place): string {
  const backs = plan.backs.map((back) => ({ ...back, slots: [] }))
  const counts = plan.backs.map(({ slots }) => slots.length).join(' ')
  return `${renderConfig({ ...plan, backs }, { ...place, workerSocket: '', mark: '' })}${counts}\n`
}

function toGlobal(place: Place): readonly string[] {
  return [
    'global',
    '  log-tag lb-haproxy',
    ...(place.user === null ? [] : [`  user ${place.user}`, `  group ${place.user}`]),
    ...(place.jail === null ? [] : [`  chroot ${place.jail}`]),
    `  nbthread ${place.threads}`,
    `  maxconn ${place.connectionsMax}`,
    `  maxpipes ${PIPES_MAX}`,
    `  mworker-max-reloads ${WORKERS_MAX}`,
    `  description ${place.mark}`,
    `  stats socket ${place.workerSocket} mode 600 level admin expose-fd listeners`,
    '  stats timeout 24d',
    `  tune.bufsize ${HEAD_BYTES_MAX + 1024}`,
    '  tune.maxrewrite 1024',
    `  tune.ssl.capture-buffer-size ${HELLO_BYTES}`,
    // It would read all certificates that this machine trusts, and asks nobody.
    '  httpclient.ssl.verify none',
    '  ssl-default-bind-options ssl-min-ver TLSv1.2',
    '  ssl-default-bind-ciphersuites ' +
      'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
    ...spellings.map((name) => `  h1-case-adjust ${name.toLowerCase()} ${name}`),
  ]
}

/** HAProxy makes names of fields lower case; these are written as servers of old expect them. */
const spellings: readonly string[] = [
  ...['Accept', 'Accept-Encoding', 'Accept-Language', 'Authorization', 'Cache-Control'],
  ...['Connection', 'Content-Encoding', 'Content-Length', 'Content-Type', 'Cookie', 'Date'],
  ...['ETag', 'Expect', 'Expires', 'Host', 'If-Modified-Since', 'If-None-Match', 'Keep-Alive'],
  ...['Last-Modified', 'Link', 'Location', 'Origin', 'Range', 'Referer', 'Server', 'Set-Cookie'],
  ...['Transfer-Encoding', 'Upgrade', 'User-Agent', 'Vary', 'X-Forwarded-For'],
  ...['X-Forwarded-Port', 'X-Forwarded-Proto'],
]

function toDefaults(): readonly string[] {
  return [
    'defaults',
    '  timeout client 60s',
    '  timeout connect 5s',
    '  timeout server 60s',
    `  timeout queue ${QUEUE_TIMEOUT_MS}ms`,
    `  timeout http-request ${HEAD_TIMEOUT_MS}ms`,
    `  retries ${RETRIES}`,
    '  option redispatch 1',
    '  option splice-auto',
  ]
}

function toBack(back: Back, place: Place): readonly string[] {
  return [
    `backend ${back.name}`,
    `  mode ${back.protocol}`,
    ...balances[back.algorithm],
    `  timeout connect ${back.connectTimeoutMs}ms`,
    `  timeout server ${back.serverTimeoutMs}ms`,
    `  timeout tunnel ${back.idleTimeoutMs}ms`,
    ...(back.protocol === 'http' ? toHttpBack(back, place) : []),
    `  default-server ${toServerDefaults(back)}`,
    ...back.slots.map((slot, index) => `  server ${slotName(index)} ${toServer(slot)}`),
  ]
}

const balances: Readonly<Record<Back['algorithm'], readonly string[]>> = {
  weighted_round_robin: ['  balance roundrobin'],
  weighted_least_connections: ['  balance leastconn'],
  source_ip: ['  balance source', '  hash-type consistent'],
}

function toServerDefaults(back: Back): string {
  return [
    `maxconn ${back.connectionsMax ?? 0}`,
    `slowstart ${back.slowStartMs}ms`,
    ...(back.proxyProtocol ? ['send-proxy'] : []),
  ].join(' ')
}

function toServer({ address, port, weight, isOn }: Slot): string {
  const host = address.includes(':') ? `[${address}]` : address
  return `${host}:${port} weight ${weight}${isOn ? '' : ' disabled'}`
}

/** Safe to be sent again: the method says so (RFC 9110 9.2.2), not that it has no body. */
const REPEATABLE = '{ method GET HEAD OPTIONS TRACE PUT DELETE }'

function toHttpBack(back: Back, place: Place): readonly string[] {
  const { cookie, name } = back
  return [
    '  option http-keep-alive',
    `  errorfile 503 ${place.unreachableFile}`,
    '  option h1-case-adjust-bogus-server',
    '  http-reuse always',
    '  retry-on conn-failure empty-response',
    `  http-request disable-l7-retry if !${REPEATABLE}`,
    ...(cookie === null ? [] : toCookieRules(cookie, place, back)),
    ...toNobody(back),
    // Before the others, of which one may be the last.
    ...(cookie === null ? [] : toCookieLines(cookie, place.tokensFile(name))),
    ...toAnswerRules(),
  ]
}

/** With nobody to ask the answer is 503; all other failures to connect are a 502. */
function toNobody({ name, cookie, connectionsMax }: Back): readonly string[] {
  const sticky = cookie === null ? '' : ' !{ var(txn.slot) -m found }'
  const full = connectionsMax === null ? [] : [`{ be_conn_free(${name}) eq 0 }`]
  // A worker that finishes what it has counts no server as there.
  return [`{ nbsrv(${name}) eq 0 } !{ stopping }`, ...full].map(
    (condition) =>
      `  http-request return ${toText(503, 'no server can take it')} if ${condition}${sticky}`,
  )
}

function toText(status: number, text: string): string {
  return `status ${status} content-type 'text/plain; charset=utf-8' string "${status}: ${text}\\n"`
}

function toAnswerRules(): readonly string[] {
  return [
    `  http-response allow if ${IS_ORDINARY_ANSWER}`,
    ...refusedAnswers.map((condition) => `  http-response deny deny_status 502 if ${condition}`),
    `  http-response set-header Transfer-Encoding chunked if ${HAS_CODING}`,
  ]
}

const HAS_CODING = '{ res.fhdr_cnt(transfer-encoding) gt 0 }'

/** What no client is given, as it could be read in two ways or was not asked for. */
const refusedAnswers: readonly string[] = [
  // Set by a front for requests that are not ordinary.
  '{ status 101 } !{ var(txn.asks) -m found }',
  `{ res.hdrs -m reg '${CONTROL}' }`,
  '{ res.fhdr_cnt(transfer-encoding) gt 1 }',
  `${HAS_CODING} !{ res.fhdr(transfer-encoding) -m str -i chunked }`,
]

/** How often the cookie is taken out of one field; a client sends it once. */
const COOKIES_MAX = 4

/** The cookie is looked up and taken out; see `../cookie.ts` for its form. */
function toCookieRules({ name }: BackCookie, place: Place, back: Back): readonly string[] {
  const isHere = 'if { var(txn.token) -m found }'
  const take = `replace-header Cookie '^(|.*;[ \\t]*)${name}=[^;]*(;[ \\t]*)?(.*)$' '\\1\\3'`
  const lookUp = `var(txn.token),map_str(${place.slotsFile(back.name)})`
  return [
    `  http-request set-var(txn.token) req.cook(${name})`,
    `  http-request set-var(txn.slot) ${lookUp} ${isHere}`,
    ...Array.from({ length: COOKIES_MAX }, () => `  http-request ${take} ${isHere}`),
    `  http-request replace-header Cookie '^(.*?)[; \\t]+$' '\\1' ${isHere}`,
    `  http-request del-header Cookie ${isHere} { req.fhdr(cookie) -m len 0 }`,
    ...toPreference(back),
  ]
}

/**
 * A client goes where its cookie says. HAProxy would let it wait for a full server; those who may
 * not wait are chosen for anew, which takes a rule for each slot.
 */
function toPreference({ name, connectionsMax, slots }: Back): readonly string[] {
  if (connectionsMax === null)
    return ['  use-server %[var(txn.slot)] if { var(txn.slot) -m found }']
  return slots.map((_, index) => {
    const slot = slotName(index)
    const room = `{ srv_conn(${name}/${slot}) lt ${connectionsMax} }`
    return `  use-server ${slot} if { var(txn.slot) -m str ${slot} } ${room}`
  })
}

function toCookieLines({ name, maxAgeSeconds }: BackCookie, tokensFile: string): readonly string[] {
  const age = maxAgeSeconds === 0 ? '' : ` Max-Age=${maxAgeSeconds};`
  const value = `'${name}=%[var(txn.given)]; Path=/;${age} HttpOnly; SameSite=Lax'`
  const isNew = maxAgeSeconds === 0 ? ' !{ var(txn.given),strcmp(txn.token) eq 0 }' : ''
  const condition = `if { var(txn.given) -m found }${isNew}`
  return [
    `  http-response set-var(txn.given) srv_name,map_str(${tokensFile})`,
    `  http-response add-header Set-Cookie ${value} ${condition}`,
    `  http-response add-header Cache-Control private ${condition}`,
  ]
}
