/** Calls between a real server and a real client, over real sockets. */

import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  bind,
  connect,
  implement,
  listen,
  maxWaitingConnections,
  RpcError,
  serve,
} from '../../../src/rpc/index.ts'
import type { Call, ServeOptions } from '../../../src/rpc/index.ts'
import { assertRefused, Echo, makeEcho, makeSocketDirectory } from './echo.ts'
import type { Note } from './echo.ts'

const repeat = async (note: Note): Promise<Note> => note
const unhurried = (signal: AbortSignal): Promise<void> => delay(60_000, undefined, { signal })

async function* notes(count: number): AsyncGenerator<Note> {
  for (let at = 0; at < count; at++) yield { text: 'n', count: at }
}

async function gather(stream: AsyncIterable<Note>): Promise<number[]> {
  const counts: number[] = []
  for await (const note of stream) counts.push(note.count)
  return counts
}

function serving(handlers: Parameters<typeof makeEcho>[0]): ServeOptions {
  return {
    implementations: [implement(Echo, handlers)],
    maxRequestBytes: Infinity,
    onFault: (fault) => assert.fail(String(fault)),
  }
}

describe('calls with one answer', () => {
  it('carry a request there and an answer back', async () => {
    await using pair = await makeEcho({ once: repeat })
    assert.deepEqual(await pair.echo.once({ text: 'é', count: -3 }), { text: 'é', count: -3 })
  })

  it('run at the same time on one connection', async () => {
    const gate = Promise.withResolvers<void>()
    let running = 0
    await using pair = await makeEcho({
      async once(note) {
        if (++running === 20) gate.resolve()
        await gate.promise
        return note
      },
    })
    const calls = Array.from({ length: 20 }, (_, count) => pair.echo.once({ count }))
    const answers = await Promise.all(calls)
    assert.deepEqual(
      answers.map((answer) => answer.count),
      [...calls.keys()],
    )
  })

  it('answer UNIMPLEMENTED where there is no handler', async () => {
    await using pair = await makeEcho({})
    await assertRefused(pair.echo.once({}), 'UNIMPLEMENTED')
    await assertRefused(gather(pair.echo.answers({})), 'UNIMPLEMENTED')
    assert.deepEqual(pair.faults, [])
  })

  it("carry a handler's RpcError with code, message and details", async () => {
    await using pair = await makeEcho({
      async once() {
        const details = Buffer.from([0, 255, 1])
        throw new RpcError({ code: 'ABORTED', message: 'line 1\nzwei: é', details })
      },
    })
    const error = await assertRefused(pair.echo.once({}), 'ABORTED')
    assert(error instanceof RpcError)
    assert.equal(error.message, 'line 1\nzwei: é')
    assert.deepEqual(error.details, Buffer.from([0, 255, 1]))
    assert.deepEqual(pair.faults, [])
  })

  it('fail with INTERNAL when a handler throws by accident, and the server is told', async () => {
    const accident = new TypeError('x is not a function')
    await using pair = await makeEcho({ once: () => Promise.reject(accident) })
    await assertRefused(pair.echo.once({}), 'INTERNAL')
    assert.deepEqual(pair.faults, [accident])
  })

  it('fail with INTERNAL when a handler throws before its first await', async () => {
    await using pair = await makeEcho({
      once() {
        throw new TypeError('early')
      },
    })
    await assertRefused(pair.echo.once({}), 'INTERNAL')
    assert.equal(pair.faults.length, 1)
  })

  it('fail with INTERNAL when the answer cannot be written', async () => {
    await using pair = await makeEcho({ once: async () => ({ count: 0.5 }) })
    const error = await assertRefused(pair.echo.once({}), 'INTERNAL')
    assert.match(error.message, /count: an integer/)
    assert.equal(pair.faults.length, 1)
  })

  it('end at their deadline, on both sides', async () => {
    const seen = Promise.withResolvers<Call>()
    await using pair = await makeEcho({
      async once(note, call) {
        seen.resolve(call)
        await unhurried(call.signal)
        return note
      },
    })
    const before = Date.now()
    await assertRefused(pair.echo.once({}, { deadlineMs: 80 }), 'DEADLINE_EXCEEDED')
    const call = await seen.promise
    if (!call.signal.aborted) await once(call.signal, 'abort')
    assert(call.deadlineAtMs - before <= 1_000, 'the handler does not know the deadline')
    assert.deepEqual(pair.faults, [])
  })

  it('are cancelled by their signal, on both sides', async () => {
    const seen = Promise.withResolvers<Call>()
    await using pair = await makeEcho({
      async once(note, call) {
        seen.resolve(call)
        await unhurried(call.signal)
        return note
      },
    })
    const controller = new AbortController()
    const refused = assertRefused(pair.echo.once({}, { signal: controller.signal }), 'CANCELLED')
    const call = await seen.promise
    controller.abort()
    await refused
    if (!call.signal.aborted) await once(call.signal, 'abort')
    assert.deepEqual(pair.faults, [])
  })

  it('are not made at all when the signal has aborted before', async () => {
    await using pair = await makeEcho({ once: () => assert.fail('called') })
    await assertRefused(pair.echo.once({}, { signal: AbortSignal.abort() }), 'CANCELLED')
    assert.deepEqual(pair.faults, [])
  })

  it('do not abort the signal of a call that has been answered', async () => {
    const seen = Promise.withResolvers<Call>()
    await using pair = await makeEcho({
      async once(note, call) {
        seen.resolve(call)
        assert.equal(call.signal.aborted, false)
        return note
      },
    })
    await pair.echo.once({})
    await pair.echo.once({})
    assert.equal((await seen.promise).signal.aborted, false)
  })

  it('carry headers, those of the connection and those of the call', async () => {
    await using pair = await makeEcho(
      {
        async once(_note, call) {
          return { text: `${call.path} ${call.metadata.get('token')} ${call.metadata.get('key')}` }
        },
      },
      { metadata: new Map([['token', 't']]) },
    )
    const answer = await pair.echo.once({}, { metadata: new Map([['key', 'k']]) })
    assert.equal(answer.text, '/test.Echo/Once t k')
  })

  it('refuse a request beyond the limit, and take any size without one', async () => {
    const text = 'x'.repeat(6 * 2 ** 20)
    await using limited = await makeEcho({ once: repeat }, { maxRequestBytes: 1_000 })
    await assertRefused(limited.echo.once({ text }), 'RESOURCE_EXHAUSTED')
    assert.equal((await limited.echo.once({ text: 'ok' })).text, 'ok')
    await using unlimited = await makeEcho({ once: repeat })
    assert.equal((await unlimited.echo.once({ text })).text.length, text.length)
  })

  it('fail with UNAVAILABLE at once when nobody listens', async () => {
    await using directory = await makeSocketDirectory()
    using channel = await connect({ address: { path: join(directory.path, 'nobody') } })
    await assert.rejects(channel.client(Echo).once({}), {
      code: 'UNAVAILABLE',
      message: `connect ENOENT ${join(directory.path, 'nobody')}`,
    })
    await assert.rejects(channel.ready(50), { code: 'DEADLINE_EXCEEDED' })
  })

  it('work over TCP at a port that the system chose', async () => {
    const address = { host: '127.0.0.1', port: 0 }
    await using server = await listen({ ...serving({ once: repeat }), address })
    using channel = await connect({ address: server.address })
    await channel.ready(5_000)
    assert.equal((await channel.client(Echo).once({ count: 7 })).count, 7)
  })
})

describe('streams', () => {
  it('give every answer in order', async () => {
    await using pair = await makeEcho({ answers: () => notes(1_000) })
    assert.deepEqual(await gather(pair.echo.answers({})), [...Array(1_000).keys()])
  })

  it('pull no more from a handler than its caller takes', async () => {
    const text = 'x'.repeat(100_000)
    let made = 0
    await using pair = await makeEcho({
      async *answers() {
        for (;;) {
          made += 1
          yield { text }
        }
      },
    })
    const stream = pair.echo.answers({})[Symbol.asyncIterator]()
    await stream.next()
    let before = 0
    while (before !== made) {
      before = made
      await delay(50)
    }
    assert(made < 100, `${made} answers of 100 kB were made for one that was read`)
    await stream.return?.()
  })

  it("run the handler's finally when the caller leaves", async () => {
    const left = Promise.withResolvers<void>()
    await using pair = await makeEcho({
      async *answers() {
        try {
          for (;;) {
            await delay(1)
            yield {}
          }
        } finally {
          left.resolve()
        }
      },
    })
    for await (const _note of pair.echo.answers({})) break
    await left.promise
    assert.deepEqual(pair.faults, [])
  })

  it('tell a handler that waits when the caller leaves', async () => {
    const left = Promise.withResolvers<void>()
    await using pair = await makeEcho({
      async *answers(_note, call) {
        yield {}
        call.signal.addEventListener('abort', () => left.resolve())
        await unhurried(call.signal)
      },
    })
    for await (const _note of pair.echo.answers({})) break
    await left.promise
    assert.deepEqual(pair.faults, [])
  })

  it('fail after what was sent when the handler throws', async () => {
    await using pair = await makeEcho({
      async *answers() {
        yield { count: 1 }
        throw new RpcError({ code: 'DATA_LOSS', message: 'half' })
      },
    })
    const seen: number[] = []
    const reading = (async () => {
      for await (const note of pair.echo.answers({})) seen.push(note.count)
    })()
    const error = await assertRefused(reading, 'DATA_LOSS')
    assert.equal(error.message, 'half')
    assert.deepEqual(seen, [1])
  })

  it('end at their deadline', async () => {
    await using pair = await makeEcho({
      async *answers(_note, call) {
        yield {}
        await unhurried(call.signal)
      },
    })
    const stream = pair.echo.answers({}, { deadlineMs: 100 })
    await assertRefused(gather(stream), 'DEADLINE_EXCEEDED')
  })

  it('are cancelled by their signal', async () => {
    await using pair = await makeEcho({
      async *answers(_note, call) {
        yield {}
        await unhurried(call.signal)
      },
    })
    const controller = new AbortController()
    const reading = (async () => {
      for await (const _note of pair.echo.answers({}, { signal: controller.signal })) {
        controller.abort()
      }
    })()
    await assertRefused(reading, 'CANCELLED')
  })

  it('collect many requests into one answer', async () => {
    await using pair = await makeEcho({
      async collect(requests) {
        return { count: (await gather(requests)).length }
      },
    })
    assert.equal((await pair.echo.collect(notes(500))).count, 500)
  })

  it('stop sending when the far end has answered early', async () => {
    await using pair = await makeEcho({ collect: async () => ({ text: 'enough' }) })
    const endless = async function* (): AsyncGenerator<Note> {
      for (;;) {
        yield { text: 'x'.repeat(10_000), count: 0 }
        await delay(1)
      }
    }
    assert.equal((await pair.echo.collect(endless())).text, 'enough')
  })

  it('cancel the call when the source of requests fails', async () => {
    await using pair = await makeEcho({
      async collect(requests) {
        return { count: (await gather(requests)).length }
      },
    })
    const broken = async function* (): AsyncGenerator<Note> {
      yield { text: '', count: 1 }
      throw new Error('the source broke')
    }
    await assert.rejects(pair.echo.collect(broken()), /the source broke/)
  })

  it('go both ways at once', async () => {
    await using pair = await makeEcho({
      async *talk(requests) {
        for await (const note of requests) yield { count: note.count * 2 }
      },
    })
    assert.deepEqual(await gather(pair.echo.talk(notes(4))), [0, 2, 4, 6])
  })
})

describe('a door', () => {
  it('keeps connections that come before anything is served', async () => {
    await using directory = await makeSocketDirectory()
    const door = await bind({ path: join(directory.path, 's') })
    using channel = await connect({ address: door.address })
    const early = channel.client(Echo).once({ count: 5 })
    while (door.connectionCount === 0) await delay(1)
    await delay(20)
    await using _server = await serve(door, serving({ once: repeat }))
    assert.equal((await early).count, 5)
  })

  it('makes a unix socket that is its user’s alone, and removes it', async () => {
    await using directory = await makeSocketDirectory()
    const path = join(directory.path, 's')
    const door = await bind({ path })
    assert.equal(statSync(path).mode & 0o777, 0o600)
    await assert.rejects(bind({ path }), { code: 'EADDRINUSE' })
    door.close()
    assert.equal(existsSync(path), false)
  })

  it('keeps only so many waiting', async () => {
    await using directory = await makeSocketDirectory()
    const path = join(directory.path, 's')
    const door = await bind({ path })
    const sockets = Array.from({ length: maxWaitingConnections + 1 }, () => dial(path))
    const closed = sockets.map((socket) => once(socket.resume(), 'close'))
    await Promise.race(closed)
    assert.equal(door.connectionCount, maxWaitingConnections)
    door.destroy()
    await Promise.all(closed)
  })

  it('tells how many connections are open', async () => {
    await using directory = await makeSocketDirectory()
    const path = join(directory.path, 's')
    const door = await bind({ path })
    const counts: number[] = []
    const emptied = Promise.withResolvers<void>()
    door.watchCount((count) => {
      counts.push(count)
      if (count === 0) emptied.resolve()
    })
    const socket = dial(path)
    await once(socket, 'connect')
    socket.destroy()
    door.admit((arrived) => arrived.resume())
    await emptied.promise
    assert.deepEqual(counts, [1, 0])
    door.close()
  })
})

describe('closing a server', () => {
  it('lets a call in flight end', async () => {
    await using directory = await makeSocketDirectory()
    const seen = Promise.withResolvers<void>()
    const handlers = {
      async once(note: Note) {
        seen.resolve()
        await delay(100)
        return note
      },
    }
    const address = { path: join(directory.path, 's') }
    const server = await listen({ ...serving(handlers), address })
    using channel = await connect({ address })
    const call = channel.client(Echo).once({ count: 9 })
    await seen.promise
    await Promise.all([server.close(5_000), call.then((note) => assert.equal(note.count, 9))])
    await assertRefused(channel.client(Echo).once({}), 'UNAVAILABLE')
  })

  it('cuts a call that does not end in time', async () => {
    await using directory = await makeSocketDirectory()
    const seen = Promise.withResolvers<Call>()
    const handlers = {
      async once(note: Note, call: Call) {
        seen.resolve(call)
        await unhurried(call.signal)
        return note
      },
    }
    const address = { path: join(directory.path, 's') }
    const server = await listen({ ...serving(handlers), address })
    using channel = await connect({ address })
    const refused = channel
      .client(Echo)
      .once({})
      .then(
        () => assert.fail('answered'),
        (error: unknown) => assert(error instanceof RpcError),
      )
    const call = await seen.promise
    await server.close(50)
    await refused
    if (!call.signal.aborted) await once(call.signal, 'abort')
  })
})
