/** What operators type, before a real engine: every form of what it shows, and what goes on. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { get, startBackend } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { declare, TestEngine, toPut } from './engine.ts'

const program = resolve(import.meta.dirname, '../../dist/lb')

/** A command that goes on until it is interrupted, and what it has written so far. */
class Running implements Disposable {
  readonly #child: ChildProcess
  text = ''

  constructor(engine: TestEngine, words: readonly string[]) {
    const env = { ...process.env, LB_STATE_DIR: engine.stateDirectory }
    this.#child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child.stdout?.setEncoding('utf8').on('data', (part: string) => (this.text += part))
  }

  async says(pattern: RegExp): Promise<void> {
    await waitFor(`${String(pattern)} to be written`, () => pattern.test(this.text) || null)
  }

  /** As Ctrl-C does; gives the exit code. */
  async interrupt(): Promise<number | null> {
    const ended = once(this.#child, 'exit') as Promise<[number | null]>
    this.#child.kill('SIGINT')
    return (await ended)[0]
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL')
  }
}

describe('The command line', () => {
  let engine: TestEngine
  let server: Awaited<ReturnType<typeof startBackend>>
  beforeEach(async () => {
    engine = new TestEngine()
    server = await startBackend({ name: 'one' })
    await engine.start()
  })
  afterEach(async () => {
    await engine.close()
    await server.close()
  })

  const tells = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await engine.lb(...words)
    assert.equal(code, 0, stderr)
    return stdout
  }

  it('shows a load balancer that serves as a tree, an order, DOT, Mermaid and rates', async () => {
    const url = await declare(engine, { port: await freePort(), servers: [server.port] })
    assert.equal((await get(url)).body, 'one')
    assert.match(await tells('status'), /web[^]*listener[^]*1 of 1 healthy[^]*127\.0\.0\.1/)
    assert.match(await tells('graph'), /listener[^]*backend service[^]*server group/)
    const order = await tells('graph', '--order', 'create')
    assert.match(order, /instance[^]*server group[^]*backend service[^]*listener/)
    assert.match(await tells('graph', '--format', 'dot'), /^digraph lb \{[^]*->[^]*\}\s*$/)
    assert.match(await tells('graph', '--format', 'mermaid'), /^flowchart LR\n[^]*-->/)
    const { listeners, servers } = JSON.parse(await tells('top', '--once', '--json')) as Rates
    assert.deepEqual([listeners.length, servers.length], [1, 1])
    assert.equal(servers[0]?.serverId, `127.0.0.1:${server.port}`)
  })

  it('follows events and watches the status until it is interrupted', async () => {
    using events = new Running(engine, ['events', '--follow'])
    using status = new Running(engine, ['status', '--watch'])
    await events.says(/agent_connected/)
    await status.says(/Nothing is declared yet/)
    await declare(engine, { port: await freePort(), servers: [server.port] })
    await events.says(/created\s+listener/)
    await status.says(/1 of 1 healthy/)
    const group = toPut('server_group', { servers: [] })
    await engine.ask((client, signal) => client.transact([{ ...group, name: 'late' }], signal))
    await events.says(/created\s+server[ _]group .*late/)
    await status.says(/late/)
    assert.deepEqual([await events.interrupt(), await status.interrupt()], [0, 0])
  })
})

interface Rates {
  readonly listeners: readonly unknown[]
  readonly servers: readonly { readonly serverId: string }[]
}
