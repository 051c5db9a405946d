/**
 * Accepts connections as bare handles, so that the socket around each is one of ours.
 *
 * Answers for: the one place where Node's `net.Server` is told to give us the handle. `net` offers
 * `onread` for dialled sockets only; the handle is what its own `Socket` is made from.
 * Also its descriptor, by which another process can listen on the same socket; and rest instead of
 * a busy loop while the process has no descriptor for whoever wants to come in.
 * Does not know: what is done with a connection.
 */

import assert from 'node:assert/strict'
import type { Server } from 'node:net'
import { constants } from 'node:os'

interface ListeningHandle {
  readonly fd: number
  setNoDelay(isWanted: boolean): void
  onconnection: (error: number, handle: object | undefined) => void
}

/** As libuv has them: negative. */
const shortages: ReadonlySet<number> = new Set([-constants.errno.EMFILE, -constants.errno.ENFILE])

/** How long a thread rests when it can accept nobody: little enough for those inside. */
const REST_MS = 5

const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

export interface Acceptor {
  /** Must take over or close the handle. */
  accept(handle: object): void
  /** There is no descriptor for a client: closes what can be done without; false: there is none. */
  makeRoom(): boolean
}

/** Call once `server` is listening. */
export function acceptHandles(server: Server, acceptor: Acceptor): void {
  const { _handle: listening } = server as Server & { readonly _handle?: ListeningHandle }
  assert(listening !== undefined, 'accepting before listening')
  // Whoever is accepted inherits it: a call of the system less for each.
  listening.setNoDelay(true)
  listening.onconnection = (error, handle) => {
    if (error === 0 && handle !== undefined) acceptor.accept(handle)
    // The client is still there, and the kernel says so at once and again. Any other error is
    // about one connection that was never ours; the next accept goes on.
    else if (shortages.has(error) && !acceptor.makeRoom()) Atomics.wait(nothing, 0, 0, REST_MS)
  }
}

/** The descriptor of a server that is listening, of this process. */
export function listeningFile(server: Server): number {
  const { _handle: listening } = server as Server & { readonly _handle?: ListeningHandle }
  assert(listening !== undefined && listening.fd >= 0, 'asked for before listening')
  return listening.fd
}
