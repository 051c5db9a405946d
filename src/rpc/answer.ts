/**
 * One call on the answering end: from the library's four shapes of call to a handler and back.
 *
 * Answers for: cancellation, back pressure, and turning every failure into a status. Does not know:
 * sockets, or which service it is.
 */

import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type {
  sendUnaryData,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedHandleCall,
} from '@grpc/grpc-js'
import { findAdmission, toTextHeaders } from './admit.ts'
import type { Admission } from './admit.ts'
import { RpcError } from './error.ts'
import { toStatus } from './grpc.ts'
import type { Grpc } from './grpc.ts'
import type { Call, ErasedHandler, Method, MethodKind } from './method.ts'
import type { OnCall } from './on-call.ts'

/** Is told of an error that a handler did not mean its caller to see, and where it came up. */
export type OnFault = (fault: unknown, path: string) => void

/** What every shape of the library's calls has, as far as it matters here. */
interface Surface extends Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getDeadline'> {
  once(event: 'cancelled', listener: () => void): unknown
  getPath(): string
}

type AnswerStream = ServerWritableStream<unknown, Buffer> | ServerDuplexStream<unknown, Buffer>

interface Answering {
  readonly method: Method<MethodKind, unknown, unknown>
  readonly handler: ErasedHandler
  readonly grpc: Grpc
  readonly onFault: OnFault
  readonly onCall: OnCall
}

/** What the library calls for a method. Answers are encoded already: a fault there is ours too. */
export function toGrpcHandler(answering: Answering): UntypedHandleCall {
  switch (answering.method.kind) {
    case 'unary':
      return (call: ServerUnaryCall<unknown, Buffer>, respond: sendUnaryData<Buffer>) =>
        void answerOnce({ answering, surface: call, request: call.request, respond })
    case 'clientStream':
      return (call: ServerReadableStream<unknown, Buffer>, respond: sendUnaryData<Buffer>) =>
        void answerOnce({ answering, surface: call, request: toRequests(call), respond })
    case 'serverStream':
      return (call: ServerWritableStream<unknown, Buffer>) =>
        void answerMany({ answering, stream: call, request: call.request })
    case 'bidi':
      return (call: ServerDuplexStream<unknown, Buffer>) =>
        void answerMany({ answering, stream: call, request: toRequests(call) })
  }
}

/** A handler that has read its last request must still be able to answer on the same stream. */
function toRequests(stream: Readable): AsyncIterable<unknown> {
  return stream.iterator({ destroyOnReturn: false })
}

interface Once {
  readonly answering: Answering
  readonly surface: Surface
  readonly request: unknown
  readonly respond: sendUnaryData<Buffer>
}

async function answerOnce({ answering, surface, request, respond }: Once): Promise<void> {
  const { handler, method, grpc } = answering
  const call = new ServerCall(surface)
  const end = answering.onCall(method.path)
  try {
    const bytes = method.response.encode(await toPromise(handler(request, call)))
    call.finish()
    respond(null, bytes)
    end('OK')
  } catch (error) {
    const failure = toRpcError({ error, call, answering })
    respond(toStatus(failure, grpc))
    end(failure.code)
  }
}

function toPromise(answer: ReturnType<ErasedHandler>): Promise<unknown> {
  if (answer instanceof Promise) return answer
  throw new TypeError('a handler of a single answer must give a promise')
}

interface Many {
  readonly answering: Answering
  readonly stream: AnswerStream
  readonly request: unknown
}

async function answerMany({ answering, stream, request }: Many): Promise<void> {
  const { handler, method, grpc } = answering
  const call = new ServerCall(stream)
  const end = answering.onCall(method.path)
  try {
    for await (const message of toIterable(handler(request, call))) {
      if (call.expulsion !== null) throw call.expulsion
      if (call.signal.aborted) {
        end('CANCELLED')
        return
      }
      if (!stream.write(method.response.encode(message))) await untilDrained(stream, call.signal)
    }
    call.finish()
    stream.end()
    end('OK')
  } catch (error) {
    const failure = toRpcError({ error, call, answering })
    end(failure.code)
    if (!stream.destroyed) stream.emit('error', toStatus(failure, grpc))
  }
}

function toIterable(answer: ReturnType<ErasedHandler>): AsyncIterable<unknown> {
  if (Symbol.asyncIterator in answer) return answer
  throw new TypeError('a handler of a stream must give an async iterable')
}

async function untilDrained(stream: AnswerStream, signal: AbortSignal): Promise<void> {
  await once(stream, 'drain', { signal })
}

interface Failure {
  readonly error: unknown
  readonly call: ServerCall
  readonly answering: Answering
}

/** Once the caller has left nobody sees the answer, and what fails for that reason is no fault. */
function toRpcError({ error, call, answering }: Failure): RpcError {
  const isLate = call.isCancelled
  const { expulsion } = call
  call.finish()
  if (expulsion !== null) return expulsion
  if (error instanceof RpcError) return error
  if (isLate)
    return new RpcError({ code: 'CANCELLED', message: 'the caller has left', cause: error })
  answering.onFault(error, answering.method.path)
  const message = error instanceof Error ? error.message : String(error)
  return new RpcError({ code: 'INTERNAL', message, cause: error })
}

/** A call as handlers see it; what most handlers never ask for is made on demand. */
class ServerCall implements Call {
  readonly #surface: Surface
  readonly #admission: Admission | null
  #controller: AbortController | undefined
  #isOver = false
  #isCancelled = false

  constructor(surface: Surface) {
    this.#surface = surface
    this.#admission = findAdmission(surface.metadata)
    this.#admission?.ended?.addEventListener('abort', this.#expel)
    // The library says "cancelled" at the end of every call, finished ones included.
    surface.once('cancelled', () => {
      this.#admission?.ended?.removeEventListener('abort', this.#expel)
      if (this.#isOver) return
      this.#isCancelled = true
      this.#controller?.abort()
    })
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isCancelled) this.#controller.abort()
    if (this.expulsion !== null) this.#controller.abort(this.expulsion)
    return this.#controller.signal
  }

  get deadlineAtMs(): number {
    const deadline = this.#surface.getDeadline()
    return deadline instanceof Date ? deadline.getTime() : deadline
  }

  get metadata(): ReadonlyMap<string, string> {
    return toTextHeaders(this.#surface.metadata)
  }

  get caller(): unknown {
    return this.#admission?.caller ?? null
  }

  get path(): string {
    return this.#surface.getPath()
  }

  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** What the caller is told once it may not go on; null while it may. */
  get expulsion(): RpcError | null {
    const ended = this.#admission?.ended
    if (this.#isOver || ended?.aborted !== true) return null
    if (ended.reason instanceof RpcError) return ended.reason
    return new RpcError({ code: 'UNAUTHENTICATED', message: 'the caller may not go on' })
  }

  /** From here on the end of the call is no cancellation. */
  finish(): void {
    this.#isOver = true
  }

  readonly #expel = (): void => {
    this.#controller?.abort(this.expulsion)
  }
}
