/**
 * Many clients at once with bodies of any size, cut anywhere, some slow, some gone: every answer
 * that is complete is the right one, byte for byte, and nothing is left over.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { waitFor } from '../../support/wait.ts'
import { dial } from './raw.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'
import { LOOPBACK } from './world.ts'

const RUNS = 6
const CLIENTS = 24
/** Prime, so that no piece of a body looks like the one before it. */
const PERIOD = 251

interface Plan {
  readonly requests: readonly {
    readonly size: number
    readonly answer: number
    readonly isChunked: boolean
  }[]
  /** Bytes of each write. */
  readonly cut: number
  /** Bytes after which the client goes away; none when it stays. */
  readonly leavesAfter: number | undefined
  /** Whether the client does not read before the others are done. */
  readonly isSlow: boolean
}

const size = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 16_000, max: 70_000 }),
  fc.integer({ min: 100_000, max: 600_000 }),
)

/** Some are more than the kernel takes for a client that does not read. */
const answer = fc.oneof(
  { arbitrary: size, weight: 5 },
  { arbitrary: fc.integer({ min: 6_000_000, max: 8_000_000 }), weight: 1 },
)

const plan: fc.Arbitrary<Plan> = fc.record({
  requests: fc.array(fc.record({ size, answer, isChunked: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  }),
  cut: fc.constantFrom(7, 100, 1460, 40_000, 1_000_000),
  leavesAfter: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined, freq: 4 }),
  isSlow: fc.boolean(),
})

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: chaos`, () => {
    const test = stageFor(entry)

    test('every complete answer is the right one, and nothing is left over', async (stage) => {
      const port = await startMirror(stage)
      await stage.world.apply({
        listeners: [{ id: 'chaos', port: stage.port, poolId: 'chaos' }],
        pools: [{ id: 'chaos', servers: [{ id: 'mirror', port }] }],
      })
      const plans = fc.array(plan, { minLength: CLIENTS, maxLength: CLIENTS })
      const property = fc.asyncProperty(plans, async (all) => {
        const saysEnd = !stage.world.plane.capabilities.servesAfterEnd
        await playAll(
          stage.port,
          all.map((one) => ({ ...one, saysEnd })),
        )
      })
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true })
      await stage.world.listenerCounters('chaos', (counters) => counters.connectionsActive === 0)
    })
  })
}

/** Answers each POST with as many bytes as its path says, and the digest of what it got. */
async function startMirror(stage: Stage): Promise<number> {
  const server = createServer((request, response) => void reflect(request, response))
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve))
  stage.owns({
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  })
  return (server.address() as AddressInfo).port
}

async function reflect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const digest = createHash('sha1')
  try {
    for await (const chunk of request) digest.update(chunk as Buffer)
  } catch {
    return
  }
  const length = Number(request.url?.slice(1))
  const body = toBody(length)
  response.setHeader('X-Digest', digest.digest('hex'))
  if (length % 2 === 0) response.setHeader('Content-Length', length)
  const middle = Math.floor(length / 3)
  response.write(body.subarray(0, middle))
  response.end(body.subarray(middle))
}

function toBody(length: number): Buffer {
  const pattern = Buffer.from(Array.from({ length: PERIOD }, (_, at) => (at * 31 + length) & 0xff))
  return Buffer.alloc(length, pattern)
}

/** The end is said with the last request; otherwise the client ends its side. */
type Part = Plan & { readonly saysEnd: boolean }

async function playAll(port: number, plans: readonly Part[]): Promise<void> {
  const fast = Promise.all(
    plans.filter(({ isSlow }) => !isSlow).map((one) => play(port, one, Promise.resolve())),
  )
  const slow = plans.filter(({ isSlow }) => isSlow).map((one) => play(port, one, fast))
  await Promise.all([fast, ...slow])
}

async function play(port: number, one: Part, mayRead: Promise<unknown>): Promise<void> {
  const talk = await dial(port)
  const heard: Buffer[] = []
  talk.socket.on('data', (bytes: Buffer) => heard.push(bytes))
  const said = Buffer.concat(
    one.requests.map((request, index) =>
      toRequest(request, one.saysEnd && index === one.requests.length - 1),
    ),
  )
  if (one.isSlow) talk.socket.pause()
  const end = Math.min(one.leavesAfter ?? said.length, said.length)
  for (let at = 0; at < end; at += Math.max(one.cut, Math.ceil(end / 200))) {
    talk.socket.write(
      said.subarray(at, Math.min(end, at + Math.max(one.cut, Math.ceil(end / 200)))),
    )
    await new Promise(setImmediate)
  }
  await mayRead
  talk.socket.resume()
  if (one.leavesAfter === undefined) await finish(one, talk, heard)
  talk.close()
}

async function finish(
  one: Part,
  talk: Awaited<ReturnType<typeof dial>>,
  heard: readonly Buffer[],
): Promise<void> {
  if (!one.saysEnd) talk.socket.end()
  await waitFor('all answers', () => talk.hasEnded || talk.isClosed || null)
  const answers = parseAnswers(Buffer.concat(heard))
  assert.equal(talk.error, null)
  assert.deepEqual(
    answers.map(({ digest, body }) => ({ digest, length: body.length })),
    one.requests.map((request) => ({
      digest: createHash('sha1').update(toBody(request.size)).digest('hex'),
      length: request.answer,
    })),
  )
  for (const { body } of answers) assert(body.equals(toBody(body.length)), 'the body is another')
}

function toRequest(request: Plan['requests'][number], isLast: boolean): Buffer {
  const body = toBody(request.size)
  const framing = request.isChunked
    ? 'Transfer-Encoding: chunked'
    : `Content-Length: ${body.length}`
  const end = isLast ? 'Connection: close\r\n' : ''
  const head = `POST /${request.answer} HTTP/1.1\r\nHost: h\r\n${end}${framing}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), request.isChunked ? toChunks(body) : body])
}

function toChunks(body: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; at += 5000) {
    const piece = body.subarray(at, at + 5000)
    pieces.push(Buffer.from(`${piece.length.toString(16)};x=y\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

interface ParsedAnswer {
  readonly digest: string
  readonly body: Buffer
}

/** Answers one after the other, as strict as a test needs. */
function parseAnswers(bytes: Buffer): readonly ParsedAnswer[] {
  const answers: ParsedAnswer[] = []
  let at = 0
  while (at < bytes.length) {
    const headEnd = bytes.indexOf('\r\n\r\n', at) + 4
    assert(headEnd >= 4, 'half a head')
    const head = bytes.toString('latin1', at, headEnd)
    assert.match(head, /^HTTP\/1\.1 200 /)
    const digest = /\r\nX-Digest: (\w+)/i.exec(head)?.[1] ?? ''
    const length = /\r\nContent-Length: (\d+)/i.exec(head)?.[1]
    const { body, end } =
      length === undefined
        ? unchunk(bytes, headEnd)
        : { body: bytes.subarray(headEnd, headEnd + Number(length)), end: headEnd + Number(length) }
    answers.push({ digest, body })
    at = end
  }
  return answers
}

function unchunk(bytes: Buffer, start: number): { body: Buffer; end: number } {
  const pieces: Buffer[] = []
  let at = start
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    assert(lineEnd > 0, 'half a chunk')
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (length === 0) return { body: Buffer.concat(pieces), end: lineEnd + 4 }
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length))
    at = lineEnd + 4 + length
  }
}
