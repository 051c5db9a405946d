/**
 * A thread of the data path as the main side sees it.
 *
 * Answers for: starting it from the right file, asking and awaiting answers, and noticing its end.
 * Does not know: what is asked.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Problem } from '../../ir/index.ts'
import type { WantedBind } from '../binds.ts'
import type {
  FromThread,
  PoolSeats,
  ThreadCommit,
  ThreadOptions,
  ThreadSocket,
  ToThread,
} from './messages.ts'

/** The thread ended before it answered. */
export class ThreadGone extends Error {
  constructor(cause: string) {
    super(`a thread of the data plane ended: ${cause}`)
    this.name = 'ThreadGone'
  }
}

export interface ThreadKeeper {
  onDrained(poolId: string, endpointId: string): void
  /** Lines of an access log; resolves when the thread may forget them. */
  onLog(listenerId: string, lines: Uint8Array): Promise<void>
  /** Called once, also after `close`. */
  onEnded(cause: string): void
}

type Reply = Extract<FromThread, { kind: 'done' | 'sockets' }>

interface Waiter {
  resolve(reply: Reply): void
  reject(error: Error): void
}

export class Thread {
  readonly #worker: Worker
  readonly #waiters = new Map<number, Waiter>()
  readonly #keeper: ThreadKeeper
  #ticket = 0
  #cause = 'it was closed'
  #isEnded = false
  readonly #ended: Promise<void>

  constructor(options: ThreadOptions, keeper: ThreadKeeper) {
    this.#keeper = keeper
    this.#worker = new Worker(workerFile(), { workerData: options, name: 'lb-dataplane' })
    this.#worker.on('message', (message: FromThread) => this.#hear(message))
    this.#worker.on('error', (error) => (this.#cause = String(error)))
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end()
        resolve()
      })
    })
  }

  /**
   * Binds what is new. Problems mean that nothing of it stays bound. When `signal` aborts, the
   * waiting ends; what the thread still binds is for `abort` to undo.
   */
  async prepare(binds: readonly WantedBind[], signal: AbortSignal): Promise<readonly Problem[]> {
    const asked = this.#ask((ticket) => ({ kind: 'prepare', ticket, binds }))
    const { promise: aborted, reject } = Promise.withResolvers<never>()
    const onAbort = (): void => reject(signal.reason)
    signal.addEventListener('abort', onAbort)
    try {
      const reply = await Promise.race([asked, aborted])
      return reply.kind === 'done' ? reply.problems : []
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Makes known who will sit where. */
  async seat(pools: readonly PoolSeats[]): Promise<void> {
    await this.#ask((ticket) => ({ kind: 'seat', ticket, pools }))
  }

  async commit(change: ThreadCommit): Promise<void> {
    await this.#ask((ticket) => ({ kind: 'commit', ticket, change }))
  }

  /** What it listens on. */
  async sockets(): Promise<readonly ThreadSocket[]> {
    const reply = await this.#ask((ticket) => ({ kind: 'tell_sockets', ticket }))
    return reply.kind === 'sockets' ? reply.sockets : []
  }

  /** Accepts nobody any more. Resolves when the last connection has gone, and the thread. */
  async retire(): Promise<void> {
    this.tell({ kind: 'retire' })
    await this.#ended
  }

  /** Resolves when it has done all that it was told, be it because it is gone. */
  async heard(): Promise<void> {
    await this.sockets().catch((error: unknown) => {
      if (!(error instanceof ThreadGone)) throw error
    })
  }

  /** What is in `moved` is the thread's from then on. */
  tell(message: ToThread, moved: ArrayBuffer[] = []): void {
    if (!this.#isEnded) this.#worker.postMessage(message, moved)
  }

  /** Resolves when the thread is gone. */
  async close(graceMs: number): Promise<void> {
    this.tell({ kind: 'close', graceMs })
    await this.#ended
  }

  /** Ends it at once. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(toMessage: (ticket: number) => ToThread): Promise<Reply> {
    const ticket = ++this.#ticket
    return new Promise((resolve, reject) => {
      if (this.#isEnded) {
        reject(new ThreadGone(this.#cause))
        return
      }
      this.#waiters.set(ticket, { resolve, reject })
      this.#worker.postMessage(toMessage(ticket))
    })
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'done':
      case 'sockets':
        this.#waiters.get(message.ticket)?.resolve(message)
        this.#waiters.delete(message.ticket)
        return
      case 'drained':
        this.#keeper.onDrained(message.poolId, message.endpointId)
        return
      case 'log':
        void this.#log(message)
        return
      case 'closed':
        // Nothing of it is left to do; whatever still keeps its loop alive is nobody's.
        void this.terminate()
    }
  }

  async #log({ listenerId, page }: Extract<FromThread, { kind: 'log' }>): Promise<void> {
    await this.#keeper.onLog(listenerId, new Uint8Array(page.buffer, 0, page.length))
    this.tell({ kind: 'logged', page }, [page.buffer])
  }

  #end(): void {
    this.#isEnded = true
    for (const waiter of this.#waiters.values()) waiter.reject(new ThreadGone(this.#cause))
    this.#waiters.clear()
    this.#keeper.onEnded(this.#cause)
  }
}

/** Beside this file in development; beside the bundle, under the name that the build gives it. */
function workerFile(): string {
  const here = import.meta.dirname
  const candidates = [join(here, 'worker.ts'), join(here, 'dataplane-worker.cjs')]
  const found = candidates.find((file) => existsSync(file))
  if (found === undefined) throw new Error(`no file of the data path's thread in ${here}`)
  return found
}
