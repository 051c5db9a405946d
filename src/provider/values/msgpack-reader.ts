/**
 * Reads MessagePack, one token after another.
 *
 * Knows bytes only. Every length is checked against what is left, so that a broken message ends in
 * a ValueError and never in memory that it merely claims to need.
 */

import { ValueError } from './path.ts'

export type Token =
  | { readonly kind: 'nil' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** An integer that is a safe JavaScript integer, or else a bigint. */
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'binary'; readonly value: Buffer }
  | { readonly kind: 'array'; readonly length: number }
  | { readonly kind: 'map'; readonly length: number }
  | { readonly kind: 'extension'; readonly code: number; readonly payload: Buffer }

const NIL: Token = { kind: 'nil' }
const TRUE: Token = { kind: 'bool', value: true }
const FALSE: Token = { kind: 'bool', value: false }

export class MsgpackReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  next(): Token {
    const code = this.#uint(1)
    if (code < 0x80) return { kind: 'int', value: code }
    if (code < 0x90) return this.#sized('map', code & 0x0f)
    if (code < 0xa0) return this.#sized('array', code & 0x0f)
    if (code < 0xc0) return this.#string(code & 0x1f)
    if (code >= 0xe0) return { kind: 'int', value: code - 0x100 }
    if (code >= 0xc4 && code <= 0xc6) {
      return { kind: 'binary', value: this.#take(this.#uint(1 << (code - 0xc4))) }
    }
    if (code >= 0xc7 && code <= 0xc9) return this.#extension(this.#uint(1 << (code - 0xc7)))
    if (code >= 0xd4 && code <= 0xd8) return this.#extension(1 << (code - 0xd4))
    return this.#plain(code)
  }

  #plain(code: number): Token {
    switch (code) {
      case 0xc0:
        return NIL
      case 0xc2:
        return FALSE
      case 0xc3:
        return TRUE
      case 0xca:
        return { kind: 'double', value: this.#take(4).readFloatBE(0) }
      case 0xcb:
        return { kind: 'double', value: this.#take(8).readDoubleBE(0) }
      case 0xcc:
      case 0xcd:
      case 0xce:
        return { kind: 'int', value: this.#uint(1 << (code - 0xcc)) }
      case 0xcf:
        return wideInt(this.#take(8).readBigUInt64BE(0))
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return { kind: 'int', value: this.#int(1 << (code - 0xd0)) }
      case 0xd3:
        return wideInt(this.#take(8).readBigInt64BE(0))
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#uint(1 << (code - 0xd9)))
      case 0xdc:
      case 0xdd:
        return this.#sized('array', this.#uint(2 << (code - 0xdc)))
      case 0xde:
      case 0xdf:
        return this.#sized('map', this.#uint(2 << (code - 0xde)))
      default:
        throw new ValueError(`byte 0x${code.toString(16)} has no meaning in MessagePack`)
    }
  }

  #sized(kind: 'array' | 'map', length: number): Token {
    const bytesMin = kind === 'array' ? length : 2 * length
    if (bytesMin > this.#bytes.length - this.#at) throw cutShort()
    return { kind, length }
  }

  #string(length: number): Token {
    const start = this.#at
    this.#skip(length)
    return { kind: 'string', value: this.#bytes.toString('utf8', start, this.#at) }
  }

  #extension(length: number): Token {
    const code = this.#int(1)
    return { kind: 'extension', code, payload: this.#take(length) }
  }

  #uint(size: number): number {
    const start = this.#at
    this.#skip(size)
    return this.#bytes.readUIntBE(start, size)
  }

  #int(size: number): number {
    const start = this.#at
    this.#skip(size)
    return this.#bytes.readIntBE(start, size)
  }

  #take(length: number): Buffer {
    const start = this.#at
    this.#skip(length)
    return this.#bytes.subarray(start, this.#at)
  }

  #skip(length: number): void {
    if (length > this.#bytes.length - this.#at) throw cutShort()
    this.#at += length
  }
}

function wideInt(value: bigint): Token {
  const small = Number(value)
  return { kind: 'int', value: Number.isSafeInteger(small) ? small : value }
}

function cutShort(): ValueError {
  return new ValueError('the MessagePack text ends too early')
}
