/**
 * A TCP socket that reads into a given buffer and tells its owner, without streams' machinery.
 *
 * Answers for: the `onread` option of `net` on both accepted and dialled sockets, one owner at a
 * time, and back pressure as a boolean. This file and `accept.ts` are the only ones that know how
 * Node keeps its sockets. Does not know: what is read.
 */

import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import type { BoundSocket } from 'node:net'
import { LARGE_READ_BYTES, READ_BYTES, largeSharedBuffer, sharedBuffer } from './buffers.ts'

/** Who is told; called by the event loop, never from within a call to the wire. */
export interface WireOwner {
  /**
   * The first `count` bytes of the wire's buffer are new. False: read no further until `resume`.
   */
  onBytes(bytes: Buffer, count: number): boolean
  /** All that was written has been taken by the kernel, after a `send` that gave false. */
  onDrain(): void
  /** The other side sends no more. */
  onEnd(): void
  onConnect(): void
  /** The last call: nothing can be read or written. */
  onClose(): void
}

/** A client's connection, clear or encrypted, to those who read and write its bytes. */
export interface ClientWire {
  owner: WireOwner
  /** Whether the client came in by TLS. */
  readonly isSecure: boolean
  readonly remoteAddress: string | undefined
  send(bytes: Buffer): boolean
  sendCopy(bytes: Buffer, start: number, end: number): boolean
  /** Whether something sent has not left yet. */
  readonly isBusy: boolean
  /** Whether bytes given to `send` are still to be read from where they are. */
  readonly isBorrowing: boolean
  readAgain(): void
  /** Within `onBytes` only: from the next read on more may come at once. */
  readMore(): void
  end(): unknown
  destroy(): unknown
  resetAndDestroy(): unknown
}

/**
 * What is sent from here; whatever the kernel did not take at once keeps it, and a new one comes.
 */
let scratch = Buffer.allocUnsafeSlow(READ_BYTES)
/** The same for larger pieces. */
let largeScratch = Buffer.allocUnsafeSlow(LARGE_READ_BYTES)

/**
 * The buffer that Node is about to ask for. Invariant: it is set only where Node asks at once
 * (within a read, at the making of a handle), so that it never reaches another wire.
 */
let nextBuffer: Buffer | null = null

/** Node asks after each read; anything but a buffer means the one in use. */
function takeNextBuffer(): Buffer | null {
  const buffer = nextBuffer
  nextBuffer = null
  return buffer
}

type OnRead = (this: void, count: number, buffer: Uint8Array) => boolean

/** Node calls it as a method of the socket. */
function onRead(this: Wire, count: number, buffer: Uint8Array): boolean {
  // Node asks for the next buffer when this returns.
  this.isReading = true
  const isMoreWanted = this.owner.onBytes(buffer as Buffer, count)
  this.isReading = false
  return isMoreWanted
}

export class Wire extends Socket implements ClientWire {
  owner: WireOwner
  readonly isSecure = false
  /** Whether the owner is hearing of a read. */
  isReading = false

  /** `handle`: of an accepted connection, see `accept.ts`; without one, `connect` is next. */
  constructor(owner: WireOwner, handle?: object) {
    if (handle !== undefined) nextBuffer = sharedBuffer
    const options = {
      // Node takes any handle of its own here, not only one that was bound before.
      handle: handle as BoundSocket | undefined,
      allowHalfOpen: true,
      // Accepted ones have it from the socket that they came in by.
      noDelay: handle === undefined,
      // With 1, `write` gives true exactly when the kernel took everything.
      writableHighWaterMark: 1,
      readableHighWaterMark: READ_BYTES,
      onread: { buffer: takeNextBuffer as () => Uint8Array, callback: onRead as OnRead },
    }
    super(options)
    this.owner = owner
    this.on('end', onEnd)
    this.on('drain', onDrain)
    this.on('error', onError)
    this.on('close', onClose)
    if (handle === undefined) this.once('connect', onConnect)
  }

  /** Dials; `onConnect` or `onClose` follows. */
  dial(to: { readonly address: string; readonly port: number }, buffer: Buffer): void {
    nextBuffer = buffer
    this.connect({ host: to.address, port: to.port })
    assert(nextBuffer === null, 'dialling made no handle')
  }

  /** Within `onBytes` of this wire only: the next read goes into `buffer`. */
  readInto(buffer: Buffer): void {
    assert(this.isReading, 'a buffer changed outside of a read')
    nextBuffer = buffer
  }

  /** For a wire that reads into the buffer that all share. */
  readMore(): void {
    this.readInto(largeSharedBuffer)
  }

  /**
   * True when the kernel has taken it all; else the bytes must stay as they are until `onDrain`.
   */
  send(bytes: Buffer): boolean {
    // Older Nodes say false before they have tried.
    return this.write(bytes) || this.writableLength === 0
  }

  /** Sends a piece of bytes that others will overwrite; false as with `send`. */
  sendCopy(bytes: Buffer, start: number, end: number): boolean {
    const count = end - start
    if (count > scratch.length) return this.#sendLargeCopy(bytes, start, end)
    bytes.copy(scratch, 0, start, end)
    const isTaken = this.send(scratch.subarray(0, count))
    if (!isTaken) scratch = Buffer.allocUnsafeSlow(READ_BYTES)
    return isTaken
  }

  #sendLargeCopy(bytes: Buffer, start: number, end: number): boolean {
    const count = end - start
    // TLS may bring more than one read's worth before it is stopped.
    if (count > largeScratch.length) return this.send(Buffer.from(bytes.subarray(start, end)))
    bytes.copy(largeScratch, 0, start, end)
    const isTaken = this.send(largeScratch.subarray(0, count))
    if (!isTaken) largeScratch = Buffer.allocUnsafeSlow(LARGE_READ_BYTES)
    return isTaken
  }

  /** Whether something written waits to be taken. */
  get isBusy(): boolean {
    return this.writableLength > 0
  }

  get isBorrowing(): boolean {
    return this.writableLength > 0
  }

  /** Reads again after `onBytes` gave false. */
  readAgain(): void {
    this.read(0)
  }
}

function onEnd(this: Wire): void {
  this.owner.onEnd()
}

function onDrain(this: Wire): void {
  this.owner.onDrain()
}

function onConnect(this: Wire): void {
  this.owner.onConnect()
}

/** What went wrong does not change what is done; `close` follows. */
function onError(): void {}

function onClose(this: Wire): void {
  this.owner.onClose()
}
