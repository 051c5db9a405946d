/**
 * A worker's own socket: commands go out at once and in order, answers come back in that order.
 *
 * Answers for: telling answers apart, deadlines, and the end of the connection. Does not know: what
 * commands mean.
 */

import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** HAProxy answers at once; who is silent for so long is stuck or gone. */
const ANSWER_TIMEOUT_MS = 5000
/** Who talks for so long without an end of an answer says something else. */
const TALK_TIMEOUT_MS = 30_000
/** A table of 100,000 servers is less. */
const ANSWER_CHARACTERS_MAX = 134_217_728
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
  /** Of an answer that is not whole yet: long ones come in many pieces, each searched once. */
  readonly #searched: string[] = []
  #searchedLength = 0
  /** Where its end may have begun. */
  #tail = ''
  #talk: NodeJS.Timeout | undefined
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

  /** From now on until the next answer is whole. */
  #watch(): void {
    const isWaiting = this.#waiting.length > 0
    this.#socket.setTimeout(isWaiting ? ANSWER_TIMEOUT_MS : 0)
    clearTimeout(this.#talk)
    if (isWaiting) this.#talk = setTimeout(() => this.#end('it talks without end'), TALK_TIMEOUT_MS)
  }

  #hear(text: string): void {
    let rest = this.#tail + text
    let isWhole = false
    for (;;) {
      const end = rest.indexOf(PROMPT)
      if (end < 0) break
      const answer = this.#searched.splice(0).join('') + rest.slice(0, end)
      this.#searchedLength = 0
      rest = rest.slice(end + PROMPT.length)
      // Within a text that follows a command each line is prompted for.
      this.#waiting.shift()?.resolve(answer.replace(/^(\+ )+/, '').trim())
      isWhole = true
    }
    const searched = Math.max(0, rest.length - PROMPT.length + 1)
    this.#searched.push(rest.slice(0, searched))
    this.#searchedLength += searched
    this.#tail = rest.slice(searched)
    if (isWhole) this.#watch()
    if (this.#searchedLength > ANSWER_CHARACTERS_MAX) this.#end('it talks without end')
  }

  #end(cause: string): void {
    if (this.#error !== null) return
    this.#error = new ConsoleGone(`HAProxy: ${cause}`)
    clearTimeout(this.#talk)
    this.#searched.length = 0
    this.#socket.destroy()
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#error)
  }

  close(): void {
    this.#end('closed')
  }
}
