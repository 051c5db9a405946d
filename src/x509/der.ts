/**
 * DER, the bytes of certificates, as far as our own certificate needs it.
 *
 * Answers for: tags, lengths and a handful of types (X.690). Does not know: certificates.
 */

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** Bit 6 and 8 of the tag: a value of the context that has parts. */
const contextConstructed = 0xa0
const contextPrimitive = 0x80

function toValue(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), toLength(body.length), body])
}

/** Short form below 128, else the number of bytes and the bytes. */
function toLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff]
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

export function toSequence(...parts: readonly Uint8Array[]): Buffer {
  return toValue(tags.sequence, ...parts)
}

export function toSet(...parts: readonly Uint8Array[]): Buffer {
  return toValue(tags.set, ...parts)
}

/** A value with the tag `[number]` that wraps others. */
export function toTagged(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return toValue(contextConstructed | number, ...parts)
}

/** A value with the tag `[number]` in place of its own. */
export function toImplicit(number: number, bytes: Uint8Array): Buffer {
  return toValue(contextPrimitive | number, bytes)
}

/** A whole number that is not negative, from its bytes, highest first. */
export function toInteger(bytes: Uint8Array): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0
  return toValue(tags.integer, Buffer.from(isNegative ? [0] : []), bytes)
}

export function toTrue(): Buffer {
  return toValue(tags.boolean, Buffer.from([0xff]))
}

/** `unusedBits` at the end of the last byte do not count. */
export function toBitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return toValue(tags.bitString, Buffer.from([unusedBits]), bytes)
}

export function toOctetString(bytes: Uint8Array): Buffer {
  return toValue(tags.octetString, bytes)
}

export function toUtf8String(text: string): Buffer {
  return toValue(tags.utf8String, Buffer.from(text))
}

/** An object identifier in dotted form. */
export function toOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest.flatMap(toBase128)]
  return toValue(tags.oid, Buffer.from(bytes))
}

function toBase128(arc: number): number[] {
  const bytes = [arc & 0x7f]
  for (let left = arc >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80)
  return bytes
}

/** Seconds of UTC. RFC 5280 4.1.2.5: two digits of the year until 2049, four from 2050. */
export function toTime(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')
  const isShort = Number(digits.slice(0, 4)) < 2050
  const text = Buffer.from(`${isShort ? digits.slice(2) : digits}Z`)
  return toValue(isShort ? tags.utcTime : tags.generalizedTime, text)
}
