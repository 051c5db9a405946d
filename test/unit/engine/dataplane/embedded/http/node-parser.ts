/**
 * Node's own HTTP parser (llhttp), as a second opinion on bytes.
 *
 * Answers for: what `node:http` makes of bytes that arrive on a connection, as plain data. Does not
 * know: our parser.
 */

import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'

const READING_DEADLINE_MS = 10_000

export interface NodeRequest {
  readonly method: string
  readonly target: string
  /** Names and values in turns, as they came. */
  readonly rawHeaders: readonly string[]
  readonly body: string
  readonly httpVersion: string
}

export interface NodeReading {
  readonly requests: readonly NodeRequest[]
  /** Whether the bytes were refused, after perhaps some requests. */
  readonly isRefused: boolean
}

/** All requests that Node finds in `bytes`, up to the end or a refusal. */
export function readWithNode(bytes: Buffer): Promise<NodeReading> {
  const requests: Promise<NodeRequest>[] = []
  let isRefused = false
  const server = createServer({ requireHostHeader: true }, (request, response) => {
    requests.push(collect(request, socket))
    response.end()
  })
  const socket = new Wire()
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      reject(new Error(`Node has not read ${JSON.stringify(bytes.toString('latin1'))}`))
    }, READING_DEADLINE_MS)
    server.on('clientError', () => {
      isRefused = true
      socket.destroy()
    })
    socket.on('close', () => {
      void Promise.allSettled(requests).then((settled) => {
        clearTimeout(deadline)
        const complete = settled.filter((one) => one.status === 'fulfilled')
        resolve({ requests: complete.map((one) => one.value), isRefused })
      })
    })
    server.emit('connection', socket)
    socket.push(bytes)
    socket.push(null)
  })
}

/** Rejects when the connection ends within the body: the request itself may not tell. */
function collect(request: IncomingMessage, socket: Duplex): Promise<NodeRequest> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', reject)
    socket.on('close', () => {
      if (!request.complete) reject(new Error('the body is not complete'))
    })
    request.on('end', () =>
      resolve({
        method: request.method ?? '',
        target: request.url ?? '',
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks).toString('latin1'),
        httpVersion: request.httpVersion,
      }),
    )
  })
}

/** A connection whose answers nobody reads. */
class Wire extends Duplex {
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done()
  }
  override _final(done: () => void): void {
    done()
    this.destroy()
  }
}
