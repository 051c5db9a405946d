/**
 * Services as data: which methods a service has, and the types that follow for both ends.
 *
 * Answers for: the shape of generated service tables, of handlers and of clients. Does not know:
 * how a call is carried.
 */

import type { Codec, Input } from './codec.ts'

/** Which of the two sides sends a stream. */
export type MethodKind = 'unary' | 'serverStream' | 'clientStream' | 'bidi'

export interface Method<K extends MethodKind, Q, A> {
  readonly kind: K
  /** `/package.Service/Method`, as on the wire. */
  readonly path: string
  readonly request: Codec<Q>
  readonly response: Codec<A>
}

/** A service: its methods by the names that handlers and clients use. */
export type Service = Readonly<Record<string, Method<MethodKind, unknown, unknown>>>

interface Ends<Q, A> {
  readonly request: Codec<Q>
  readonly response: Codec<A>
}

export function unary<Q, A>(path: string, ends: Ends<Q, A>): Method<'unary', Q, A> {
  return { kind: 'unary', path, ...ends }
}

export function serverStream<Q, A>(path: string, ends: Ends<Q, A>): Method<'serverStream', Q, A> {
  return { kind: 'serverStream', path, ...ends }
}

export function clientStream<Q, A>(path: string, ends: Ends<Q, A>): Method<'clientStream', Q, A> {
  return { kind: 'clientStream', path, ...ends }
}

export function bidi<Q, A>(path: string, ends: Ends<Q, A>): Method<'bidi', Q, A> {
  return { kind: 'bidi', path, ...ends }
}

/** What a handler knows of the call beside its request. */
export interface Call {
  /** Aborts when the caller has gone, has cancelled or its deadline has passed. */
  readonly signal: AbortSignal
  /** When the caller stops waiting, in epoch milliseconds; `Infinity` when it did not say. */
  readonly deadlineAtMs: number
  /** Request headers in lower case; binary ones are left out. */
  readonly metadata: ReadonlyMap<string, string>
  readonly path: string
  /** What `admit` found out about the caller; null where everybody is admitted. */
  readonly caller: unknown
}

/**
 * The far side of a method. A stream that is answered is an async generator, pulled as fast as the
 * caller reads; it is returned early (its `finally` runs) when the caller leaves. Throw an
 * `RpcError` to choose what the caller sees; any other error is INTERNAL.
 */
export type Handler<M> =
  M extends Method<infer K, infer Q, infer A>
    ? K extends 'unary'
      ? (request: Q, call: Call) => Promise<Input<A>>
      : K extends 'serverStream'
        ? (request: Q, call: Call) => AsyncIterable<Input<A>>
        : K extends 'clientStream'
          ? (requests: AsyncIterable<Q>, call: Call) => Promise<Input<A>>
          : (requests: AsyncIterable<Q>, call: Call) => AsyncIterable<Input<A>>
    : never

/** Handlers of a service; a method without one answers UNIMPLEMENTED. */
export type Handlers<S> = { readonly [K in keyof S]?: Handler<S[K]> }

export interface CallOptions {
  /** The call fails with DEADLINE_EXCEEDED after this; the connection's default when left out. */
  readonly deadlineMs?: number | undefined
  /** Request headers. */
  readonly metadata?: ReadonlyMap<string, string> | undefined
  /** The call fails with CANCELLED when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** The near side of a method. Everything fails with an `RpcError`. */
export type Caller<M> =
  M extends Method<infer K, infer Q, infer A>
    ? K extends 'unary'
      ? (request: Input<Q>, options?: CallOptions) => Promise<A>
      : K extends 'serverStream'
        ? (request: Input<Q>, options?: CallOptions) => AsyncIterable<A>
        : K extends 'clientStream'
          ? (requests: AsyncIterable<Input<Q>>, options?: CallOptions) => Promise<A>
          : (requests: AsyncIterable<Input<Q>>, options?: CallOptions) => AsyncIterable<A>
    : never

/** A service as its callers see it. */
export type Client<S> = { readonly [K in keyof S]: Caller<S[K]> }

/** A service and its handlers, ready to be served; the types of the two have been matched. */
export interface Implementation {
  readonly service: Service
  readonly handlers: Readonly<Record<string, ErasedHandler | undefined>>
}

/** A handler whose types are the service table's business. */
export type ErasedHandler = (
  request: unknown,
  call: Call,
) => Promise<unknown> | AsyncIterable<unknown>

/** Pairs a service with its handlers. */
export function implement<S extends Service>(service: S, handlers: Handlers<S>): Implementation {
  return { service, handlers: handlers as Implementation['handlers'] }
}
