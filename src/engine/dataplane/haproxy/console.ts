/**
 * A worker's own socket: commands go out at once and in order, answers come back in that order.
 *
 * Answers for: telling answers apart, deadlines, and the end of the connection. Does not know: what
 * commands mean.
 */

import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** HAProxy answers at once; who is this late is stuck or gone. */
const ANSWER_TIMEOUT_MS = 5000
/** What waits for an answer; beyond it something is wrong with HAProxy. */
const WAITING_MAX = 100_000
const PROMPT = '\n> '

/** The worker is not there any more, or does not answer. */
export class ConsoleGone extends Error {}

interface Waiting {
  resolve(answer: string): void
  reject(error: Error): void
}

export class Console {
  readonly #socket: Socket
  readonly #waiting: Waiting[] = []
  #heard = ''
  #error: ConsoleGone | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#hear(text))
    socket.on('error', (error) => this.#end(error.message))
    socket.on('close', () => this.#end('it has closed its socket'))
    socket.on('timeout', () => this.#end('it does not answer'))
  }

  /** Rejects when nobody is there. */
  static async open(path: string): Promise<Console> {
    const socket = connect({ path })
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve()
      })
    })
    const opened = new Console(socket)
    await opened.ask('prompt')
    return opened
  }

  get isOpen(): boolean {
    return this.#error === null
  }

  /** One command, of one line; a text after it ends with an empty line. */
  ask(command: string, text?: string): Promise<string> {
    if (this.#error !== null) return Promise.reject(this.#error)
    if (this.#waiting.length >= WAITING_MAX) {
      return Promise.reject(new ConsoleGone('HAProxy does not keep up with its changes'))
    }
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    this.#waiting.push({ resolve, reject })
    this.#socket.write(text === undefined ? `${command}\n` : `${command} <<\n${text}\n\n`)
    if (this.#waiting.length === 1) this.#watch()
    return promise
  }

  #watch(): void {
    this.#socket.setTimeout(this.#waiting.length === 0 ? 0 : ANSWER_TIMEOUT_MS)
  }

  #hear(text: string): void {
    // Long answers come in many pieces: what was searched is not searched again.
    let from = Math.max(0, this.#heard.length - PROMPT.length)
    this.#heard += text
    for (;;) {
      const end = this.#heard.indexOf(PROMPT, from)
      if (end < 0) return
      from = 0
      const answer = this.#heard.slice(0, end)
      this.#heard = this.#heard.slice(end + PROMPT.length)
      // Within a text that follows a command each line is prompted for.
      this.#waiting.shift()?.resolve(answer.replace(/^(\+ )+/, '').trim())
      if (this.#waiting.length === 0) this.#watch()
    }
  }

  #end(cause: string): void {
    if (this.#error !== null) return
    this.#error = new ConsoleGone(`HAProxy: ${cause}`)
    this.#socket.destroy()
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#error)
  }

  close(): void {
    this.#end('closed')
  }
}
