/**
 * The id of a request, which its server is told too.
 *
 * Answers for: an id that is the client's own when it is sound, else a new one, without a string.
 * Does not know: who asks for it.
 */

import { randomFillSync } from 'node:crypto'
import type { Span } from '../http/bytes.ts'
import type { RequestHead } from '../http/request-head.ts'

const REQUEST_ID = Buffer.from('x-request-id', 'latin1')
const ID_BYTES_MAX = 128

/** 1 where a byte may stand in a client's id: nothing that a log or a header could stumble over. */
const SOUND = new Uint8Array(256)
for (let byte = 0; byte < SOUND.length; byte++) {
  SOUND[byte] = /[\w.:+/=~-]/.test(String.fromCharCode(byte)) ? 1 : 0
}

/** A line of the head; where the zeros stand comes the id, a UUID of version 4 (RFC 9562 5.4). */
const line = Buffer.from('X-Request-Id: 00000000-0000-4000-8000-000000000000\r\n', 'latin1')
const idSpan = { start: 'X-Request-Id: '.length, end: line.length - '\r\n'.length }
const newId = line.subarray(idSpan.start, idSpan.end)

const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1')
/** Places of random digits, and of the one that says the variant. */
const DIGITS = [...newId.keys()].filter((at) => newId[at] === HEX_DIGITS[0])
const VARIANT_AT = newId.indexOf('8')
const VARIANTS = HEX_DIGITS.subarray(8, 12)

const random = Buffer.allocUnsafeSlow(4096)
let randomAt = random.length

/** Where the id of a request stands. Holds until the next one is asked for. */
interface PlacedId {
  readonly bytes: Buffer
  readonly span: Span
}

const made: PlacedId = { bytes: newId, span: { start: 0, end: newId.length } }

/** Call between reading the head and writing it: the id becomes a part of it. */
export function toRequestId(head: RequestHead, bytes: Buffer): PlacedId {
  const { fields } = head
  const index = fields.indexOf(bytes, REQUEST_ID)
  if (index >= 0) {
    const span = fields.value(index)
    if (isSound(bytes, span)) return { bytes, span }
    fields.dropAll(bytes, REQUEST_ID)
  }
  fillId()
  head.extraFields = line
  return made
}

function isSound(bytes: Buffer, { start, end }: Span): boolean {
  if (start === end || end - start > ID_BYTES_MAX) return false
  for (let at = start; at < end; at++) if (SOUND[bytes[at] ?? 0] === 0) return false
  return true
}

/** Half a random byte for a digit. */
function fillId(): void {
  if (randomAt + DIGITS.length > random.length) {
    randomFillSync(random)
    randomAt = 0
  }
  for (let index = 0; index < DIGITS.length; index += 2) {
    const byte = random[randomAt++] ?? 0
    newId[DIGITS[index] ?? 0] = HEX_DIGITS[byte & 0xf] ?? 0
    newId[DIGITS[index + 1] ?? 0] = HEX_DIGITS[byte >> 4] ?? 0
  }
  newId[VARIANT_AT] = VARIANTS[(random[randomAt++] ?? 0) & 0x3] ?? 0
}
