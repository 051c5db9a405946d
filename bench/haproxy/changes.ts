/**
 * How long a change takes until it is live: through the plane, and by reloading a HAProxy whose
 * configuration was written anew.
 *
 * Answers for: a weight, a server more and a listener more, at three sizes. Does not know: engines;
 * the plane is asked by its contract.
 */

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Dataplane } from '../../src/engine/dataplane/contract.ts'
import { createHaproxy } from '../../src/engine/dataplane/haproxy/index.ts'
import type { ProxyConfig, ProxyListener, ProxyPool } from '../../src/engine/ir/index.ts'
import { isRefused } from '../../test/contract/dataplane/raw.ts'
import { freePort } from '../../test/support/ports.ts'
import { interleave, report, timeMs } from '../measure.ts'
import type { Contestant } from '../measure.ts'
import { createLog } from '../proxy/log.ts'
import { LOOPBACK, haproxyPath, toListener, toPool } from './objects.ts'

const SIZES = [10, 1000, 10_000]
const SERVERS_OF_POOL_MAX = 100
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7)
const DEADLINE_MS = 30_000
const LOOK_EVERY_MS = 1
/** Nobody is there: nothing is probed and nothing asked. */
const SERVER_PORT = 9

export async function benchChanges(directory: string): Promise<void> {
  for (const size of SIZES) {
    const subject = new Subject(size)
    const peer = new Peer(size, directory)
    try {
      await subject.start()
      await peer.start()
      const figures = await interleave([peer.reload(), ...subject.changes()], ROUNDS)
      report(`${size} servers, from the call to live`, 'ms', figures)
    } finally {
      await subject.close()
      peer.close()
    }
  }
}

function toPools(size: number): readonly ProxyPool[] {
  const each = Math.min(size, SERVERS_OF_POOL_MAX)
  const ports = Array.from({ length: each }, () => SERVER_PORT)
  return Array.from({ length: size / each }, (_, index) => toPool(`pool-${index}`, ports))
}

/** The plane. */
class Subject {
  readonly #plane: Dataplane
  #pools: readonly ProxyPool[]
  #listeners: readonly ProxyListener[] = []
  #revision = 0

  constructor(size: number) {
    this.#plane = createHaproxy({ log: createLog(), path: haproxyPath() })
    this.#pools = toPools(size)
  }

  async start(): Promise<void> {
    await this.#addListener()
    await this.#apply()
  }

  changes(): readonly Contestant[] {
    return [
      { name: 'the plane: a weight', run: () => this.#time(() => this.#weigh()) },
      { name: 'the plane: a server more', run: () => this.#time(() => this.#addServer()) },
      { name: 'the plane: a server less', run: () => this.#time(() => this.#dropServer()) },
      {
        name: 'the plane: a listener more',
        run: () => this.#time(() => this.#addListener()),
      },
    ]
  }

  async #time(change: () => void | Promise<void>): Promise<number> {
    await change()
    return timeMs(() => this.#apply())
  }

  async #apply(): Promise<void> {
    const instance = { id: 'instance', name: 'bench' }
    const config: ProxyConfig = {
      revision: ++this.#revision,
      instances: [{ ...instance, pools: this.#pools, listeners: this.#listeners }],
    }
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const outcome = await this.#plane.apply(config, new Map(), signal)
    if (outcome.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
  }

  #changeFirst(change: (pool: ProxyPool) => Partial<ProxyPool>): void {
    this.#pools = this.#pools.map((pool, index) =>
      index === 0 ? { ...pool, ...change(pool) } : pool,
    )
  }

  #weigh(): void {
    const weight = 1 + (this.#revision % 100)
    this.#changeFirst(({ endpoints: [first, ...others] }) =>
      first === undefined ? {} : { endpoints: [{ ...first, weight }, ...others] },
    )
  }

  #addServer(): void {
    this.#changeFirst(({ endpoints }) => {
      const [first] = endpoints
      if (first === undefined) return {}
      return { endpoints: [...endpoints, { ...first, id: `more-${this.#revision}` }] }
    })
  }

  #dropServer(): void {
    this.#changeFirst(({ endpoints }) => ({ endpoints: endpoints.slice(0, -1) }))
  }

  async #addListener(): Promise<void> {
    const id = `listener-${this.#listeners.length}`
    const listener = toListener({ id, port: await freePort(), poolId: 'pool-0' })
    this.#listeners = [...this.#listeners, listener]
  }

  close(): Promise<void> {
    return this.#plane.close(0)
  }
}

/** HAProxy with a configuration of the same size, reloaded when there is a listener more. */
class Peer {
  readonly #pools: readonly ProxyPool[]
  readonly #directory: string
  readonly #ports: number[] = []
  #stop: () => void = () => {}

  constructor(size: number, directory: string) {
    this.#pools = toPools(size)
    this.#directory = mkdtempSync(join(directory, 'peer-'))
  }

  get #socket(): string {
    return join(this.#directory, 'master.sock')
  }

  get #file(): string {
    return join(this.#directory, 'haproxy.cfg')
  }

  async start(): Promise<void> {
    const port = await this.#addPort()
    const args = ['-W', '-S', this.#socket, '-f', this.#file]
    const child = spawn(haproxyPath(), args, { stdio: 'ignore' })
    this.#stop = () => void child.kill('SIGTERM')
    await whenListening(port)
  }

  async #addPort(): Promise<number> {
    const port = await freePort()
    this.#ports.push(port)
    await writeFile(this.#file, this.#render())
    return port
  }

  #render(): string {
    const backends = this.#pools.flatMap(({ id, endpoints }) => [
      `backend ${id}`,
      '  balance roundrobin',
      ...endpoints.map((one) => `  server ${one.id} ${one.address}:${one.port} weight 10`),
    ])
    const lines = [
      'defaults',
      ...['  mode http', '  timeout client 60s', '  timeout connect 5s', '  timeout server 60s'],
      'frontend in',
      ...this.#ports.map((port) => `  bind ${LOOPBACK}:${port}`),
      '  default_backend pool-0',
      ...backends,
    ]
    return `${lines.join('\n')}\n`
  }

  /** From the written configuration to a worker that accepts at its new port. */
  reload(): Contestant {
    return {
      name: 'HAProxy: a reload',
      run: async () => {
        const port = await this.#addPort()
        return timeMs(async () => {
          while (!(await this.#sayReload())) await delay(LOOK_EVERY_MS)
          await whenListening(port)
        })
      },
    }
  }

  /** Whether it has heard: while it begins anew it resets whoever comes. */
  #sayReload(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ path: this.#socket })
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(true))
      socket.resume()
      socket.end('reload\n')
    })
  }

  close(): void {
    this.#stop()
  }
}

async function whenListening(port: number): Promise<void> {
  const deadlineMs = performance.now() + DEADLINE_MS
  while (await isRefused(port)) {
    if (performance.now() > deadlineMs) throw new Error(`nobody listens on ${port}`)
    await delay(LOOK_EVERY_MS)
  }
}
