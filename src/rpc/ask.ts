/**
 * One call on the asking end: promises and async iterables over the library's calls.
 *
 * Answers for: deadlines, cancellation, streams in both directions, errors. Does not know: the
 * connection, or which service it is.
 */

import { once } from 'node:events'
import type { Client, ClientReadableStream, ClientWritableStream, Metadata } from '@grpc/grpc-js'
import { RpcError } from './error.ts'
import { fromStatus } from './grpc.ts'
import type { Grpc } from './grpc.ts'
import type { CallOptions, Method, MethodKind } from './method.ts'

interface Asking {
  readonly method: Method<MethodKind, unknown, unknown>
  readonly client: Client
  readonly grpc: Grpc
  /** Headers of every call. */
  readonly metadata: ReadonlyMap<string, string> | undefined
  /** For calls with one answer that do not say. */
  readonly deadlineMs: number
}

type Caller = (request: unknown, options?: CallOptions) => Promise<unknown> | AsyncIterable<unknown>

/** The caller of a method; its type is in the service's table. */
export function toCaller(asking: Asking): Caller {
  switch (asking.method.kind) {
    case 'unary':
      return (request, options = {}) => askOnce({ asking, request, options })
    case 'clientStream':
      return (requests, options = {}) => sendMany({ asking, request: requests, options })
    case 'serverStream':
      return (request, options = {}) => receiveMany({ asking, request, options })
    case 'bidi':
      return (requests, options = {}) => exchange({ asking, request: requests, options })
  }
}

interface Asked {
  readonly asking: Asking
  readonly request: unknown
  readonly options: CallOptions
}

/** What every call of the library takes: path, how to encode and decode, headers, deadline. */
function toArguments({ asking, options }: Asked, deadlineMs: number | undefined) {
  const { method, grpc } = asking
  const headers: Metadata = new grpc.Metadata()
  for (const [key, value] of asking.metadata ?? []) headers.set(key, value)
  for (const [key, value] of options.metadata ?? []) headers.set(key, value)
  const limitMs = options.deadlineMs ?? deadlineMs
  return {
    path: method.path,
    encode: (message: unknown) => method.request.encode(message),
    decode: (bytes: Buffer) => method.response.decode(bytes),
    headers,
    limits: limitMs === undefined ? {} : { deadline: Date.now() + limitMs },
  }
}

/** Cancels the call when the signal aborts; the result undoes the tie. */
function tie(call: { cancel(): void }, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => {}
  const cancel = (): void => call.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  return () => signal.removeEventListener('abort', cancel)
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new RpcError({
    code: 'CANCELLED',
    message: 'cancelled before the call',
    cause: signal.reason,
  })
}

async function askOnce(asked: Asked): Promise<unknown> {
  const { asking, request, options } = asked
  refuseAborted(options.signal)
  const { path, encode, decode, headers, limits } = toArguments(asked, asking.deadlineMs)
  const { promise, settle } = toSettled()
  const bytes = encode(request)
  const pass = (encoded: Buffer): Buffer => encoded
  const call = asking.client.makeUnaryRequest(path, pass, decode, bytes, headers, limits, settle)
  const untie = tie(call, options.signal)
  return promise.finally(untie)
}

/** A promise, and the callback that settles it in the library's way. */
function toSettled() {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const settle = (error: Error | null, answer?: unknown): void => {
    if (error === null) resolve(answer)
    else reject(fromStatus(error))
  }
  return { promise, settle }
}

async function sendMany(asked: Asked): Promise<unknown> {
  const { asking, request, options } = asked
  refuseAborted(options.signal)
  const { path, encode, decode, headers, limits } = toArguments(asked, asking.deadlineMs)
  const { promise, settle } = toSettled()
  const call = asking.client.makeClientStreamRequest(path, encode, decode, headers, limits, settle)
  const untie = tie(call, options.signal)
  try {
    const [answer] = await Promise.all([promise, send(call, toIterable(request))])
    return answer
  } finally {
    untie()
  }
}

function toIterable(requests: unknown): AsyncIterable<unknown> {
  if (typeof requests === 'object' && requests !== null && Symbol.asyncIterator in requests) {
    return requests as AsyncIterable<unknown>
  }
  throw new TypeError('a stream of requests must be an async iterable')
}

/** Sends as fast as the far end takes it. A source that fails cancels the call. */
async function send(
  call: ClientWritableStream<unknown>,
  requests: AsyncIterable<unknown>,
): Promise<void> {
  // A call that is over takes nothing more, and says why to whoever waits for the answer.
  const over = new AbortController()
  call.once('status', () => over.abort())
  try {
    for await (const message of requests) {
      if (over.signal.aborted) return
      if (!call.write(message)) await once(call, 'drain', { signal: over.signal })
    }
    call.end()
  } catch (error) {
    if (over.signal.aborted) return
    call.cancel()
    throw error
  }
}

async function* receiveMany(asked: Asked): AsyncGenerator {
  const { asking, request, options } = asked
  refuseAborted(options.signal)
  const { path, encode, decode, headers, limits } = toArguments(asked, undefined)
  const { client } = asking
  const bytes = encode(request)
  const pass = (encoded: Buffer): Buffer => encoded
  const call = client.makeServerStreamRequest(path, pass, decode, bytes, headers, limits)
  yield* receive(call, options.signal)
}

async function* exchange(asked: Asked): AsyncGenerator {
  const { asking, request, options } = asked
  refuseAborted(options.signal)
  const { path, encode, decode, headers, limits } = toArguments(asked, undefined)
  const call = asking.client.makeBidiStreamRequest(path, encode, decode, headers, limits)
  const sending = send(call, toIterable(request))
  // Awaited below; a failure must not count as unhandled while answers are still being read.
  sending.catch(() => {})
  yield* receive(call, options.signal)
  await sending
}

/** Yields what comes; leaving early cancels the call. */
async function* receive(
  call: ClientReadableStream<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator {
  const untie = tie(call, signal)
  // Cancelling makes the library report an error after everybody has left.
  call.on('error', () => {})
  try {
    for await (const message of call) yield message
  } catch (error) {
    throw fromStatus(error)
  } finally {
    untie()
    call.cancel()
  }
}
