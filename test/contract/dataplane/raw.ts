/**
 * Connections and servers on bare sockets: bytes as the test wants them.
 *
 * Answers for: saying and hearing bytes with a deadline, and closing what was opened. Does not
 * know: HTTP.
 */

import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { waitFor } from '../../support/wait.ts'
import { LOOPBACK } from './world.ts'

/** One end of a connection, with all it has heard so far. */
export class Talk {
  readonly socket: Socket
  /** Bytes as latin1. */
  heard = ''
  heardBytes = 0
  hasEnded = false
  isClosed = false
  /** The connection was reset. */
  error: string | null = null

  constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => {
      this.heardBytes += bytes.length
      // Whoever sends more is counted, not kept.
      if (this.heard.length < 1_000_000) this.heard += bytes.toString('latin1')
    })
    socket.on('end', () => (this.hasEnded = true))
    socket.on('error', (error) => (this.error = error.message))
    socket.on('close', () => (this.isClosed = true))
  }

  say(text: string): this {
    this.socket.write(text, 'latin1')
    return this
  }

  /** All that was heard once it contains `what`, matches it, or is as long. */
  async hears(what: string | RegExp | number): Promise<string> {
    const isThere = (): boolean => {
      if (typeof what === 'number') return this.heardBytes >= what
      return typeof what === 'string' ? this.heard.includes(what) : what.test(this.heard)
    }
    const describe = (): string =>
      `${String(what)}; heard: ${JSON.stringify(this.heard.slice(-500))}`
    await waitFor(describe(), () => {
      if (isThere()) return true
      if (this.isClosed) throw new Error(`closed (${this.error}) before ${describe()}`)
      return null
    })
    return this.heard
  }

  /** All that was heard, once the other side has ended or reset the connection. */
  async hearsOut(): Promise<string> {
    await waitFor('the end of the connection', () => this.hasEnded || this.isClosed || null)
    return this.heard
  }

  /** Forgets what was heard. */
  forget(): void {
    this.heard = ''
    this.heardBytes = 0
  }

  close(): void {
    this.socket.destroy()
  }
}

/** A connection to a port on loopback. Half-open connections stay open. */
export function dial(port: number): Promise<Talk> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: LOOPBACK, allowHalfOpen: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(new Talk(socket))
    })
  })
}

/** Says `text` on a connection of its own and gives all that comes until its end. */
export async function ask(port: number, text: string): Promise<string> {
  const talk = await dial(port)
  try {
    return await talk.say(text).hearsOut()
  } finally {
    talk.close()
  }
}

export async function isRefused(port: number): Promise<boolean> {
  try {
    const talk = await dial(port)
    talk.close()
    return false
  } catch {
    return true
  }
}

export interface RawServer {
  readonly port: number
  readonly talks: readonly Talk[]
  close(): Promise<void>
}

/** A server that gives every connection to `serve`. */
export function startRaw(serve: (talk: Talk) => void, port = 0): Promise<RawServer> {
  const talks: Talk[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const talk = new Talk(socket)
    talks.push(talk)
    serve(talk)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: LOOPBACK }, () => {
      const address = server.address() as AddressInfo
      resolve({
        port: address.port,
        talks,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            for (const talk of talks) talk.close()
          }),
      })
    })
  })
}

/** A server that says `answer` for each request head, in order. */
export function startScripted(
  answer: string | ((head: string, talk: Talk) => string),
): Promise<RawServer> {
  return startRaw((talk) => {
    talk.socket.on('data', () => {
      for (;;) {
        const end = talk.heard.indexOf('\r\n\r\n')
        if (end < 0) return
        const head = talk.heard.slice(0, end + 4)
        talk.heard = talk.heard.slice(end + 4)
        talk.say(typeof answer === 'string' ? answer : answer(head, talk))
      }
    })
  })
}

/** The whole of a small answer. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Answers the first request of a connection, and closes at the second without an answer. */
export function answerOnce(talk: Talk, heads: string[]): void {
  let count = 0
  talk.socket.on('data', () => {
    const head = /^(\S+ \S+)/.exec(talk.heard)?.[1]
    if (head === undefined) return
    heads.push(head)
    talk.forget()
    if (count++ === 0) talk.say(OK)
    else talk.close()
  })
}
