/**
 * A stand-in for Terraform core: starts a plugin as go-plugin's client does and calls it.
 *
 * Answers for: environment, handshake, mutual TLS, typed clients, and an end that leaves nothing
 * behind. Does not know: what any call means.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { connect } from '../../../src/rpc/index.ts'
import type { Address, Channel, Client } from '../../../src/rpc/index.ts'
import { makeCertificate } from '../../../src/provider/plugin/certificate.ts'
import { GRPCBroker, GRPCController, GRPCStdio } from '../../../src/provider/plugin/goplugin.gen.ts'
import { Health } from '../../../src/provider/plugin/health.gen.ts'
import { Provider } from '../../../src/provider/wire/tfplugin6.gen.ts'

/** What Terraform 1.11.4 sets. */
const coreEnvironment = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
}

const startDeadlineMs = 120_000
const exitDeadlineMs = 60_000
const tidyDeadlineMs = 10_000

/** The handshake line in its parts. */
export interface HandshakeLine {
  readonly text: string
  readonly core: string
  readonly app: string
  readonly network: string
  readonly address: Address
  readonly protocol: string
  /** In base64 without padding; empty in the clear. */
  readonly certificate: string
}

export interface PluginCommand {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]]
  /** On top of what Terraform sets; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Mutual TLS, as Terraform does it; true when left out. */
  readonly withTls?: boolean
  readonly cwd?: string
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** A plugin's process, connected or not. */
export class PluginProcess implements AsyncDisposable {
  readonly #child: Child
  readonly #lines: string[] = []
  readonly #outputs: string[] = []
  readonly #exit = Promise.withResolvers<Exit>()

  constructor({ command: [file, ...args], env = {}, cwd }: PluginCommand) {
    this.#child = spawn(file, args, {
      env: toEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    })
    createInterface(this.#child.stderr).on('line', (line) => this.#lines.push(line))
    this.#child.once('close', (code, signal) => this.#exit.resolve({ code, signal }))
  }

  get pid(): number {
    const { pid } = this.#child
    assert(pid !== undefined, 'the plugin was not started')
    return pid
  }

  /** Everything on standard error so far, by lines. */
  get stderr(): readonly string[] {
    return this.#lines
  }

  /** Everything on standard output so far, by lines. */
  get stdout(): readonly string[] {
    return this.#outputs
  }

  /** The first line of standard output; fails when the process ends without one. */
  async firstLine(): Promise<string> {
    const lines = createInterface(this.#child.stdout)
    const first = Promise.withResolvers<string>()
    lines.on('line', (line) => {
      this.#outputs.push(line)
      first.resolve(line)
    })
    lines.once('close', () =>
      first.reject(new Error(`the plugin said nothing; stderr:\n${this.#lines.join('\n')}`)),
    )
    return within(first.promise, { deadlineMs: startDeadlineMs, what: 'the handshake' })
  }

  /** Takes away the read ends of the plugin's output, as a Terraform that dies does. */
  breakPipes(): void {
    this.#child.stdout.destroy()
    this.#child.stderr.destroy()
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Resolves when the process and its output have ended. */
  exited(): Promise<Exit> {
    return within(this.#exit.promise, { deadlineMs: exitDeadlineMs, what: 'the end of the plugin' })
  }

  /** Lets the process tidy up, if it will. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), tidyDeadlineMs)
    await this.#exit.promise
    clearTimeout(timer)
  }
}

function toEnvironment(env: PluginCommand['env']): NodeJS.ProcessEnv {
  const merged = {
    ...process.env,
    TF_LOG: undefined,
    TF_LOG_PROVIDER: undefined,
    ...coreEnvironment,
  }
  const entries = Object.entries({ ...merged, ...env })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

interface Limit {
  readonly deadlineMs: number
  readonly what: string
}

async function within<T>(promise: Promise<T>, { deadlineMs, what }: Limit): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`${what} did not come within ${deadlineMs} ms`)),
    deadlineMs,
  )
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Splits the line as go-plugin does, and insists on what it insists on. */
export function parseHandshakeLine(text: string): HandshakeLine {
  const [core, app, network, where, protocol, certificate = '', ...rest] = text.split('|')
  assert(core && app && network && where && protocol, `not a handshake: ${text}`)
  assert.deepEqual(rest, [], 'the handshake has too many parts')
  const address = network === 'unix' ? { path: where } : toTcpAddress(where)
  return { text, core, app, network, address, protocol, certificate }
}

function toTcpAddress(text: string): Address {
  const [, host, port] = /^(.*):(\d+)$/.exec(text) ?? []
  assert(host && port, `not an address: ${text}`)
  return { host, port: Number(port) }
}

/** The clients of one connection to a plugin. */
export interface PluginClients {
  readonly channel: Channel
  readonly provider: Client<typeof Provider>
  readonly controller: Client<typeof GRPCController>
  readonly stdio: Client<typeof GRPCStdio>
  readonly broker: Client<typeof GRPCBroker>
  readonly health: Client<typeof Health>
}

/** A plugin that has shaken hands and is connected. */
export interface ConnectedPlugin extends PluginClients, AsyncDisposable {
  readonly process: PluginProcess
  readonly handshake: HandshakeLine

  /** Closes as Terraform does: Shutdown, the connection, and the process must be gone. */
  shutDown(): Promise<Exit>
}

interface Identity {
  readonly key: string
  readonly certificate: string
}

/** A client's key and certificate. */
export function makeIdentity(): Identity {
  const { keyPem, certificatePem } = makeCertificate(Date.now())
  return { key: keyPem, certificate: certificatePem }
}

export interface Connecting {
  readonly handshake: HandshakeLine
  readonly identity: Identity | undefined
}

/** Connects with the certificate of the handshake as the only authority, as go-plugin does. */
export async function connectTo({ handshake, identity }: Connecting): Promise<PluginClients> {
  const { address, certificate } = handshake
  const authority = toPem(certificate)
  const tls = { authority, identity, serverName: 'localhost' }
  return toClients(await connect({ address, tls: certificate === '' ? undefined : tls }))
}

function toPem(base64: string): string {
  const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')
  const lines = padded.match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function toClients(channel: Channel): PluginClients {
  return {
    channel,
    provider: channel.client(Provider),
    controller: channel.client(GRPCController),
    stdio: channel.client(GRPCStdio),
    broker: channel.client(GRPCBroker),
    health: channel.client(Health),
  }
}

/** Starts a plugin and connects to it. */
export async function startPlugin(options: PluginCommand): Promise<ConnectedPlugin> {
  const identity = options.withTls === false ? undefined : makeIdentity()
  const env = { PLUGIN_CLIENT_CERT: identity?.certificate, ...options.env }
  const plugin = new PluginProcess({ ...options, env })
  try {
    const handshake = parseHandshakeLine(await plugin.firstLine())
    const clients = await connectTo({ handshake, identity })
    return {
      ...clients,
      process: plugin,
      handshake,
      async shutDown() {
        await clients.controller.shutdown({})
        clients.channel.close()
        return plugin.exited()
      },
      async [Symbol.asyncDispose]() {
        clients.channel.close()
        await plugin[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await plugin[Symbol.asyncDispose]()
    throw error
  }
}
