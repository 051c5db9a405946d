/**
 * What a connection costs that has had one answer and is kept.
 *
 * Answers for: the growth of the process from some such connections to many, so that what a proxy
 * has anyway does not count.
 */

import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { makeTestCertificate } from '../../test/support/certificates.ts'
import { report } from '../measure.ts'
import type { Score } from './budgets.ts'
import type { Running } from './contestants.ts'
import { ours, withProxies } from './stage.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: bench\r\n\r\n'
/** Connections that are made at the same time. */
const AT_ONCE = 50
/** Memory is looked at until it stays. */
const LOOKS = 6
const LOOK_MS = 250

const cases = [
  { figure: 'KiB of an idle connection', isTls: false, few: 1000, many: 6000 },
  { figure: 'KiB of an idle connection, TLS', isTls: true, few: 1000, many: 4000 },
] as const

export async function benchMemory(directory: string): Promise<readonly Score[]> {
  const { pem, keyPem } = makeTestCertificate()
  const pemFile = join(directory, 'memory.pem')
  await writeFile(pemFile, pem + keyPem, { mode: 0o600 })
  const scores: Score[] = []
  for (const { figure, isTls, ...counts } of cases) {
    const job = { servers: { bytes: 128 }, directory, ...(isTls ? { pemFile } : {}) }
    const found = await withProxies(ours, job, async (proxies) => {
      const figures: { name: string; kib: number }[] = []
      for (const { name, proxy } of proxies) {
        figures.push({ name, kib: await weigh(proxy, { ...counts, isTls }) })
      }
      return figures
    })
    const [floor] = found
    const toFigure = ({ name, kib }: (typeof found)[number]) => {
      return { name, median: kib, min: kib, max: kib, ratio: kib / (floor?.kib ?? Number.NaN) }
    }
    report(figure, 'KiB', found.map(toFigure))
    scores.push({ figure, value: found.find(({ name }) => name === 'embedded')?.kib ?? Number.NaN })
  }
  return scores
}

/** The growth for each connection, in KiB. */
async function weigh(
  proxy: Running,
  { few, many, isTls }: { few: number; many: number; isTls: boolean },
): Promise<number> {
  const sockets: Socket[] = []
  const fill = async (count: number): Promise<number> => {
    while (sockets.length < count) {
      const opening = Array.from({ length: AT_ONCE }, () => open(proxy, isTls))
      sockets.push(...(await Promise.all(opening)))
    }
    return settledKib(proxy.pid)
  }
  try {
    const before = await fill(few)
    return ((await fill(many)) - before) / (many - few)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

/** A connection that has had an answer. */
function open({ port }: Running, isTls: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const to = { port, host: '127.0.0.1' }
    const socket = isTls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to)
    socket.once('error', reject)
    socket.once('data', () => resolve(socket))
    socket.write(REQUEST)
  })
}

/** The least of several looks: what is garbage goes. */
async function settledKib(pid: number): Promise<number> {
  let least = Infinity
  for (let look = 0; look < LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    least = Math.min(least, Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]))
  }
  return least
}
