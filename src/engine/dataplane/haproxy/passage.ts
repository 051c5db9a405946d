/**
 * Listening sockets of this process on their way into HAProxy.
 *
 *   this process ──descriptors──▶ a first HAProxy ──its own way──▶ the master that stays
 *
 * Answers for: the very same sockets, with all that waits in them. A first HAProxy is started with
 * them as descriptors, serves from them as well, and the master that stays takes them from it as
 * it would take them from a worker of before. So the master itself knows nothing of descriptors
 * that it could never let go. Does not know: who bound them.
 */

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { ListeningSocket } from '../contract.ts'
import { Console } from './console.ts'
import type { Files } from './files.ts'
import type { Plan } from './plan.ts'
import { toLeashed } from './program.ts'

/** Standard input, output and error come before. */
const FIRST_FILE = 3
const BEGIN_DEADLINE_MS = 10_000
const LOOK_EVERY_MS = 5

export interface Given {
  readonly path: string
  readonly files: Files
  readonly plan: Plan
  readonly sockets: readonly ListeningSocket[]
}

export class Passage {
  /** Where a master takes the sockets from. */
  readonly socketPath: string
  readonly #child: ChildProcess
  readonly #sockets: readonly ListeningSocket[]

  private constructor({ files, sockets }: Given, child: ChildProcess) {
    this.socketPath = files.passageSocket
    this.#child = child
    this.#sockets = sockets
  }

  /** Resolves when the sockets can be taken. Throws when they cannot. */
  static async open(given: Given): Promise<Passage> {
    const { path, files, plan } = given
    const sockets = given.sockets.filter(({ file }) => file !== null)
    const configFile = await files.writePassage(toHeld(plan, sockets))
    const said = openSync(files.wordsFile, 'a', 0o600)
    const [command = path, ...words] = toLeashed([path, '-db', '-f', configFile])
    const child = spawn(command, words, {
      stdio: ['ignore', 'ignore', said, ...sockets.map(({ file }) => file ?? 'ignore')],
      env: {},
    })
    closeSync(said)
    const passage = new Passage({ ...given, sockets }, child)
    await passage.#begun()
    return passage
  }

  async #begun(): Promise<void> {
    let failure: Error | null = null
    this.#child.once('error', (error) => (failure = error))
    const deadlineMs = performance.now() + BEGIN_DEADLINE_MS
    for (;;) {
      try {
        const console = await Console.open(this.socketPath)
        console.close()
        return
      } catch (error) {
        const isOver = this.#child.exitCode !== null || performance.now() > deadlineMs
        if (failure !== null || isOver) throw failure ?? error
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  }

  /** The sockets have been taken: what it has got is finished, and it ends. */
  close(): void {
    for (const { file } of this.#sockets) if (file !== null) closeSync(file)
    this.#child.kill('SIGUSR1')
    this.#child.unref()
  }
}

/** The same plan, with the sockets in place of their addresses. */
function toHeld(plan: Plan, sockets: readonly ListeningSocket[]): Plan {
  const filesOf = (address: string, port: number): readonly number[] =>
    sockets.flatMap((socket, index) =>
      socket.address === address && socket.port === port ? [FIRST_FILE + index] : [],
    )
  const fronts = plan.fronts
    .map((front) => ({
      ...front,
      binds: front.binds
        .map((bind) => ({ ...bind, files: filesOf(bind.address, bind.port) }))
        .filter(({ files }) => files.length > 0),
    }))
    .filter(({ binds }) => binds.length > 0)
  return { ...plan, fronts }
}
