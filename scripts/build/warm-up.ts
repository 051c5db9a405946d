/**
 * Plays Terraform's part just far enough for the plugin to serve, so that its code cache can be
 * taken from a process that has served.
 *
 * Answers for: the handshake, a first call, the request to stop, and a process that is gone
 * afterwards whatever happened. Does not know: what the plugin answers.
 */

import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { GRPCController } from '../../src/provider/plugin/goplugin.gen.ts'
import { Provider } from '../../src/provider/wire/tfplugin6.gen.ts'
import { connect } from '../../src/rpc/index.ts'

const DEADLINE_MS = 20_000
const STOP_DEADLINE_MS = 2_000

/** What Terraform puts into a plugin's environment. */
const handshake = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
}

interface WarmUp {
  /** What starts the plugin. */
  readonly starter: string
  /** The script that runs a starter and writes its cache. */
  readonly script: string
  readonly cacheFile: string
}

type Plugin = ChildProcessByStdio<null, Readable, Readable>

/** Writes `cacheFile`. Throws when the plugin cannot be served from or leaves no cache. */
export async function warmUp({ starter, script, cacheFile }: WarmUp): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-build-'))
  const plugin = spawn(process.execPath, [script, starter, cacheFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: toEnvironment(directory),
  })
  const stderr = collect(plugin)
  const ended = once(plugin, 'exit')
  try {
    await serveOnce(await firstLine(plugin))
    await Promise.race([ended, timeout(STOP_DEADLINE_MS, 'it did not stop when asked to')])
    await access(cacheFile)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the plugin could not be warmed up: ${reason}\n${stderr.text}`.trim(), {
      cause: error,
    })
  } finally {
    plugin.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  }
}

/** Without what changes V8's code (the cache would be refused), and away from anybody's engine. */
function toEnvironment(directory: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, NODE_V8_COVERAGE, PLUGIN_CLIENT_CERT, ...inherited } = process.env
  return {
    ...inherited,
    ...handshake,
    PLUGIN_UNIX_SOCKET_DIR: directory,
    LB_STATE_DIR: join(directory, 'engine'),
  }
}

async function firstLine(plugin: Plugin): Promise<string> {
  const lines = createInterface({ input: plugin.stdout })
  const line: Promise<unknown[]> = once(lines, 'line')
  const end = once(lines, 'close').then(() => {
    throw new Error('it ended without a handshake')
  })
  const [first] = await Promise.race([line, end, timeout(DEADLINE_MS, 'it did not shake hands')])
  end.catch(() => {})
  return String(first)
}

/** Asks for the schema as every command does, then to stop. */
async function serveOnce(line: string): Promise<void> {
  const [, , network, address] = line.split('|')
  if (network !== 'unix' || address === undefined) throw new Error(`it said: ${line}`)
  using channel = await connect({ address: { path: address }, deadlineMs: DEADLINE_MS })
  await channel.client(Provider).getProviderSchema({})
  // It may be gone before its answer is: that it ends is what counts, and is waited for.
  await channel
    .client(GRPCController)
    .shutdown({})
    .catch(() => {})
}

function collect(plugin: Plugin): { readonly text: string } {
  const collected = { text: '' }
  plugin.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    collected.text = (collected.text + chunk).slice(-STDERR_CHARS_MAX)
  })
  return collected
}

const STDERR_CHARS_MAX = 4_000

async function timeout(ms: number, reason: string): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  setTimeout(() => reject(new Error(reason)), ms).unref()
  return promise
}
