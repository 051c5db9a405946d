/**
 * When the plugin ends.
 *
 * Answers for: Shutdown, a client that went away, a client that never came, signals. Does not know:
 * how the process is left.
 */

import { constants } from 'node:os'
import type { Door } from '../../rpc/index.ts'

/** Terraform gives up on a plugin's start after this. */
const firstClientWithinMs = 60_000

/** A client whose connection broke may connect again. */
const reconnectGraceMs = 250

/** After Shutdown the client closes the connection itself, at once. */
const shutdownGraceMs = 50

export type EndReason = 'shutdown' | 'client gone' | 'no client came' | NodeJS.Signals

/** The exit code that tells a reason, by the shell's custom for signals. */
export function toExitCode(reason: EndReason): number {
  if (reason === 'shutdown' || reason === 'client gone') return 0
  return reason === 'no client came' ? 1 : 128 + constants.signals[reason]
}

/** One end, reached once: the first reason counts. */
export class Lifetime {
  readonly #ended = Promise.withResolvers<EndReason>()
  readonly #controller = new AbortController()

  /** Aborts when the end begins: nobody waits for answers any more. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why it ended. */
  get ended(): Promise<EndReason> {
    return this.#ended.promise
  }

  end(reason: EndReason): void {
    this.#controller.abort()
    this.#ended.resolve(reason)
  }

  /** Ends as soon as the client has its answer. */
  shutDown(door: Door): void {
    door.watchCount((count) => {
      if (count === 0) this.end('shutdown')
    })
    setTimeout(() => this.end('shutdown'), shutdownGraceMs)
  }
}

/** Ends `lifetime` when the last client has left, or none has come in time. */
export function endWithClients(lifetime: Lifetime, door: Door): void {
  let timer = setTimeout(() => lifetime.end('no client came'), firstClientWithinMs)
  const follow = (count: number): void => {
    clearTimeout(timer)
    if (count > 0) return
    timer = setTimeout(() => lifetime.end('client gone'), reconnectGraceMs)
  }
  if (door.connectionCount > 0) follow(door.connectionCount)
  door.watchCount(follow)
}

/** Ends `lifetime` when the process is told to end. */
export function endOnSignals(lifetime: Lifetime, signals: readonly NodeJS.Signals[]): void {
  for (const signal of signals) process.on(signal, () => lifetime.end(signal))
}

/**
 * Ctrl-C reaches every process of the terminal. Terraform tells its plugins what to do about it by
 * StopProvider, and needs them for that.
 */
export function ignoreInterrupts(): void {
  process.on('SIGINT', () => {})
}
