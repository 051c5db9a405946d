/**
 * How long the plugin takes from its start to the handshake line, beside bare Node.
 */

import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { interleave, report, timeMs } from './measure.ts'

const dist = resolve(import.meta.dirname, '../dist')
const ROUNDS = 21

export async function benchStartup(): Promise<void> {
  const contestants = [
    {
      name: '`node` printing a line',
      run: () => timeMs(() => firstLine(process.execPath, ['-e', 'console.log(1)'])),
    },
    {
      name: '`terraform-provider-lb` to its handshake',
      run: () => timeMs(() => firstLine(join(dist, 'terraform-provider-lb'), [])),
    },
  ]
  report('process start', 'ms', await interleave(contestants, ROUNDS))
}

/** Resolves with the first line on standard output, and ends the process. */
function firstLine(command: string, args: readonly string[]): Promise<string> {
  return new Promise((done, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
        PLUGIN_PROTOCOL_VERSIONS: '5,6',
        PLUGIN_MIN_PORT: '10000',
        PLUGIN_MAX_PORT: '25000',
      },
    })
    let text = ''
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`${command} ended without a line`)))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (!text.includes('\n')) return
      done(text)
      child.removeAllListeners('exit')
      child.kill('SIGKILL')
    })
  })
}
