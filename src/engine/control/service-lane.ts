/**
 * Many transactions over one call: the far side of the client's `Lane`.
 *
 * Answers for: each is begun as it comes, answered for itself, and given up when its caller says
 * so or the call ends. Does not know: what a transaction does.
 */

import { RpcError, Outbox, rpcCodes } from '../../rpc/index.ts'
import type { Call, Input, OnCall, OnFault } from '../../rpc/index.ts'
import { engineService } from '../client/index.ts'
import type { wire } from '../client/index.ts'

/** Each transaction is treated, and counted, as a call of its own. */
export interface LaneEnd {
  readonly transact: (
    request: wire.TransactRequest,
    call: Pick<Call, 'signal' | 'caller'>,
  ) => Promise<Input<wire.TransactReply>>
  readonly onFault: OnFault
  readonly onCall: OnCall
}

/** Transactions under way and answers not yet taken; further ones wait to be read. */
const ANSWERS_OWED_MAX = 1_000

const { path } = engineService.transact

export async function* answerMany(
  end: LaneEnd,
  requests: AsyncIterable<wire.NumberedTransaction>,
  { signal, caller }: Call,
): AsyncGenerator<Input<wire.NumberedReply>> {
  const answers = new Answers(end, caller)
  const giveUp = (): void => answers.giveUp(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  void answers.read(requests)
  try {
    yield* answers.outbox
    signal.throwIfAborted()
  } finally {
    giveUp()
  }
}

class Answers {
  readonly outbox = new Outbox<Input<wire.NumberedReply>>()
  readonly #end: LaneEnd
  readonly #caller: unknown
  readonly #running = new Map<number, AbortController>()
  #isRead = false

  constructor(end: LaneEnd, caller: unknown) {
    this.#end = end
    this.#caller = caller
  }

  /** Never fails: where there is nothing more to read there is nobody left to answer either. */
  async read(requests: AsyncIterable<wire.NumberedTransaction>): Promise<void> {
    try {
      for await (const { number, request } of requests) {
        // What came in before the end of a caller that may not go on is not begun after it.
        if (this.outbox.isEnded) break
        if (request === undefined) this.#running.get(number)?.abort()
        else void this.#answer(number, request)
        while (this.#owed >= ANSWERS_OWED_MAX && !this.outbox.isEnded) await this.outbox.taken()
      }
    } catch (error) {
      this.giveUp(error)
    }
    this.#isRead = true
    if (this.#running.size === 0) this.outbox.end()
  }

  giveUp(reason: unknown): void {
    this.outbox.end()
    for (const own of this.#running.values()) own.abort(reason)
  }

  get #owed(): number {
    return this.#running.size + this.outbox.size
  }

  async #answer(number: number, request: wire.TransactRequest): Promise<void> {
    const own = new AbortController()
    const { signal } = own
    this.#running.set(number, own)
    const ended = this.#end.onCall(path)
    try {
      const reply = await this.#end.transact(request, { caller: this.#caller, signal })
      this.outbox.put({ number, reply })
      ended('OK')
    } catch (error) {
      const { code, message, details } = this.#toFailure(error, signal)
      this.outbox.put({ number, failure: { code: rpcCodes[code], message, details } })
      ended(code)
    }
    this.#running.delete(number)
    if (this.#isRead && this.#running.size === 0) this.outbox.end()
  }

  #toFailure(error: unknown, { aborted }: AbortSignal): RpcError {
    if (error instanceof RpcError) return error
    const message = error instanceof Error ? error.message : String(error)
    if (aborted) return new RpcError({ code: 'CANCELLED', message })
    this.#end.onFault(error, path)
    return new RpcError({ code: 'INTERNAL', message })
  }
}
