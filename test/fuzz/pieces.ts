/**
 * Requests that parsers read differently, put together by chance from the classes that are known:
 * CL.TE, TE.CL, TE.TE, sizes with signs, lists, white space, NUL, bare CR and LF, folded lines,
 * HTTP/0.9, absolute form, repeated Host and the like.
 *
 * Answers for: bytes. Most pieces are as they should be, so that what is odd gets far.
 */

import type { Chance } from './random.ts'

const methods = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE'] as const
const oddMethods = [
  'get',
  'CONNECT',
  'PRI',
  'GE\tT',
  'G\0ET',
  '',
  'X'.repeat(40),
  'M-SEARCH',
] as const
const targets = [
  '/',
  '/a/b?c=d',
  '/%2e%2e/',
  '/?q=http://x/',
  'http://h/p',
  '//two',
  '/a;b',
] as const
const oddTargets = [
  '*',
  'http://other/',
  '/a b',
  '/\0',
  '/#f',
  '/\u00ff',
  'h:80',
  '',
  'http://h:80/',
  'HTTP://H/',
  'http:///x',
  '/ HTTP/1.1\r\nX: y',
  '/\tx',
  '\\\\x',
] as const
const oddVersions = [
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.10',
  'http/1.1',
  'HTTP/1.1 ',
  'HTTP/1.',
  'HTTP/1.2',
  '',
  'HTTP/01.1',
] as const
const oddEnds = ['\n', '\r', '\r\r\n', '\n\r', '\r\n\r\n', '', '\u0085', ' \r\n', '\0\r\n'] as const
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n'
const bodies = ['', 'a', 'hello', '0\r\n\r\n', smuggled, `0\r\n\r\n${smuggled}`, '\r\n'] as const

const encodingNames = [
  'Transfer-Encoding',
  'transfer-encoding',
  'Transfer-Encoding ',
  ' Transfer-Encoding',
  'Transfer_Encoding',
  'Transfer-Encoding\0',
  'X\nTransfer-Encoding',
  'X\rTransfer-Encoding',
  'Transfer-\u0001Encoding',
] as const
const encodings = [
  'chunked',
  'Chunked',
  'chunked ',
  '\tchunked',
  'chunked,',
  ',chunked',
  'chunked, chunked',
  'identity',
  'gzip, chunked',
  'chunked, gzip',
  'chunked;q=1',
  '"chunked"',
  'chun\0ked',
  '\u000bchunked',
  'x\r\n chunked',
  'chunked\u00a0',
  'c\u212aunked',
  '',
] as const
const lengthNames = [
  'Content-Length',
  'content-length',
  'Content-Length ',
  'Content-Length\t',
] as const

function toLengths(length: number): readonly [string, ...string[]] {
  return [
    `${length}`,
    `+${length}`,
    `-${length}`,
    `0${length}`,
    `0x${length.toString(16)}`,
    `${length}, ${length}`,
    `${length},${length + 1}`,
    `${length}.0`,
    `${length} `,
    `${length}\t1`,
    `${length}e0`,
    `${length};a`,
    `${length}\0`,
    '18446744073709551616',
    '4294967296',
    '99999999999999999999',
    '',
    `${length + 5}`,
    `${Math.max(0, length - 1)}`,
  ]
}

const oddFields = [
  'Host: other',
  'Host: h, i',
  'Host : h',
  'Host: h\r\n\tfolded',
  'X: a\r\n b',
  'X: a\nY: b',
  'X: a\rY: b',
  'X: \0',
  'X\0: a',
  'X: \u007f',
  ': empty',
  'no colon',
  'X:',
  'X:a',
  'X:  a  ',
  'X: \u00e9',
  'Connection: close',
  'Connection: keep-alive',
  'Connection: close, content-length',
  'Connection: transfer-encoding',
  'Connection: X, host',
  'Connection: ,,x,',
  'Connection: "close"',
  'Proxy-Connection: keep-alive',
  'Keep-Alive: 5',
  'TE: trailers',
  'Trailer: X',
  'Upgrade: h2c',
  'Upgrade: websocket\r\nConnection: Upgrade',
  'Expect: 100-continue',
  'Expect: 200-ok',
  'X-Forwarded-For: 1.2.3.4',
  'X-Forwarded-For: a\r\nX-Forwarded-For: b',
  'Cookie: a=b; c',
  'HTTP2-Settings: AAAA',
  'Content-Encoding: chunked',
  'X-Long: '.padEnd(9000, 'y'),
  '\r',
  '(: x',
] as const

const hosts = [
  'Host: h',
  'Host: h',
  'Host: h',
  'host: H',
  'Host:h',
  'Host: h:80',
  'Host: [::1]:8',
] as const
const oddHosts = ['', 'Host: ', 'Host: h@i', 'Host: h/x', 'Host: h\tx', 'Host: h:80:90'] as const

function toChunked(chance: Chance, body: string): string {
  const size = body.length.toString(16)
  const sizes: readonly [string, ...string[]] = [
    size,
    size.toUpperCase(),
    `0${size}`,
    `000000000000000${size}`,
    `+${size}`,
    `-${size}`,
    `0x${size}`,
    ` ${size}`,
    `${size} `,
    `${size}\t`,
    `${size};a=b`,
    `${size};a="\r\n"`,
    `${size};a=b\n`,
    `${size} ;a`,
    `${size}\0`,
    `1${'0'.repeat(16)}${size}`,
    '',
    'g',
  ]
  const end = endOf(chance)
  const first = body === '' ? '' : `${oddly(chance, [size], sizes)}${end}${body}${endOf(chance)}`
  const lasts = ['0', '0', '00', '0;x', ' 0', '0 ', '0x0', '-0'] as const
  const trailers = [
    '',
    '',
    'T: 1\r\n',
    'Content-Length: 3\r\n',
    'Host: x\r\n',
    ' f: x\r\n',
    'T : 1\r\n',
    'Transfer-Encoding: chunked\r\n',
    'X-Forwarded-For: x\r\n',
    'no colon\r\n',
  ] as const
  const last = oddly(chance, ['0'], lasts)
  return `${first}${last}${endOf(chance)}${oddly(chance, [''], trailers)}${endOf(chance)}`
}

const ODD_ONE_IN = 9
const ODD_END_ONE_IN = 50

function oddly<T>(chance: Chance, sound: readonly [T, ...T[]], odd: readonly [T, ...T[]]): T {
  return chance.isOneIn(ODD_ONE_IN) ? chance.of(odd) : chance.of(sound)
}

function endOf(chance: Chance): string {
  return chance.isOneIn(ODD_END_ONE_IN) ? chance.of(oddEnds) : '\r\n'
}

/** One request, more or less. */
function toRequest(chance: Chance): string {
  const method = oddly(chance, methods, oddMethods)
  const target = oddly(chance, targets, oddTargets)
  const line = `${method} ${target} ${oddly(chance, ['HTTP/1.1'], oddVersions)}`
  const body = chance.of(bodies)
  const isChunked = chance.isOneIn(3)
  const fields: string[] = [oddly(chance, hosts, oddHosts)]
  if (isChunked || chance.isOneIn(12)) {
    const name = oddly(chance, ['Transfer-Encoding'], encodingNames)
    fields.push(`${name}: ${oddly(chance, ['chunked'], encodings)}`)
  }
  if (!isChunked || chance.isOneIn(12)) {
    const name = oddly(chance, ['Content-Length'], lengthNames)
    const length = oddly(chance, [`${body.length}`], toLengths(body.length))
    if (body !== '' || chance.isOneIn(2)) fields.push(`${name}: ${length}`)
  }
  while (chance.isOneIn(3)) fields.splice(chance.below(fields.length + 1), 0, chance.of(oddFields))
  const head = [line, ...fields].map((text) => (text === '' ? '' : text + endOf(chance))).join('')
  return `${head}${endOf(chance)}${isChunked ? toChunked(chance, body) : body}`
}

/** All that one client says. */
export function toSaid(chance: Chance): Buffer {
  let text = toRequest(chance)
  if (chance.isOneIn(3)) text += toRequest(chance)
  if (chance.isOneIn(40)) text = `${chance.of(['\r\n', '\n', '\r\n\r\n', ' '])}${text}`
  const bytes = Buffer.from(text, 'latin1')
  if (chance.isOneIn(6) && bytes.length > 0) bytes[chance.below(bytes.length)] = chance.below(256)
  return bytes
}

const statuses = ['200 OK', '200 OK', '201 Made', '404 No', '500 Bad'] as const
const oddStatuses = [
  '204 None',
  '304 Same',
  '100 Go on',
  '101 Switch',
  '199 x',
  '999 x',
  '2000 x',
  '20 x',
] as const
const oddResponseVersions = [
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/2.0',
  'http/1.1',
  'HTTP/1.1 ',
  'ICY',
  '',
] as const

/** One answer of a server, more or less. */
export function toAnswer(chance: Chance): Buffer {
  const version = oddly(chance, ['HTTP/1.1'], oddResponseVersions)
  const line = `${version} ${oddly(chance, statuses, oddStatuses)}`
  const inner = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled'
  const body = chance.of(['', 'a', 'hello', '0\r\n\r\n', inner, `0\r\n\r\n${inner}`])
  const isChunked = chance.isOneIn(3)
  const fields: string[] = []
  if (isChunked || chance.isOneIn(12)) {
    const name = oddly(chance, ['Transfer-Encoding'], encodingNames)
    fields.push(`${name}: ${oddly(chance, ['chunked'], encodings)}`)
  }
  if (!isChunked || chance.isOneIn(12)) {
    const name = oddly(chance, ['Content-Length'], lengthNames)
    fields.push(`${name}: ${oddly(chance, [`${body.length}`], toLengths(body.length))}`)
  }
  while (chance.isOneIn(3)) fields.splice(chance.below(fields.length + 1), 0, chance.of(oddFields))
  const head = [line, ...fields].map((text) => text + endOf(chance)).join('')
  const text = `${head}${endOf(chance)}${isChunked ? toChunked(chance, body) : body}`
  const interim = chance.isOneIn(12) ? 'HTTP/1.1 103 Hints\r\nX: y\r\n\r\n' : ''
  const bytes = Buffer.from(`${interim}${text}${chance.isOneIn(30) ? inner : ''}`, 'latin1')
  if (chance.isOneIn(6)) bytes[chance.below(bytes.length)] = chance.below(256)
  return bytes
}
