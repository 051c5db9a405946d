/**
 * Real Terraform while it runs: to be interrupted, killed, or robbed of its plugins.
 *
 * Answers for: a command in a process group of its own, and an end of it whatever happens.
 */

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { terraformBinary } from './terraform.ts'
import type { Workspace } from './terraform.ts'
import { waitFor } from './wait.ts'

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  /** Standard output and error, in one line of text. */
  readonly words: string
}

export interface Running {
  /** Resolves when so many objects have been created. */
  created(count: number): Promise<void>
  /** To Terraform and its plugins, as a terminal's Ctrl-C. */
  interrupt(): void
  /** `kill -9` of Terraform alone. */
  kill(): void
  /** `kill -9` of every plugin that it has started; nothing when it is over. */
  killPlugins(): void
  /** Throws when it goes on and on. */
  end(): Promise<Ended>
}

export function startTerraform(workspace: Workspace, args: readonly string[]): Running {
  const child = spawn(terraformBinary ?? 'terraform', [...args, '-no-color'], {
    cwd: workspace.directory,
    env: workspace.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let text = ''
  const listen = (chunk: string): void => {
    text += chunk
  }
  child.stdout.setEncoding('utf8').on('data', listen)
  child.stderr.setEncoding('utf8').on('data', listen)
  const { promise, resolve } = Promise.withResolvers<number | null>()
  let isOver = false
  // Not 'close': a plugin that was left alone may hold the pipes a moment longer.
  child.on('exit', (code) => {
    isOver = true
    resolve(code)
  })
  const pid = child.pid ?? Number.NaN
  return {
    created: async (count) => {
      await waitFor(`${count} objects`, () => {
        return isOver || text.split('Creation complete').length > count ? true : null
      })
    },
    interrupt: () => void process.kill(-pid, 'SIGINT'),
    kill: () => void child.kill('SIGKILL'),
    killPlugins: () => {
      if (isOver) return
      for (const plugin of childrenOf(pid)) process.kill(plugin, 'SIGKILL')
    },
    end: async () => {
      await waitFor('the end of Terraform', () => (isOver ? true : null))
      const words = text.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ')
      return { code: await promise, words }
    },
  }
}

/** Go starts processes from any of its threads. */
export function childrenOf(pid: number): readonly number[] {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((text) => text.trim() !== '')
      .map(Number),
  )
}
