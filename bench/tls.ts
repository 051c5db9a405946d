/**
 * HTTPS: requests and handshakes per second and core, the embedded data plane against HAProxy, in
 * turns.
 *
 * Answers for: the same certificate, versions and requests for both; the figure is that of
 * `proxy.ts`. wrk resumes sessions where it got a ticket. Needs what `proxy.ts` needs.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTestCertificate } from '../test/support/certificates.ts'
import { freePort } from '../test/support/ports.ts'
import { interleave, report } from './measure.ts'
import { isToolMissing } from './proxy.ts'
import { startEmbedded, startServers } from './proxy/contestants.ts'
import type { Running } from './proxy/contestants.ts'
import { load } from './proxy/load.ts'
import { startHaproxy } from './proxy/peers.ts'

const ROUNDS = 5
const CASES = [
  { title: 'HTTPS keep-alive, answers of 128 B', bytes: 128, key: 'ec', closes: false },
  { title: 'HTTPS keep-alive, answers of 16 KiB', bytes: 16_384, key: 'ec', closes: false },
  { title: 'HTTPS, a connection per request, EC P-256', bytes: 128, key: 'ec', closes: true },
  { title: 'HTTPS, a connection per request, RSA 2048', bytes: 128, key: 'rsa', closes: true },
] as const
const RSA_BITS = 2048

/** Prints one table per case. */
export async function benchTls(): Promise<void> {
  if (isToolMissing('tls')) return
  const directory = await mkdtemp(join(tmpdir(), 'lb-bench-'))
  try {
    for (const each of CASES) await compare(each, directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function compare(each: (typeof CASES)[number], directory: string): Promise<void> {
  const running: Running[] = []
  const start = async (starting: Promise<Running>): Promise<Running> => {
    const started = await starting
    running.push(started)
    return started
  }
  try {
    const { pem, keyPem } = makeTestCertificate(each.key === 'rsa' ? { rsaBits: RSA_BITS } : {})
    const pemFile = join(directory, 'bench.pem')
    await writeFile(pemFile, pem + keyPem, { mode: 0o600 })
    const servers = [await freePort(), await freePort()]
    await start(startServers({ directory, ports: servers, bytes: each.bytes }))
    const port = await freePort()
    const haproxy = await start(startHaproxy({ directory, port, servers, pemFile }))
    const embedded = await start(
      startEmbedded({ directory, port: await freePort(), servers, pemFile }),
    )
    const options = { scheme: 'https', closes: each.closes } as const
    const toContestant = (name: string, proxy: Running) => ({
      name,
      run: async () => (await load(proxy, options)).perCoreSecond,
    })
    for (const proxy of [haproxy, embedded]) await load(proxy, options)
    const figures = await interleave(
      [toContestant('haproxy', haproxy), toContestant('embedded', embedded)],
      ROUNDS,
    )
    report(each.title, 'requests/s and core', figures)
  } finally {
    for (const one of running) one.stop()
  }
}
