/** TCP listeners: bytes across, both ways, unread. */

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { freePort } from '../../support/ports.ts'
import { startStuckListener } from '../../support/stuck.ts'
import { waitFor } from '../../support/wait.ts'
import { ask, dial } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'
import type { PoolSpec } from './world.ts'

const MIB = 1024 * 1024

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: TCP`, () => {
    const test = stageFor(entry)

    test('R18: connections go by weight, bytes go both ways', async (stage) => {
      const [a, b] = await stage.tcpBackends(2)
      assert(a && b)
      const servers = [
        { port: a.port, weight: 1 },
        { port: b.port, weight: 3 },
      ]
      await serve(stage, { servers })
      const names: string[] = []
      for (let index = 0; index < 8; index++) {
        const talk = stage.owns(await dial(stage.port))
        await talk.say('hello').hears(/\nhello$/)
        names.push(talk.heard.slice(0, 2))
      }
      assert.equal(names.filter((name) => name === 's0').length, 2)
    })

    test('a server that speaks first is heard, and a client that speaks at once too', async (stage) => {
      const server = await stage.raw((talk) => void talk.say('welcome'))
      await serve(stage, { servers: [{ port: server.port }] })
      const silent = stage.owns(await dial(stage.port))
      await silent.hears('welcome')
      stage.owns(await dial(stage.port)).say('first words')
      await waitFor('the words', () => server.talks[1]?.heard === 'first words' || null)
    })

    test('each side may end before the other', async (stage) => {
      const server = await stage.raw((talk) => {
        talk.socket.on('end', () => talk.socket.end(`heard ${talk.heard}`))
      })
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      talk.socket.end('all I say')
      assert.equal(await talk.hearsOut(), 'heard all I say')
    })

    test('a server may end first and still hear the client', async (stage) => {
      const server = await stage.raw((talk) => void talk.socket.end('bye'))
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      await waitFor('the end', () => talk.hasEnded || null)
      talk.socket.end('still here')
      await waitFor('the words', () => server.talks[0]?.heard === 'still here' || null)
      await waitFor('both ends', () => server.talks[0]?.isClosed ?? null)
    })

    test.needs('passesResets')('a reset on one side is a reset on the other', async (stage) => {
      const server = await stage.raw((talk) => void talk.say('hello'))
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      await talk.hears('hello')
      server.talks[0]?.socket.resetAndDestroy()
      await waitFor('the end', () => talk.isClosed || null)
      assert.match(talk.error ?? '', /ECONNRESET/)
    })

    test('who waits for a server that is never reached is let go, and the server has drained', async (stage) => {
      const stuck = stage.owns(await startStuckListener())
      const [backend] = await stage.tcpBackends(1)
      assert(backend)
      // A plane may need the time of the connection that is under way to let go.
      const times = { connectTimeoutMs: 2000, drainTimeoutMs: 200 }
      await serve(stage, { ...times, servers: [{ id: 'stuck', port: stuck.port }] })
      const talk = stage.owns(await dial(stage.port))
      talk.say('hello')
      await stage.world.endpointCounters('stuck', ({ active }) => active === 1)
      await serve(stage, { ...times, servers: [{ id: 'other', port: backend.port }] })
      await talk.hearsOut()
      await waitFor('its drain', () => stage.world.drained.includes('pool/stuck') || null)
      assert.equal(talk.heard, '')
    })

    test('whoever does not read holds the other back, then gets everything', async (stage) => {
      const size = 64 * MIB
      const server = await stage.raw((talk) => {
        for (let sent = 0; sent < size; sent += MIB) talk.socket.write(Buffer.alloc(MIB, 'z'))
        talk.socket.end()
      })
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      talk.socket.pause()
      const served = await waitFor('a connection', () => server.talks[0] ?? null)
      let before = -1
      await waitFor('a stalled write', () => {
        const left = served.socket.writableLength
        const isStalled = left === before
        before = left
        return isStalled || null
      })
      assert(served.socket.writableLength > size / 2, `${served.socket.writableLength} bytes left`)
      talk.socket.resume()
      await talk.hearsOut()
      assert.equal(talk.heardBytes, size)
    })

    test('a long stream arrives as it was sent, also after a pause', async (stage) => {
      const piece = randomBytes(MIB + 1)
      const pieces = 64
      const server = await stage.raw((talk) => {
        for (let sent = 0; sent < pieces; sent++) talk.socket.write(piece)
        talk.socket.end()
      })
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      const { socket } = talk
      const heard = createHash('sha1')
      let isPaused = false
      socket.on('data', (bytes: Buffer) => {
        heard.update(bytes)
        if (isPaused || socket.bytesRead < (pieces * MIB) / 2) return
        isPaused = true
        socket.pause()
        setImmediate(() => socket.resume())
      })
      await talk.hearsOut()
      const sent = createHash('sha1')
      for (let index = 0; index < pieces; index++) sent.update(piece)
      assert.equal(heard.digest('hex'), sent.digest('hex'))
    })

    test('a server that refuses connections is passed over', async (stage) => {
      const [backend] = await stage.tcpBackends(1)
      assert(backend)
      await serve(stage, { servers: [{ port: await freePort() }, { port: backend.port }] })
      for (let index = 0; index < 4; index++) {
        const talk = stage.owns(await dial(stage.port))
        await talk.hears('s0')
      }
    })

    test('with no server to be had the connection is closed', async (stage) => {
      await serve(stage, { servers: [{ port: await freePort() }] })
      assert.equal(await ask(stage.port, 'hello'), '')
    })

    test('a silent connection is let go', async (stage) => {
      const server = await stage.raw(() => {})
      await serve(stage, { servers: [{ port: server.port }] }, 300)
      assert.equal(await ask(stage.port, 'hello'), '')
    })

    test('R23: a server hears first who the client is, then what it says', async (stage) => {
      const server = await stage.raw(() => {})
      await serve(stage, { servers: [{ port: server.port }], proxyProtocol: true })
      const hasty = stage.owns(await dial(stage.port))
      hasty.say('hello')
      const served = await waitFor('a connection', () => server.talks[0] ?? null)
      const ends = `127.0.0.1 127.0.0.1 ${hasty.socket.localPort} ${stage.port}`
      await waitFor('the words', () => served.heard.endsWith('hello') || null)
      assert.equal(served.heard, `PROXY TCP4 ${ends}\r\nhello`)
      const silent = stage.owns(await dial(stage.port))
      const other = await waitFor('a connection', () => server.talks[1] ?? null)
      await other.hears(`127.0.0.1 ${silent.socket.localPort} ${stage.port}\r\n`)
      silent.say('now')
      await other.hears(/\r\nnow$/)
    })

    test('R23: it is said again to the server that is tried next, once to each', async (stage) => {
      const server = await stage.raw((talk) => void talk.say('hello'))
      const servers = [{ port: await freePort() }, { port: server.port }]
      await serve(stage, { servers, proxyProtocol: true })
      for (let index = 0; index < 2; index++) {
        await stage.owns(await dial(stage.port)).hears('hello')
        await waitFor('the header', () => server.talks[index]?.heard.endsWith('\r\n') ?? null)
        assert.equal(server.talks[index]?.heard.split('PROXY').length, 2)
      }
    })

    test('R23: off, a server hears the client alone; HTTP cannot have it', async (stage) => {
      const server = await stage.raw(() => {})
      await serve(stage, { servers: [{ port: server.port }] })
      stage.owns(await dial(stage.port)).say('hello')
      await waitFor('the words', () => server.talks[0]?.heard === 'hello' || null)
      const outcome = await stage.world.try({
        listeners: [{ port: stage.port }],
        pools: [{ proxyProtocol: true, servers: [] }],
      })
      assert.equal(outcome.kind, 'rejected')
    })

    test('counters tell connections and bytes', async (stage) => {
      const [backend] = await stage.tcpBackends(1)
      assert(backend)
      await stage.world.apply({
        listeners: [{ id: 'tcp', port: stage.port, protocol: 'tcp', poolId: 'tcp' }],
        pools: [
          { id: 'tcp', protocol: 'tcp', servers: [{ id: 'tcp-server', port: backend.port }] },
        ],
      })
      const talk = stage.owns(await dial(stage.port))
      await talk.say('hello').hears(/hello$/)
      const open = await stage.world.listenerCounters('tcp', (counters) => counters.bytesOut === 8)
      assert.deepEqual([open.bytesIn, open.connectionsActive, open.connectionsTotal], [5, 1, 1])
      talk.close()
      await stage.world.listenerCounters('tcp', (counters) => counters.connectionsActive === 0)
      await stage.world.endpointCounters(
        'tcp-server',
        (counters) => counters.connectionsActive === 0,
      )
    })
  })
}

async function serve(stage: Stage, pool: PoolSpec, idleTimeoutMs = 60_000): Promise<void> {
  await stage.world.apply({
    listeners: [{ port: stage.port, protocol: 'tcp', idleTimeoutMs }],
    pools: [{ protocol: 'tcp', ...pool }],
  })
}
