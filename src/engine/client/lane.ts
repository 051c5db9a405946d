/**
 * Transactions, many of them over one call: a call for each costs more than the rest of its way.
 *
 * Answers for: each has an answer, a failure, a deadline and an end of its own, as if it were a
 * call. Does not know: what is asked, and asking again.
 *
 *   the first ──▶ a call is begun ──▶ takes all that come ──nobody waits for a while──▶ is ended
 */

import assert from 'node:assert'
import { Outbox, RpcError, toRpcCode } from '../../rpc/index.ts'
import type { Client, Input } from '../../rpc/index.ts'
import type { Engine, NumberedReply, NumberedTransaction } from './engine.gen.ts'
import type { TransactReply, TransactRequest } from './engine.gen.ts'

type Services = Pick<Client<typeof Engine>, 'transact' | 'transactMany'>

interface Limits {
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

/** An engine that stops waits for the calls that are open: one that is not used is ended soon. */
const IDLE_MS = 100

/** What has more bytes goes alone: others need not wait behind it, nor fail when it is too much. */
const SHARING_BYTES_MAX = 256 * 1024

interface Pending {
  readonly resolve: (reply: TransactReply) => void
  readonly reject: (error: RpcError) => void
}

/** One call, as long as it lasts. */
interface Way {
  readonly outbox: Outbox<Input<NumberedTransaction>>
  readonly pending: Map<number, Pending>
}

export class Lane {
  readonly #services: Services
  #way: Way | null = null
  #number = 0
  #idle: NodeJS.Timeout | undefined

  constructor(services: Services) {
    this.#services = services
  }

  /** As the call `transact`: fails with an `RpcError`. */
  async transact(request: Input<TransactRequest>, limits: Limits): Promise<TransactReply> {
    if (toBytes(request) > SHARING_BYTES_MAX) return this.#services.transact(request, limits)
    const { signal, deadlineMs } = limits
    if (signal.aborted) throw toCancelled(signal)
    const number = ++this.#number
    const { promise, resolve, reject } = Promise.withResolvers<TransactReply>()
    const way = this.#take(number, { resolve, reject })
    const giveUp = (error: RpcError): void => {
      way.outbox.put({ number })
      reject(error)
    }
    const abort = (): void => giveUp(toCancelled(signal))
    const timer = setTimeout(() => giveUp(toLate(deadlineMs)), deadlineMs)
    signal.addEventListener('abort', abort, { once: true })
    way.outbox.put({ number, request })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      this.#leave(way, number)
    }
  }

  #take(number: number, pending: Pending): Way {
    clearTimeout(this.#idle)
    const way = (this.#way ??= this.#begin())
    way.pending.set(number, pending)
    return way
  }

  #leave(way: Way, number: number): void {
    way.pending.delete(number)
    if (way.pending.size > 0 || this.#way !== way) return
    this.#idle = setTimeout(() => this.#end(way), IDLE_MS)
    this.#idle.unref()
  }

  #begin(): Way {
    const way: Way = { outbox: new Outbox(), pending: new Map() }
    void this.#follow(way).then((error) => {
      this.#end(way)
      for (const { reject } of way.pending.values()) reject(error)
    })
    return way
  }

  /** Whoever comes now begins another call; what is under way is still answered. */
  #end(way: Way): void {
    if (this.#way === way) this.#way = null
    way.outbox.end()
  }

  /** Resolves with the reason why no more answers come. */
  async #follow(way: Way): Promise<RpcError> {
    try {
      for await (const reply of this.#services.transactMany(way.outbox)) this.#settle(way, reply)
    } catch (error) {
      assert(error instanceof RpcError, 'a call fails with an RpcError')
      return error
    }
    return new RpcError({ code: 'UNAVAILABLE', message: 'the call was ended' })
  }

  #settle(way: Way, { number, reply, failure }: NumberedReply): void {
    const pending = way.pending.get(number)
    if (failure === undefined) {
      pending?.resolve(reply ?? { objects: [] })
      return
    }
    const error = new RpcError({ ...failure, code: toRpcCode(failure.code) })
    // It is stopping: there may be another behind its address by now, which only a new call finds.
    if (error.code === 'UNAVAILABLE') this.#end(way)
    pending?.reject(error)
  }
}

function toBytes({ operations = [] }: Input<TransactRequest>): number {
  return operations.reduce((bytes, { put }) => bytes + (put?.spec?.length ?? 0), 0)
}

function toCancelled(signal: AbortSignal): RpcError {
  const message = 'cancelled by the caller'
  return new RpcError({ code: 'CANCELLED', message, cause: signal.reason })
}

function toLate(deadlineMs: number): RpcError {
  const message = `there was no answer within ${deadlineMs / 1000} s`
  return new RpcError({ code: 'DEADLINE_EXCEEDED', message })
}
