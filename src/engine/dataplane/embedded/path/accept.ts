/**
 * Accepts connections as bare handles, so that the socket around each is one of ours.
 *
 * Answers for: the one place where Node's `net.Server` is told to give us the handle. `net` offers
 * `onread` for dialled sockets only; the handle is what its own `Socket` is made from.
 * Also its descriptor, by which another process can listen on the same socket.
 * Does not know: what is done with a connection.
 */

import assert from 'node:assert/strict'
import type { Server } from 'node:net'

interface ListeningHandle {
  readonly fd: number
  onconnection: (error: number, handle: object | undefined) => void
}

/** Call once `server` is listening. `accept` must take over or close the handle. */
export function acceptHandles(server: Server, accept: (handle: object) => void): void {
  const { _handle: listening } = server as Server & { readonly _handle?: ListeningHandle }
  assert(listening !== undefined, 'accepting before listening')
  listening.onconnection = (error, handle) => {
    // An error is about one connection that was never ours; the next accept goes on.
    if (error === 0 && handle !== undefined) accept(handle)
  }
}

/** The descriptor of a server that is listening, of this process. */
export function listeningFile(server: Server): number {
  const { _handle: listening } = server as Server & { readonly _handle?: ListeningHandle }
  assert(listening !== undefined && listening.fd >= 0, 'asked for before listening')
  return listening.fd
}
