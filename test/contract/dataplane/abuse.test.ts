/**
 * Clients and servers that mean harm, or are just broken: slow, many, gone. The plane serves others
 * meanwhile, holds no more than it must, and afterwards nothing is left.
 */

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import type { Socket } from 'node:net'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { get } from '../../support/backends.ts'
import { waitFor } from '../../support/wait.ts'
import { dial } from './raw.ts'
import type { Talk } from './raw.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
/** Connections at once; both of their ends are in this process, which may have so many files. */
const CROWD = Math.min(10_000, Math.floor(filesMax() * 0.4))
const CROWD_BATCH = 250
const FLOOD = 1000
const GIGABYTE = 1_000_000_000
const PIECE = Buffer.alloc(65_536, 'x')
const PIECES = Math.ceil(GIGABYTE / PIECE.length)
/** What memory may grow by while a gigabyte passes: sockets' buffers and garbage, no part of it. */
const GROWTH_BYTES_MAX = 200_000_000
/** How long a client pauses to be slow. */
const PAUSE_MS = 200
const DRIBBLE_MS = 500
const TIMEOUT_MS = 600_000

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: abuse`, function () {
    this.timeout(TIMEOUT_MS)
    const test = stageFor(entry)

    test('a head that comes bit by bit is given up: 408', async (stage) => {
      const [backend] = await stage.backends(1)
      await serve(stage, backend?.port)
      const before = openFiles()
      const talk = stage.owns(await dial(stage.port))
      talk.say(GET)
      const timer = setInterval(() => talk.say('X: y\r\n'), DRIBBLE_MS)
      const isOver = (): true | null => talk.hasEnded || talk.isClosed || null
      await waitFor('the end of patience', isOver)
      clearInterval(timer)
      assert.match(talk.heard, /^HTTP\/1\.1 408 /)
      assert.equal(backend?.requests.length, 0)
      talk.close()
      await settles(before, KEPT_OF_ONE_MAX)
    })

    test(`${CROWD} idle connections leave room for others, and nothing behind`, async (stage) => {
      const [backend] = await stage.backends(1)
      await serve(stage, backend?.port)
      const before = openFiles()
      const crowd: Talk[] = []
      while (crowd.length < CROWD) {
        const batch = Array.from({ length: CROWD_BATCH }, () => dial(stage.port))
        crowd.push(...(await Promise.all(batch)).map((talk) => stage.owns(talk)))
      }
      assert.equal((await get(stage.url)).status, 200)
      for (const talk of crowd.slice(0, CROWD_BATCH)) talk.say(`${GET}\r\n`)
      for (const talk of crowd.slice(0, CROWD_BATCH)) await talk.hears('s0')
      for (const talk of crowd) talk.close()
      await stage.world.listenerCounters('abused', (counters) => counters.connectionsActive === 0)
      await settles(before)
    })

    test('a flood of connections that are reset leaves nothing behind', async (stage) => {
      const [backend] = await stage.backends(1)
      await serve(stage, backend?.port)
      const before = openFiles()
      for (let count = 0; count < FLOOD; count += CROWD_BATCH) {
        const batch = Array.from({ length: CROWD_BATCH }, () => dial(stage.port))
        for (const [index, talk] of (await Promise.all(batch)).entries()) {
          if (index % 3 > 0) talk.say(index % 3 === 1 ? GET : `${GET}\r\n`)
          talk.socket.resetAndDestroy()
        }
      }
      assert.equal((await get(stage.url)).status, 200)
      await stage.world.listenerCounters('abused', (counters) => counters.connectionsActive === 0)
      await settles(before)
    })

    test('a gigabyte passes to a client that pauses, and memory stays flat', async (stage) => {
      const server = await stage.raw((talk) => {
        talk.socket.once('data', () => {
          talk.say(`HTTP/1.1 200 OK\r\nContent-Length: ${PIECES * PIECE.length}\r\n\r\n`)
          void pour(talk.socket)
        })
      })
      await serve(stage, server.port)
      const before = openFiles()
      const memory = watchMemory()
      const talk = stage.owns(await dial(stage.port))
      talk.say(`${GET}\r\n`)
      await hearsSlowly(talk)
      assert(memory.stop() < GROWTH_BYTES_MAX)
      talk.close()
      await settles(before, KEPT_OF_ONE_MAX)
    })

    test('a gigabyte passes to a server that pauses, and memory stays flat', async (stage) => {
      const server = await stage.raw((talk) => void hearsSlowly(talk))
      await serve(stage, server.port)
      const before = openFiles()
      const memory = watchMemory()
      const talk = stage.owns(await dial(stage.port))
      talk.say(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${PIECES * PIECE.length}\r\n\r\n`)
      await pour(talk.socket)
      const isWhole = (): true | null => {
        const [heard] = server.talks
        return heard !== undefined && heard.heardBytes > PIECES * PIECE.length ? true : null
      }
      await waitFor('all of it', isWhole, TIMEOUT_MS)
      assert(memory.stop() < GROWTH_BYTES_MAX)
      talk.close()
      await settles(before, KEPT_OF_ONE_MAX)
    })

    const answers = {
      'a length': 'HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 20\r\n\r\n01234567890123456789',
      chunks:
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n',
    }
    for (const [name, answer] of Object.entries(answers)) {
      test(`a server that dies at any point of an answer with ${name}`, async (stage) => {
        let cut = 0
        let isReset = false
        const server = await stage.raw((talk) => {
          talk.socket.once('data', () => {
            if (cut > 0) talk.say(answer.slice(0, cut))
            if (isReset) setImmediate(() => talk.socket.resetAndDestroy())
            else talk.socket.end()
          })
        })
        await serve(stage, server.port)
        const before = openFiles()
        for (cut = 0; cut < answer.length; cut++) {
          isReset = cut % 2 === 0
          const talk = await dial(stage.port)
          const heard = await talk.say(`${GET}Connection: close\r\n\r\n`).hearsOut()
          assert(isPart(heard, answer), `cut at ${cut}: ${JSON.stringify(heard)}`)
          talk.close()
        }
        await stage.world.listenerCounters('abused', (counters) => counters.connectionsActive === 0)
        await settles(before)
      })
    }
  })
}

/** Nothing, a 502, or less than the answer: nobody takes it for the whole. */
function isPart(heard: string, answer: string): boolean {
  if (heard === '' || heard.startsWith('HTTP/1.1 502 ')) return true
  const [head = '', body] = heard.split('\r\n\r\n')
  if (body === undefined) return head.startsWith('HTTP/1.1 200')
  return heard.slice(head.length + 4).length < answer.length - answer.indexOf('\r\n\r\n') - 4
}

async function serve(stage: Stage, port = 0): Promise<void> {
  await stage.world.apply({
    listeners: [{ id: 'abused', port: stage.port }],
    pools: [{ servers: [{ port }] }],
  })
}

function filesMax(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity)
}

/** File descriptors of this process, which is the plane's too. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').length
}

/** Connections to servers may be kept; a crowd may not. */
const KEPT_MAX = 64
/** After one client: both ends of what is kept for its server. */
const KEPT_OF_ONE_MAX = 2

async function settles(before: number, keptMax = KEPT_MAX): Promise<void> {
  await waitFor('files to be closed', () => openFiles() <= before + keptMax || null)
}

/** Writes a gigabyte, no faster than it is taken. */
async function pour(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve))
  for (let count = 0; count < PIECES && !socket.destroyed; count++) {
    if (socket.write(PIECE)) continue
    await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
  }
}

/** Hears a gigabyte with a pause at the beginning, when all buffers fill up. */
async function hearsSlowly(talk: Talk): Promise<void> {
  await talk.hears(1)
  talk.socket.pause()
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  talk.socket.resume()
  const whole = PIECES * PIECE.length
  await waitFor('a gigabyte', () => talk.heardBytes >= whole || talk.isClosed || null, TIMEOUT_MS)
}

function watchMemory(): { stop(): number } {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  return {
    stop: () => {
      clearInterval(timer)
      return most - before
    },
  }
}
