/**
 * Writes the MessagePack forms that Terraform uses, in their shortest spelling.
 *
 * Knows bytes only: no types, no attributes. The buffer grows by doubling.
 */

const FIRST_BYTES = 512

export class MsgpackWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #length = 0

  /** A copy of what was written so far. */
  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#length)
  }

  nil(): void {
    this.#byte(0xc0)
  }

  bool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2)
  }

  /** A safe integer or a bigint of 64 bits with sign. */
  int(value: number | bigint): void {
    if (typeof value === 'number' && value >= -0x8000_0000 && value <= 0xffff_ffff) {
      this.#smallInt(value)
      return
    }
    const at = this.#reserve(9)
    const wide = BigInt(value)
    this.#bytes[at] = wide < 0n ? 0xd3 : 0xcf
    this.#bytes.writeBigInt64BE(wide, at + 1)
  }

  double(value: number): void {
    const at = this.#reserve(9)
    this.#bytes[at] = 0xcb
    this.#bytes.writeDoubleBE(value, at + 1)
  }

  string(value: string): void {
    const length = Buffer.byteLength(value)
    if (length < 32) this.#byte(0xa0 | length)
    else this.#header(length, [0xd9, 0xda, 0xdb])
    const at = this.#reserve(length)
    this.#bytes.write(value, at, length, 'utf8')
  }

  binary(value: Uint8Array): void {
    this.#header(value.length, [0xc4, 0xc5, 0xc6])
    this.#append(value)
  }

  arrayHeader(length: number): void {
    if (length < 16) this.#byte(0x90 | length)
    else this.#header(length, [null, 0xdc, 0xdd])
  }

  mapHeader(size: number): void {
    if (size < 16) this.#byte(0x80 | size)
    else this.#header(size, [null, 0xde, 0xdf])
  }

  extension(code: number, payload: Uint8Array): void {
    const fixed = FIXED_EXTENSIONS.get(payload.length)
    if (fixed === undefined) this.#header(payload.length, [0xc7, 0xc8, 0xc9])
    else this.#byte(fixed)
    this.#byte(code)
    this.#append(payload)
  }

  #smallInt(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.#byte(value)
      else this.#header(value, [0xcc, 0xcd, 0xce])
      return
    }
    if (value >= -32) {
      this.#byte(value & 0xff)
      return
    }
    const size = value >= -0x80 ? 1 : value >= -0x8000 ? 2 : 4
    const at = this.#reserve(1 + size)
    this.#bytes[at] = size === 1 ? 0xd0 : size === 2 ? 0xd1 : 0xd2
    this.#bytes.writeIntBE(value, at + 1, size)
  }

  /** A code for lengths of one, two or four bytes, then the length; null skips a width. */
  #header(length: number, codes: readonly [number | null, number, number]): void {
    const [byte, short, long] = codes
    if (length <= 0xff && byte !== null) {
      this.#byte(byte)
      this.#byte(length)
      return
    }
    const size = length <= 0xffff ? 2 : 4
    const at = this.#reserve(1 + size)
    this.#bytes[at] = size === 2 ? short : long
    this.#bytes.writeUIntBE(length, at + 1, size)
  }

  #append(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length)
    this.#bytes.set(bytes, at)
  }

  #byte(value: number): void {
    const at = this.#reserve(1)
    this.#bytes[at] = value
  }

  /** Makes room for so many bytes and returns where they start. */
  #reserve(count: number): number {
    const at = this.#length
    this.#length = at + count
    if (this.#length > this.#bytes.length) {
      const wider = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2))
      wider.set(this.#bytes.subarray(0, at))
      this.#bytes = wider
    }
    return at
  }
}

const FIXED_EXTENSIONS: ReadonlyMap<number, number> = new Map([
  [1, 0xd4],
  [2, 0xd5],
  [4, 0xd6],
  [8, 0xd7],
  [16, 0xd8],
])
