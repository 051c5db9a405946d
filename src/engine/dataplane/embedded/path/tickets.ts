/**
 * Session tickets: what a client brings to resume a session, sealed so that only we can read it.
 *
 * Answers for: the same keys in every thread and for every certificate, those before them being
 * good for reading still, and a fresh ticket for whoever has used one (TLS 1.3 has them used once,
 * RFC 8446 C.4). Knows how Node keeps its contexts. Does not know: certificates, when keys change.
 */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { SecureContext } from 'node:tls'

/** Bytes of each of a key's three parts: its name, for HMAC with SHA-256, for AES-128-CBC. */
const PART_BYTES = 16

interface TicketKey {
  readonly name: Buffer
  readonly hmac: Buffer
  readonly aes: Buffer
}

/** OpenSSL's answers to "with which key?". */
const UNKNOWN = 0
const USE = 1
const USE_AND_RENEW = 2

type Answer = readonly [code: number, hmac: Buffer, aes: Buffer, name: Buffer, iv: Buffer]

/** What Node's context has beyond its types. */
interface Context {
  enableTicketKeyCallback(): void
  onticketkeycallback(name: Buffer, iv: Buffer, isSealing: boolean): Answer
}

export class Tickets {
  #current: TicketKey
  #previous: TicketKey | null = null

  /** `bytes`: three parts, one after the other. */
  constructor(bytes: Uint8Array) {
    this.#current = toTicketKey(bytes)
  }

  /** Tickets of the key before are still taken, those of the one before that no more. */
  change(bytes: Uint8Array): void {
    this.#previous = this.#current
    this.#current = toTicketKey(bytes)
  }

  /** From now on handshakes with the context use these keys. */
  serve({ context }: SecureContext): void {
    const own = context as Context
    own.onticketkeycallback = (name, iv, isSealing) =>
      isSealing ? this.#seal() : this.#open(name, iv)
    own.enableTicketKeyCallback()
  }

  #seal(): Answer {
    const { name, hmac, aes } = this.#current
    return [USE, hmac, aes, name, randomBytes(PART_BYTES)]
  }

  #open(name: Buffer, iv: Buffer): Answer {
    const keys = [this.#current, this.#previous]
    const found = keys.find((key) => key?.name.equals(name) === true) ?? null
    const { hmac, aes } = found ?? this.#current
    return [found === null ? UNKNOWN : USE_AND_RENEW, hmac, aes, name, iv]
  }
}

function toTicketKey(bytes: Uint8Array): TicketKey {
  assert.equal(bytes.length, 3 * PART_BYTES, 'a ticket key has three parts')
  const part = (index: number): Buffer =>
    Buffer.from(bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES))
  return { name: part(0), hmac: part(1), aes: part(2) }
}
