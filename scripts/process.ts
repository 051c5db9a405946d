/**
 * Running other programs from scripts.
 *
 * Answers for: programs of node_modules under the pinned Node, without a shell; collected or shown
 * output; a child that ends with its parent. Does not know: what the programs do.
 */

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'

/** The project's root, in which programs run. */
export const root = dirname(import.meta.dirname)

export interface Finished {
  /** As a shell counts it: 128 and the signal's number when a signal ended it. */
  readonly exitCode: number
  /** Standard output and error as they came, when collected. */
  readonly output: string
}

/** Runs a program of node_modules, showing what it says as it says it. */
export async function show(name: string, args: readonly string[]): Promise<number> {
  const child = start({ name, args, stdio: 'inherit' })
  return exitOf(child)
}

/** Runs a program of node_modules and collects what it says. */
export async function collect(name: string, args: readonly string[]): Promise<Finished> {
  const child = start({ name, args, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  }
  const closed = once(child, 'close')
  const exitCode = await exitOf(child)
  await closed
  return { exitCode, output: chunks.join('') }
}

interface Start {
  readonly name: string
  readonly args: readonly string[]
  readonly stdio: 'inherit' | ['ignore', 'pipe', 'pipe']
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function start({ name, args, stdio }: Start): ChildProcess {
  const runner = join(import.meta.dirname, 'run.mjs')
  return spawn(process.execPath, [runner, '--bin', name, ...args], { cwd: root, stdio })
}

async function exitOf(child: ChildProcess): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to the child as well.
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    child.kill(signal)
  }
  for (const signal of signals) process.on(signal, forward)
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
  } finally {
    for (const signal of signals) process.off(signal, forward)
  }
}
