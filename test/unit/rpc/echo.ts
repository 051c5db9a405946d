/**
 * A service with one method of each kind, and a server and client of it on a fresh unix socket.
 *
 * Answers for: what tests of calls have in common. Does not know: any rule of calls.
 */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  bidi,
  clientStream,
  connect,
  implement,
  listen,
  message,
  serverStream,
  unary,
} from '../../../src/rpc/index.ts'
import type { Address, Client, Codec, Handlers } from '../../../src/rpc/index.ts'

export interface Note {
  text: string
  count: number
}
export const Note: Codec<Note> = message(() => [
  [1, 'text', 'string'],
  [2, 'count', 'int32'],
])

const ends = { request: Note, response: Note }

export const Echo = {
  once: unary('/test.Echo/Once', ends),
  answers: serverStream('/test.Echo/Answers', ends),
  collect: clientStream('/test.Echo/Collect', ends),
  talk: bidi('/test.Echo/Talk', ends),
} as const

export interface EchoPair extends AsyncDisposable {
  readonly address: Address
  readonly echo: Client<typeof Echo>
  /** What handlers failed with by accident. */
  readonly faults: unknown[]
}

export interface EchoOptions {
  readonly maxRequestBytes?: number
  readonly metadata?: ReadonlyMap<string, string>
}

/** A directory of its own for sockets, removed afterwards. */
export async function makeSocketDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'rpc-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A server with `handlers`, and a client that is connected to it. */
export async function makeEcho(
  handlers: Handlers<typeof Echo>,
  options: EchoOptions = {},
): Promise<EchoPair> {
  const { maxRequestBytes = Infinity, metadata } = options
  const directory = await makeSocketDirectory()
  const faults: unknown[] = []
  const server = await listen({
    address: { path: join(directory.path, 's') },
    implementations: [implement(Echo, handlers)],
    maxRequestBytes,
    onFault: (fault) => faults.push(fault),
  })
  const channel = await connect({ address: server.address, metadata })
  return {
    address: server.address,
    echo: channel.client(Echo),
    faults,
    async [Symbol.asyncDispose]() {
      channel.close()
      await server.close(1_000)
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** Asserts that `call` fails with `code`, and gives what it failed with. */
export async function assertRefused(call: Promise<unknown>, code: string): Promise<Error> {
  const error: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  assert(error instanceof Error, 'the call succeeded')
  assert('code' in error)
  assert.equal(error.code, code, error.message)
  return error
}
