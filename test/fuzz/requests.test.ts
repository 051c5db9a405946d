/**
 * What a data plane forwards of requests that parsers read differently: whatever it is, it is one
 * request, for the plainest reader, for Node's parser, for HAProxy and for nginx, and the same one.
 *
 * `LB_FUZZ_CASES=100000 npm test -- test/fuzz` runs many; `LB_FUZZ_SEED` runs those of a failure.
 */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { dataplanes } from '../../src/engine/dataplane/registry.ts'
import { startRaw } from '../contract/dataplane/raw.ts'
import { World } from '../contract/dataplane/world.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { readWithNode } from '../unit/engine/dataplane/embedded/http/node-parser.ts'
import { lastReading, startJudges } from './judges.ts'
import type { Judge } from './judges.ts'
import { toSaid } from './pieces.ts'
import { readPlain } from './plain-reading.ts'
import { Chance, toRun } from './random.ts'

const CASES_BY_DEFAULT = 1500
const BATCH = 32
const TIMEOUT_MS_PER_CASE = 100
/** Of one connection; the listener's own timeouts are a second each. */
const END_DEADLINE_MS = 30_000
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

/** Fields after the last chunk that servers are to ignore (RFC 9110 6.5.1), as not all do. */
const framingTrailer = /\r\n0\r\n(?:.+\r\n)*(?:content-length|transfer-encoding|host)\s*:/i

const { seed, cases } = toRun(CASES_BY_DEFAULT)

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: ${cases} requests by chance, seed ${seed}`, function () {
    this.timeout(60_000 + cases * TIMEOUT_MS_PER_CASE)
    let world: World
    let judges: readonly Judge[]

    before(async () => {
      world = new World(entry)
      const started = await startJudges()
      judges = started.judges
      for (const name of started.missing) console.log(`    (${name} is not installed: not asked)`)
    })

    after(async () => {
      await world.close()
      await Promise.all(judges.map((judge) => judge.close()))
    })

    it('two requests are noticed, and a refusal is', async () => {
      const one = 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n'
      for (const judge of judges) {
        const two = await judge.judge(Buffer.from(one + one))
        assert.deepEqual(two, ['GET /a', 'GET /a', lastReading])
        assert.equal(isAgreed(two, 'GET /a'), false)
        const [refusal = ''] = await judge.judge(Buffer.from('GET /a HTTP/1.1\r\nHost : h\r\n\r\n'))
        assert.match(refusal, /^400$/)
      }
    })

    it('what is forwarded is one request, and the same one for everybody', async () => {
      const recorder = await startRecorder()
      const port = await freePort()
      const pools = [{ servers: [{ port: recorder.port }], responseTimeoutMs: 1000 }]
      await world.apply({ listeners: [{ port, idleTimeoutMs: 1000 }], pools })
      const judged = new Set<string>()
      for (let from = 0; from < cases; from += BATCH) {
        const said = Array.from({ length: Math.min(BATCH, cases - from) }, (_, index) =>
          toSaid(new Chance(seed + from + index)),
        )
        await Promise.all(said.map((bytes) => say(port, bytes)))
        const { refusesEveryForm } = world.plane.capabilities
        const fresh = (await recorder.take()).filter((text) => !judged.has(text))
        const forwarded = new Set(
          refusesEveryForm ? fresh : fresh.filter((text) => !framingTrailer.test(text)),
        )
        for (const text of forwarded) judged.add(text)
        const problems = await Promise.all([...forwarded].map((text) => judgeAll(judges, text)))
        const found = problems.flat()
        assert.deepEqual(found, [], `seed ${seed}, cases ${from} to ${from + said.length - 1}`)
      }
      await recorder.close()
      console.log(`    (${judged.size} of them were forwarded in different forms)`)
      // Most are refused; a good part must not be, or nothing was judged.
      assert(judged.size > cases / 100, `only ${judged.size} were forwarded`)
    })
  })
}

/** Says it all and waits for the end, which must come. */
function say(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no end after ${JSON.stringify(bytes.toString('latin1'))}`))
    }, END_DEADLINE_MS)
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(deadline)
      resolve()
    })
    socket.resume()
    socket.end(bytes)
  })
}

/** A server that keeps what each connection brings, and answers what looks complete. */
async function startRecorder() {
  const heard: string[] = []
  let open = 0
  const server = await startRaw((talk) => {
    open++
    let isAnswered = false
    talk.socket.on('data', () => {
      const { heard: text } = talk
      const isBodiless =
        text.startsWith('HEAD ') && !/\r\n(content-length|transfer-enc)/i.test(text)
      if (isAnswered || readPlain(text, { isBodiless }) === null) return
      isAnswered = true
      talk.socket.end(ANSWER)
    })
    talk.socket.on('end', () => talk.socket.end())
    talk.socket.on('close', () => {
      open--
      if (talk.heard !== '') heard.push(talk.heard)
    })
  })
  return {
    port: server.port,
    close: () => server.close(),
    take: async (): Promise<readonly string[]> => {
      await waitFor('the proxy to leave', () => open === 0 || null)
      return heard.splice(0)
    },
  }
}

/** What is wrong with `text`, which one connection to a server brought. */
async function judgeAll(judges: readonly Judge[], text: string): Promise<readonly string[]> {
  const quoted = JSON.stringify(text)
  const plain = readPlain(text)
  // The client went away in the middle, and nothing follows.
  if (plain === null) return []
  const byNode = await readWithNode(Buffer.from(text, 'latin1'))
  const problems: string[] = []
  if (byNode.requests.length > 1) problems.push(`Node reads two requests in ${quoted}`)
  if (plain.rest !== '') problems.push(`more than one request on a connection: ${quoted}`)
  const reading = plain.startLine.replace(/ HTTP\/1\.[01]$/, '')
  const [seen] = byNode.requests
  if (seen !== undefined && `${seen.method} ${seen.target}` !== reading) {
    problems.push(`Node reads ${seen.method} ${seen.target} in ${quoted}`)
  }
  if (seen !== undefined && seen.body !== plain.body) {
    problems.push(`Node reads the body ${JSON.stringify(seen.body)} in ${quoted}`)
  }
  for (const judge of judges) {
    const verdict = await judge.judge(Buffer.from(text, 'latin1'))
    if (isAgreed(verdict, reading)) continue
    problems.push(`${judge.name} reads ${JSON.stringify(verdict)} in ${quoted}`)
  }
  return problems
}

/** One request and then the last one; or a refusal, after which there may be nothing. */
function isAgreed([first, second, ...others]: readonly string[], reading: string): boolean {
  if (others.length > 0) return false
  const isRefusal = first === undefined || /^\d{3}$/.test(first)
  if (!isRefusal && first !== reading) return false
  return second === lastReading || (isRefusal && second === undefined)
}
