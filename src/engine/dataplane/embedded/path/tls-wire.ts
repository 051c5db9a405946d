/**
 * A client's TLS connection with the same face as a `Wire`: clear bytes in and out.
 *
 * Answers for: TLS around an accepted handle with no stream machinery in between, and the
 * handshake's end. Like `wire.ts` and `accept.ts` it knows how Node keeps its sockets.
 * Does not know: certificates, what is read.
 */

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { sharedBuffer } from './buffers.ts'
import type { ClientWire, WireOwner } from './wire.ts'

/** What a handshake is made with. */
export interface TlsTerms {
  readonly secureContext: SecureContext
  /** Which context answers for the name that the client asks for; absent: always the one above. */
  readonly SNICallback?: (
    name: string,
    done: (error: null, context: SecureContext | undefined) => void,
  ) => void
  /** In the form of RFC 7301 3.1. */
  readonly ALPNProtocols: Buffer
}

interface TcpHandle {
  close(done: () => void): void
  /** Gives an error number; 0 when `done` will be called. */
  reset(done: () => void): number
}

/** What Node's `TLSSocket` has beyond its types. */
interface Internals {
  readonly _tlsOptions: { readonly acceptedHandle: TcpHandle }
  _wrapHandle(socket: null, handle: TcpHandle, hasPendingWrite: boolean): object
  _releaseControl(): boolean
}

const internals = TLSSocket.prototype as unknown as Internals

/** Node calls it as a method of the socket. */
function onRead(this: TlsWire, count: number, buffer: Uint8Array): boolean {
  return this.owner.onBytes(buffer as Buffer, count)
}

/** Its owner hears `onConnect` once the handshake is done, and only then may anything be sent. */
export class TlsWire extends TLSSocket implements ClientWire {
  owner: WireOwner
  readonly isSecure = true
  readonly #tcp: TcpHandle
  /** Something given to `send` waits in the stream, as it was given. */
  #isBorrowing = false

  /** `handle`: of an accepted connection, see `accept.ts`. */
  constructor(owner: WireOwner, handle: object, terms: TlsTerms) {
    const options = {
      ...terms,
      isServer: true,
      acceptedHandle: handle,
      allowHalfOpen: true,
      highWaterMark: 1,
      // What is decrypted is copied there, so that one buffer does for all.
      onread: { buffer: sharedBuffer, callback: onRead },
    }
    // Without a socket, `onread` is obeyed; the handle is given in `_wrapHandle`.
    super(undefined as unknown as Socket, options)
    this.owner = owner
    this.#tcp = handle as TcpHandle
    // Node takes it for one that is yet to be dialled.
    Object.assign(this, { connecting: false })
    this.on('end', onEnd)
    this.on('drain', onDrain)
    this.on('error', onError)
    this.on('close', onClose)
    this.once('secure', onSecure)
  }

  /** Called while the socket is made: TLS goes around the accepted handle. */
  protected _wrapHandle(_socket: null, _handle: undefined, hasPendingWrite: boolean): object {
    const { _tlsOptions: own } = this as unknown as Internals
    return internals._wrapHandle.call(this, null, own.acceptedHandle, hasPendingWrite)
  }

  /** Hears of errors by itself from now on. */
  releaseControl(): void {
    internals._releaseControl.call(this)
  }

  /**
   * True when the bytes are free again: they were encrypted at once. Else they must stay as they
   * are until `onDrain`.
   */
  send(bytes: Buffer): boolean {
    const isFree = this.writableLength === 0
    this.write(bytes)
    this.#isBorrowing ||= !isFree
    return isFree
  }

  /** Sends a piece of bytes that others will overwrite; false: no more before `onDrain`. */
  sendCopy(bytes: Buffer, start: number, end: number): boolean {
    if (this.writableLength === 0) return this.send(bytes.subarray(start, end))
    return this.send(Buffer.from(bytes.subarray(start, end)))
  }

  get isBusy(): boolean {
    return this.writableLength > 0
  }

  get isBorrowing(): boolean {
    return this.#isBorrowing
  }

  returnBorrowed(): void {
    this.#isBorrowing = false
  }

  readAgain(): void {
    this.read(0)
  }

  /** A record is all that comes at once (RFC 8446 5.1). */
  readMore(): void {}

  /** Closes the TCP connection so that the other side cannot take it for an orderly end. */
  override resetAndDestroy(): this {
    const { _handle: tls } = this as unknown as { readonly _handle: TcpHandle | null }
    if (tls !== null) {
      tls.close = (done) => {
        if (this.#tcp.reset(done) !== 0) this.#tcp.close(done)
      }
    }
    return this.destroy()
  }
}

function onSecure(this: TlsWire): void {
  this.releaseControl()
  this.owner.onConnect()
}

function onEnd(this: TlsWire): void {
  this.owner.onEnd()
}

function onDrain(this: TlsWire): void {
  this.returnBorrowed()
  this.owner.onDrain()
}

/** What went wrong does not change what is done; `close` follows. */
function onError(this: TlsWire): void {
  this.destroy()
}

function onClose(this: TlsWire): void {
  this.owner.onClose()
}

/** A name for ALPN in the form of the wire. */
export function toProtocolList(...names: readonly string[]): Buffer {
  return Buffer.concat(
    names.map((name) => {
      assert(name.length > 0 && name.length < 256, 'no name of a protocol')
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'latin1')])
    }),
  )
}
