/**
 * A process that is the servers behind a proxy: `source.ts answers|stream <port>…`, on loopback.
 *
 * Answers for: `answers`: a megabyte for each request head; `stream`: bytes without an end for
 * whoever connects. From one buffer, so that it costs little beside the proxy. For benchmarks only.
 */

import { createServer } from 'node:net'
import type { Socket } from 'node:net'

const MEBIBYTE = 1_048_576
const HEAD_END = '\r\n\r\n'

const [kind, ...ports] = process.argv.slice(2)
const body = Buffer.alloc(MEBIBYTE, 'x')
const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${MEBIBYTE}${HEAD_END}`, 'latin1')
const answer = Buffer.concat([head, body])

/** Requests here come whole: the proxy sends each head at once, and there are no bodies. */
function giveAnswers(socket: Socket): void {
  socket.on('data', (bytes: Buffer) => {
    const count = bytes.toString('latin1').split(HEAD_END).length - 1
    for (let number = 0; number < count; number++) socket.write(answer)
  })
}

function giveStream(socket: Socket): void {
  const fill = (): void => {
    while (socket.write(body));
  }
  socket.on('drain', fill)
  socket.resume()
  fill()
}

const serve = kind === 'stream' ? giveStream : giveAnswers
for (const port of ports.map(Number)) {
  createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    serve(socket)
  }).listen({ port, host: '127.0.0.1' })
}
