/**
 * What a data plane passes on of answers that parsers read differently: whatever it is, it ends
 * where the plainest reader and Node's parser say, and what follows is the next answer or nothing.
 *
 * `LB_FUZZ_CASES` and `LB_FUZZ_SEED` as for requests.
 */

import assert from 'node:assert/strict'
import { dataplanes } from '../../src/engine/dataplane/registry.ts'
import { dial, startRaw } from '../contract/dataplane/raw.ts'
import { World } from '../contract/dataplane/world.ts'
import { freePort } from '../support/ports.ts'
import { readAnswerWithNode } from './node-answer.ts'
import { toAnswer } from './pieces.ts'
import { readPlain } from './plain-reading.ts'
import type { PlainMessage } from './plain-reading.ts'
import { Chance, toRun } from './random.ts'

const CASES_BY_DEFAULT = 1000
const BATCH = 16
const TIMEOUT_MS_PER_CASE = 100
/** A server that leaves its answer unfinished is given up after this. */
const PATIENCE_MS = 300
const NEXT = 'HTTP/1.1 200 OK\r\nX-Next: yes\r\nContent-Length: 4\r\n\r\nnext'

const interim = /^HTTP\/1\.1 1\d\d /
/** On a busy machine the next answer may come too late: then the proxy gives one of its own. */
const NEXT_OR_LATE = /^HTTP\/1\.1 (200 OK\r\nX-Next: yes|504 Gateway Time-?out)\r\n/i

const { seed, cases } = toRun(CASES_BY_DEFAULT)

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: ${cases} answers by chance, seed ${seed}`, function () {
    this.timeout(60_000 + cases * TIMEOUT_MS_PER_CASE)
    let world: World

    before(() => {
      world = new World(entry)
    })

    after(() => world.close())

    it('what is passed on ends where everybody says', async () => {
      const server = await startServer()
      const port = await freePort()
      const times = { responseTimeoutMs: PATIENCE_MS, connectTimeoutMs: 1000 }
      await world.apply({
        listeners: [{ port, idleTimeoutMs: PATIENCE_MS }],
        pools: [{ servers: [{ port: server.port }], ...times }],
      })
      let passedOn = 0
      for (let from = 0; from < cases; from += BATCH) {
        const size = Math.min(BATCH, cases - from)
        const heard = await Promise.all(
          Array.from({ length: size }, (_, index) => ask(port, seed + from + index)),
        )
        const { passesResets } = world.plane.capabilities
        const judged = passesResets ? heard : heard.filter(({ answer }) => !interim.test(answer))
        const problems = await Promise.all(judged.map(judge))
        assert.deepEqual(problems.flat(), [], `seed ${seed}, cases ${from} to ${from + size - 1}`)
        passedOn += heard.filter(({ text }) => !text.startsWith('HTTP/1.1 50')).length
      }
      await server.close()
      assert(passedOn > cases / 100, `only ${passedOn} were passed on`)
      console.log(`    (${passedOn} of them were passed on)`)
    })
  })
}

interface Heard {
  readonly method: 'GET' | 'HEAD'
  readonly text: string
  readonly answer: string
}

/** Two requests at once; what the server says to the first is that of the case. */
async function ask(port: number, number: number): Promise<Heard> {
  const chance = new Chance(number)
  const method = chance.isOneIn(8) ? 'HEAD' : 'GET'
  const talk = await dial(port)
  const path = `/${number}`
  const next = 'GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'
  const text = await talk.say(`${method} ${path} HTTP/1.1\r\nHost: h\r\n\r\n${next}`).hearsOut()
  talk.close()
  return { method, text, answer: toServed(number).bytes.toString('latin1') }
}

interface Served {
  readonly bytes: Buffer
  readonly isEnded: boolean
}

function toServed(number: number): Served {
  const chance = new Chance(number + 1)
  return { isEnded: !chance.isOneIn(8), bytes: toAnswer(chance) }
}

/** Answers `/next` as it should be, and any number by chance. */
function startServer() {
  return startRaw((talk) => {
    talk.socket.on('data', () => {
      const [, path = ''] = /^\w+ \/(\w+) [^]*?\r\n\r\n/.exec(talk.heard) ?? []
      if (path === '') return
      talk.forget()
      if (path === 'next') talk.say(NEXT)
      else {
        const { bytes, isEnded } = toServed(Number(path))
        talk.socket.write(bytes)
        if (isEnded) talk.socket.end()
      }
    })
  })
}

async function judge({ method, text, answer }: Heard): Promise<readonly string[]> {
  const quoted = `${JSON.stringify(text)}, of ${JSON.stringify(answer)}`
  const plain = readFinal(text, method)
  if (plain === null) return []
  const problems: string[] = []
  if (plain.rest !== '' && !NEXT_OR_LATE.test(plain.rest)) {
    problems.push(`what follows is no answer: ${quoted}`)
  }
  const byNode = await readAnswerWithNode(method, Buffer.from(text, 'latin1'))
  if (byNode === null) return problems
  const status = plain.startLine.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)
  if (String(byNode.status) !== status) problems.push(`Node reads ${byNode.status} in ${quoted}`)
  if (byNode.body !== plain.body) {
    problems.push(`Node reads the body ${JSON.stringify(byNode.body)} in ${quoted}`)
  }
  return problems
}

/** The first answer that is not an interim one; null when it is not complete. */
function readFinal(text: string, method: 'GET' | 'HEAD'): PlainMessage | null {
  let left = text
  while (/^HTTP\/1\.1 1\d\d/.test(left)) {
    const end = left.indexOf('\r\n\r\n')
    if (end < 0) return null
    left = left.slice(end + 4)
  }
  const isBodiless = method === 'HEAD' || /^HTTP\/1\.[01] (204|304)/.test(left)
  const head = left.slice(0, left.indexOf('\r\n\r\n') + 4)
  const isFramed = /\r\n(content-length|transfer-encoding): /i.test(head)
  if (isBodiless || isFramed) return readPlain(left, { isBodiless })
  // It ends with the connection, and so does all that was heard.
  const [startLine = ''] = head.split('\r\n')
  return { startLine, body: left.slice(head.length), rest: '' }
}
