/** What our scanners make of bytes, as plain data. */

import { ChunkScanner } from '../../../../../../src/engine/dataplane/embedded/http/chunks.ts'
import { HeadWriter } from '../../../../../../src/engine/dataplane/embedded/http/head-writer.ts'
import {
  RequestHead,
  type Forwarding,
} from '../../../../../../src/engine/dataplane/embedded/http/request-head.ts'
import { ResponseHead } from '../../../../../../src/engine/dataplane/embedded/http/response-head.ts'
import {
  COMPLETE,
  MORE,
  refusalOf,
} from '../../../../../../src/engine/dataplane/embedded/http/verdict.ts'

export const forwarding: Forwarding = {
  fields: 'X-Forwarded-For: 192.0.2.1\r\n\r\n',
  fieldsFromAddress: '192.0.2.1\r\n\r\n',
  authority: '192.0.2.80:80',
}

export type Reading =
  | { readonly kind: 'more' }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  /** The head as it is forwarded, and what was left over. */
  | { readonly kind: 'forwarded'; readonly head: string; readonly rest: string }

const head = new RequestHead()
const responseHead = new ResponseHead()

export function readRequest(text: string | Buffer): Reading {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text
  const verdict = head.read(bytes, 0, bytes.length)
  return toReading(verdict, bytes, () => {
    const writer = new HeadWriter(Buffer.alloc(65_536))
    head.write(bytes, writer, forwarding)
    return { writer, end: head.end }
  })
}

export function readResponse(text: string): Reading {
  const bytes = Buffer.from(text, 'latin1')
  const verdict = responseHead.read(bytes, 0, bytes.length)
  return toReading(verdict, bytes, () => {
    const writer = new HeadWriter(Buffer.alloc(65_536))
    const { isChunked } = responseHead.framing
    responseHead.write(bytes, writer, { isChunked, connectionLine: '', fields: '' })
    return { writer, end: responseHead.end }
  })
}

function toReading(
  verdict: number,
  bytes: Buffer,
  write: () => { writer: HeadWriter; end: number },
): Reading {
  if (verdict === MORE) return { kind: 'more' }
  if (verdict !== COMPLETE) return { kind: 'refused', ...refusalOf(verdict) }
  const { writer, end } = write()
  const text = writer.buffer.toString('latin1', 0, writer.length)
  return { kind: 'forwarded', head: text, rest: bytes.toString('latin1', end) }
}

export interface ChunkReading {
  readonly kind: 'more' | 'complete' | 'refused'
  /** What is passed on. */
  readonly passedOn: string
  readonly rest: string
}

/** A chunked body that comes in pieces. */
export function readChunks(
  pieces: readonly string[],
  options: { isDecoding?: boolean } = {},
): ChunkReading {
  const scanner = new ChunkScanner()
  scanner.reset(options.isDecoding ?? false)
  let passedOn = ''
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1')
    const verdict = scanner.scan(bytes, 0, bytes.length)
    if (verdict !== MORE && verdict !== COMPLETE) return { kind: 'refused', passedOn, rest: '' }
    passedOn += bytes.toString('latin1', 0, scanner.outEnd)
    if (verdict === COMPLETE) {
      return { kind: 'complete', passedOn, rest: bytes.toString('latin1', scanner.inEnd) }
    }
  }
  return { kind: 'more', passedOn, rest: '' }
}
