/** Engines that are replaced while they serve. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  startBackend,
  startTcpBackend,
  startTraffic,
  untilAnswers,
  get,
} from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { TestEngine, declare } from './engine.ts'

const UPGRADES = 10
/** Client and server are this process: on a busy machine it cannot do the 1,000 of the promise. */
const TRAFFIC_PER_SECOND = Number(process.env['LB_UPGRADE_RATE'] ?? 200)

describe('lb engine upgrade', () => {
  let engine: TestEngine
  const closers: (() => Promise<unknown>)[] = []

  beforeEach(() => {
    engine = new TestEngine()
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
    await engine.close()
  })

  async function serve(): Promise<string> {
    const server = await startBackend({ name: 'one' })
    closers.push(() => server.close())
    const url = await declare(engine, { port: await freePort(), servers: [server.port] })
    await untilAnswers(url)
    return url
  }

  async function upgrade(...words: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await engine.lb('engine', 'upgrade', ...words)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^upgraded from /)
  }

  it(`${UPGRADES} times under ${TRAFFIC_PER_SECOND} requests a second: none fails`, async () => {
    await engine.start()
    const url = await serve()
    const seen = [await engine.pids()]
    const traffic = startTraffic(url, TRAFFIC_PER_SECOND)
    for (let round = 0; round < UPGRADES; round++) {
      await upgrade('--drain-seconds=20')
      seen.push(await engine.pids())
    }
    const report = await traffic.stop()
    assert.deepEqual(report.failures, [])
    assert.ok(report.sent > UPGRADES)
    assert.equal(new Set(seen.map(({ agent }) => agent)).size, UPGRADES + 1)
    assert.equal(new Set(seen.map(({ control }) => control)).size, UPGRADES + 1)
  })

  it('what is replaced ends when its connections have, and guards watch over the new', async () => {
    await engine.start()
    const url = await serve()
    const before = await engine.pids()
    await upgrade('--drain-seconds=20')
    assert.equal((await get(url)).status, 200)
    const { control, agent } = await engine.pids()
    const guard = await engine.guard()
    await waitFor('the old processes to be gone', async () => {
      const left = new Set(await engine.processes())
      return !left.has(before.agent) && left.size === 3 ? left : null
    })
    assert.deepEqual(new Set(await engine.processes()), new Set([control, agent, guard]))
  })

  it('a download goes on in the old process to its end', async () => {
    await engine.start()
    const slow = createServer((incoming, response) => {
      if (incoming.method === 'HEAD') response.end()
      else {
        response.write('begin ')
        slow.once('finish-it', () => response.end('end'))
      }
    }).listen(0, '127.0.0.1')
    await once(slow, 'listening')
    closers.push(async () => slow.close())
    const { port } = slow.address() as AddressInfo
    const url = await declare(engine, { port: await freePort(), servers: [port] })
    const outgoing = request(url).end()
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    let body = ''
    response.on('data', (chunk: Buffer) => (body += chunk.toString()))
    await upgrade()
    slow.emit('finish-it')
    await once(response, 'end')
    assert.equal(body, 'begin end')
  })

  it('a TCP connection goes on, new ones are the new process’s, and a stop ends both', async () => {
    await engine.start()
    const server = await startTcpBackend({ name: 'tcp' })
    closers.push(() => server.close())
    const at = { port: await freePort(), servers: [server.port], protocol: 'TCP' }
    const url = new URL(await declare(engine, at))
    const old = await waitFor('a server behind the connection', async () => {
      const socket = connect({ host: url.hostname, port: at.port })
      closers.push(async () => socket.destroy())
      socket.on('error', () => {})
      return once(socket, 'data').then(
        () => socket,
        () => null,
      )
    })
    const before = await engine.pids()
    await upgrade()
    old.write('still here')
    const [echo] = (await once(old, 'data')) as [Buffer]
    assert.equal(echo.toString(), 'still here')
    assert.ok((await engine.processes()).includes(before.agent))
    await engine.lb('engine', 'stop')
    await engine.untilGone()
  })

  it('a new one that does not start: the old one serves on, and says so', async () => {
    await engine.start()
    const url = await serve()
    const before = await engine.pids()
    const folder = engine.copyOfProgram()
    breakPart(folder, 'take-over')
    const { code, stderr } = await engine.run(join(folder, 'lb'), 'engine', 'upgrade')
    assert.equal(code, 1)
    assert.match(stderr, /The old agent serves on.*exit code/)
    assert.equal((await get(url)).status, 200)
    assert.equal((await engine.pids()).agent, before.agent)
    const traffic = startTraffic(url, 50)
    await upgrade()
    assert.deepEqual((await traffic.stop()).failures, [])
  })

  it('a new control that does not start: the old one runs again', async () => {
    await engine.start()
    const url = await serve()
    const before = await engine.pids()
    const folder = engine.copyOfProgram()
    breakPart(folder, 'run')
    const { code, stderr } = await engine.run(join(folder, 'lb'), 'engine', 'upgrade')
    assert.equal(code, 1)
    assert.match(stderr, /the old one runs again/)
    assert.equal((await get(url)).status, 200)
    assert.equal((await engine.pids()).agent, before.agent)
  })

  it('with nothing that runs, says so', async () => {
    const { code, stderr } = await engine.lb('engine', 'upgrade')
    assert.equal(code, 1)
    assert.match(stderr, /No engine is running/)
  })
})

/** A version of the program that ends when it is started with this word. */
function breakPart(folder: string, word: string): void {
  const file = join(folder, 'lib/lb.cjs')
  const test = `process.argv.some((one) => one === '${word}' || one === '--${word}')`
  const text = readFileSync(file, 'utf8').replace(
    "'use strict'",
    `'use strict'\nif (${test}) process.exit(9)`,
  )
  writeFileSync(file, text)
}
