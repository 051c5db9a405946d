/**
 * A hundred changes of all sorts under steady load, by HTTP and HTTPS, with long downloads and
 * upgraded connections open: no request fails, and nothing that is open breaks.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import type { Algorithm, ProxyCertificate } from '../../../src/engine/ir/index.ts'
import { startTraffic } from '../../support/backends.ts'
import { makeTestCertificate } from '../../support/certificates.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { Talk, dial } from './raw.ts'
import { stageFor } from './suite.ts'
import type { Stage, StageTest } from './suite.ts'
import { LOOPBACK } from './world.ts'
import type { ServerSpec, Spec } from './world.ts'

const CHANGES = 100
const CHANGE_EVERY_MS = 40
/** Half of each on kept connections. */
const REQUESTS_PER_SECOND = 400
const SECURE_REQUESTS_PER_SECOND = 100
const anyone = { rejectUnauthorized: false }
const CERTIFICATES = 8
const SERVERS = 12
const TUNNELS = 8
const DOWNLOADS = 6
const LONGER_THAN_THE_TEST_MS = 120_000
const DOWNLOAD_EVERY_MS = 20
const algorithms: readonly Algorithm[] = [
  'weighted_round_robin',
  'weighted_least_connections',
  'source_ip',
]

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: unbroken`, () => {
    const test: StageTest = stageFor(entry)

    test(`R30: ${CHANGES} changes under load drop nothing`, async (stage) => {
      const ports = await Promise.all(Array.from({ length: SERVERS }, () => startServer(stage)))
      const places = { otherPort: await freePort(), securePort: await freePort() }
      const { securePort } = places
      const certificates = toCertificates()
      const toSpec = (turn: number): Spec => toTurn({ ports, certificates, ...places, turn }, stage)
      await stage.world.apply(toSpec(0), up(SERVERS))
      const tunnels = await openTunnels(stage, securePort)
      const downloads = await openDownloads(stage, securePort)
      const secureUrl = `https://${LOOPBACK}:${securePort}/`
      const traffics = [
        startTraffic(stage.url, REQUESTS_PER_SECOND),
        startTraffic(secureUrl, SECURE_REQUESTS_PER_SECOND, anyone),
      ]
      const isRunning = () => traffics.every((traffic) => traffic.sent() > 20) || null
      await waitFor('traffic', isRunning)
      for (let turn = 1; turn <= CHANGES; turn++) {
        await stage.world.apply(toSpec(turn), up(SERVERS))
        if (turn % 5 === 0) {
          stage.world.set('down', 's1')
          stage.world.set('up', 's1')
        }
        await new Promise((resolve) => setTimeout(resolve, CHANGE_EVERY_MS))
      }
      const reports = await Promise.all(traffics.map((traffic) => traffic.stop()))
      assert.deepEqual(reports.flatMap(({ failures }) => failures).slice(0, 5), [])
      const sent = reports.map((report) => report.sent)
      assert(Math.min(...sent) > 100, `only ${sent.join(' and ')} requests`)
      await checkTunnels(tunnels)
      await checkDownloads(downloads)
    })
  })
}

function up(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `pool/s${index}`)
}

function toCertificates(): readonly ProxyCertificate[] {
  return Array.from({ length: CERTIFICATES }, (_, index) => {
    const { pem, keyPem, names } = makeTestCertificate()
    return { id: `c${index}`, certificatePem: pem, privateKeyPem: keyPem, domains: names }
  })
}

interface Turn {
  readonly ports: readonly number[]
  readonly otherPort: number
  readonly securePort: number
  readonly certificates: readonly ProxyCertificate[]
  readonly turn: number
}

/**
 * Weights, members, addresses, algorithms, limits, certificates and other listeners change from
 * turn to turn.
 */
function toTurn({ ports, otherPort, turn, ...place }: Turn, stage: Stage): Spec {
  const servers = ports
    .map((port, index): ServerSpec => {
      const moved = ports[(index + (turn % 7 === 0 ? 1 : 0)) % ports.length] ?? port
      return { id: `s${index}`, port: moved, weight: 1 + ((turn * (index + 1)) % 20) }
    })
    .filter((_, index) => index === 1 || (turn + index) % 4 > 0)
  const algorithm = algorithms[Math.floor(turn / 10) % algorithms.length] ?? 'source_ip'
  const drainTimeoutMs = LONGER_THAN_THE_TEST_MS
  const other = { id: 'other', port: otherPort, poolId: 'pool' }
  const certificates = place.certificates.filter((_, index) => index === turn % CERTIFICATES)
  const tls = { certificates, versionMin: '1.2' } as const
  const secure = { id: 'secure', port: place.securePort, tls }
  return {
    listeners: [{ port: stage.port }, secure, ...(turn % 3 === 0 ? [other] : [])],
    pools: [
      {
        servers,
        algorithm,
        drainTimeoutMs,
        connectionsMaxPerEndpoint: turn % 2 === 0 ? 1000 : null,
        persistence: turn % 11 > 8 ? { cookieName: 'lb', maxAgeSeconds: 0 } : null,
      },
    ],
  }
}

/** Answers, streams without end at `/long`, and echoes after an upgrade. */
async function startServer(stage: Stage): Promise<number> {
  const server = createServer((request, response) => answer(request, response))
  server.on('upgrade', (_request, socket: Socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    socket.pipe(socket)
  })
  // Kept connections must not end by themselves while the test lasts.
  server.keepAliveTimeout = LONGER_THAN_THE_TEST_MS
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve))
  stage.owns({
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  })
  return (server.address() as AddressInfo).port
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url !== '/long') {
    response.end('ok')
    return
  }
  const timer = setInterval(() => response.write('more'), DOWNLOAD_EVERY_MS)
  response.on('close', () => clearInterval(timer))
}

function openTunnels(stage: Stage, securePort: number): Promise<readonly Talk[]> {
  const request = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'
  return openMany(stage, request, { count: TUNNELS, securePort })
}

function openDownloads(stage: Stage, securePort: number): Promise<readonly Talk[]> {
  const request = 'GET /long HTTP/1.1\r\nHost: h\r\n\r\n'
  return openMany(stage, request, { count: DOWNLOADS, securePort })
}

/** Every second one by HTTPS. */
function openMany(
  stage: Stage,
  request: string,
  { count, securePort }: { count: number; securePort: number },
): Promise<readonly Talk[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const talk = stage.owns(
        index % 2 === 0 ? await dial(stage.port) : new Talk(await meet(securePort)),
      )
      await talk.say(request).hears('\r\n\r\n')
      return talk
    }),
  )
}

async function meet(port: number): Promise<TLSSocket> {
  const socket = connect({ port, host: LOOPBACK, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return socket
}

async function checkTunnels(tunnels: readonly Talk[]): Promise<void> {
  for (const [index, tunnel] of tunnels.entries()) {
    tunnel.forget()
    await tunnel.say(`still ${index}`).hears(`still ${index}`)
  }
}

async function checkDownloads(downloads: readonly Talk[]): Promise<void> {
  for (const download of downloads) {
    download.forget()
    await download.hears('more')
    assert.equal(download.isClosed || download.hasEnded, false)
  }
}
