/**
 * Node's own HTTP parser on an answer, as a second opinion on bytes.
 *
 * Answers for: what `node:http` as a client makes of bytes that arrive. Does not know: our parser.
 */

import { request } from 'node:http'
import { Duplex } from 'node:stream'

export interface NodeAnswer {
  readonly status: number
  /** As latin1. */
  readonly body: string
}

/** The first final answer in `bytes`; null when Node refuses it or it is not complete. */
export function readAnswerWithNode(
  method: 'GET' | 'HEAD',
  bytes: Buffer,
): Promise<NodeAnswer | null> {
  return new Promise((resolve) => {
    const outgoing = request({ method, agent: false, createConnection: () => new Answering(bytes) })
    outgoing.on('error', () => resolve(null))
    outgoing.on('close', () => resolve(null))
    outgoing.on('upgrade', () => resolve(null))
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => resolve(null))
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('latin1')
        resolve(response.complete ? { status: response.statusCode ?? 0, body } : null)
      })
    })
    outgoing.end()
  })
}

/** A connection that answers whatever it is asked with the same bytes, and ends. */
class Answering extends Duplex {
  #bytes: Buffer | null

  constructor(bytes: Buffer) {
    super()
    this.#bytes = bytes
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done()
    if (this.#bytes === null) return
    this.push(this.#bytes)
    this.push(null)
    this.#bytes = null
  }
}
