/** A process that has no file descriptor left: clients and servers alike need one each. */

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dial, startRaw } from '../../../../contract/dataplane/raw.ts'
import type { RawServer, Talk } from '../../../../contract/dataplane/raw.ts'
import { get } from '../../../../support/backends.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

/** Of util-linux: runs a program with limits. */
const LIMITER = 'prlimit'
/** Less than the plane's own limit of clients would need: that one alone cannot help. */
const FILES_MAX = 100
const CROWD = 150
/** Each event loop keeps a descriptor for such a time. */
const SPARE_MAX = 3
const LONG_MS = 60_000
const WATCH_MS = 500
const MS_PER_TICK = 10
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

describe('the embedded plane without file descriptors', () => {
  let server: RawServer
  let plane: ChildProcess
  let port: number
  /** Until then requests wait. */
  let isAnswering = false
  const crowd: Talk[] = []

  before(async function () {
    if (spawnSync(LIMITER, ['--version']).status !== 0) {
      console.log('    (prlimit is not installed: not tested)')
      this.skip()
    }
    server = await startRaw((talk) => {
      talk.socket.on('data', () => void (isAnswering && answer(talk)))
    })
    port = await freePort()
    plane = await startPlane(port, server.port)
  })

  after(async () => {
    for (const talk of crowd) talk.close()
    if (plane === undefined) return
    const ended = once(plane, 'exit')
    plane.stdin?.end()
    await ended
    await server.close()
  })

  it('serves whom it can, rests, and serves the others when there is room', async () => {
    const before = openFiles(plane)
    for (let count = 0; count < CROWD; count++) crowd.push(await ask(port))
    await waitFor('all descriptors to be taken', () => openFiles(plane) > FILES_MAX - 5 || null)
    await waitFor('requests to wait', () => heard(server) > FILES_MAX / 4 || null)
    await waitFor('it to rest', async () => (await isCalm(plane)) || null)

    isAnswering = true
    for (const talk of server.talks) if (!talk.isClosed) answer(talk)
    await waitFor('all to be served or sent away', () => crowd.every(isOver) || null)
    // Nothing: it was sent away on accept. 502: then there was no descriptor for a server.
    for (const talk of crowd) assert.match(talk.heard, /^$|^HTTP\/1\.1 (200|502) /)
    const served = crowd.filter((talk) => talk.heard.endsWith('ok')).length
    assert(served > FILES_MAX / 4, `${served} were served`)
    const url = `http://127.0.0.1:${port}/`
    for (let count = 0; count < CROWD; count++) assert.equal((await get(url)).status, 200)
    for (const talk of server.talks) talk.close()
    await waitFor('files to be closed', () => openFiles(plane) <= before + SPARE_MAX || null)
  })
})

/** A client that leaves once it has an answer. */
async function ask(port: number): Promise<Talk> {
  const talk = await dial(port)
  talk.socket.once('data', () => talk.close())
  return talk.say(GET)
}

function answer(talk: Talk): void {
  if (!talk.heard.endsWith('\r\n\r\n')) return
  talk.forget()
  talk.say(ANSWER)
}

function isOver(talk: Talk): boolean {
  return talk.isClosed || talk.hasEnded
}

/** How many requests the server has. */
function heard(server: RawServer): number {
  return server.talks.filter((talk) => !talk.isClosed && talk.heard.endsWith('\r\n\r\n')).length
}

async function startPlane(port: number, serverPort: number): Promise<ChildProcess> {
  const config = configOf(
    [
      poolOf({
        endpoints: [endpointOf('server', { port: serverPort })],
        responseTimeoutMs: LONG_MS,
      }),
    ],
    [listenerOf({ binds: [{ address: '127.0.0.1', port }], idleTimeoutMs: LONG_MS })],
  )
  const program = join(import.meta.dirname, 'programs', 'plane.ts')
  const limited = [LIMITER, `--nofile=${FILES_MAX}:${FILES_MAX}`, process.execPath] as const
  const [command, ...args] = [...limited, program, JSON.stringify(config)] as const
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  assert.equal(String(said).trim(), 'applied')
  return child
}

function openFiles({ pid = 0 }: ChildProcess): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** Whether it takes less than half of one core. */
async function isCalm({ pid = 0 }: ChildProcess): Promise<boolean> {
  const before = processorMs(pid)
  await new Promise((resolve) => setTimeout(resolve, WATCH_MS))
  return processorMs(pid) - before < WATCH_MS / 2
}

function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}
