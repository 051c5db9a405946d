/**
 * One probe over a real socket.
 *
 * Answers for: asking a server once and saying what came of it, by the closed list of reasons (R25,
 * R26). A connection for each probe, and never left open. Does not know: when to ask again, what
 * follows from the answer.
 */

import assert from 'node:assert/strict'
import { connect, isIPv6, type Socket } from 'node:net'
import type { Cancel } from '../runtime/index.ts'
import type { ProbeFailure, ProbeQuestion, ProbeResult } from './contract.ts'
import { readHead } from './response.ts'

const USER_AGENT = 'lb-health-check'

/** A probe speaks for no client (the PROXY protocol, version 1). */
const PROXY_UNKNOWN = 'PROXY UNKNOWN\r\n'
const SUCCESS: ProbeResult = { kind: 'success' }

/** One for all: what is in it is looked at before anything else can be read. */
const readBuffer = Buffer.alloc(4096)

/** Errors of this machine and not of the server. */
const LOCAL_ERRORS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'])

/** Keeps `StartProbe`. */
export function startProbe(question: ProbeQuestion, report: (result: ProbeResult) => void): Cancel {
  const attempt = new Attempt(question, report)
  return () => attempt.end()
}

class Attempt {
  readonly #question: ProbeQuestion
  readonly #report: (result: ProbeResult) => void
  readonly #socket: Socket
  readonly #deadline: NodeJS.Timeout
  #isConnected = false
  #isOver = false
  #received = ''

  constructor(question: ProbeQuestion, report: (result: ProbeResult) => void) {
    this.#question = question
    this.#report = report
    this.#deadline = setTimeout(() => this.#onTimeout(), question.definition.timeoutMs)
    this.#socket = connect({
      host: question.address,
      port: toProbePort(question),
      onread: { buffer: readBuffer, callback: (count) => this.#onRead(count) },
    })
    this.#socket.on('connect', () => this.#onConnect())
    this.#socket.on('end', () => this.#onEnd())
    this.#socket.on('error', (error) => this.#onError(error))
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#deadline)
    this.#socket.destroy()
  }

  #finish(result: ProbeResult): void {
    if (this.#isOver) return
    this.end()
    this.#report(result)
  }

  #fail(reason: ProbeFailure): void {
    this.#finish({ kind: 'failure', reason })
  }

  #onTimeout(): void {
    this.#fail(this.#isConnected ? 'request_timeout' : 'connect_timeout')
  }

  #onConnect(): void {
    this.#isConnected = true
    const { protocol, proxyProtocol } = this.#question.definition
    if (isConnectedToItself(this.#socket)) {
      this.#fail('connect_failed')
      return
    }
    if (proxyProtocol) this.#socket.write(PROXY_UNKNOWN)
    if (protocol === 'tcp') this.#finish(SUCCESS)
    else this.#socket.write(toRequest(this.#question))
  }

  /** The answer is whether to read on. */
  #onRead(count: number): boolean {
    if (this.#isOver) return false
    this.#received += readBuffer.toString('latin1', 0, count)
    const finding = readHead(this.#received)
    if (finding.kind === 'malformed') this.#fail('malformed_response')
    if (finding.kind === 'status') this.#judge(finding.status)
    return true
  }

  #judge(status: number): void {
    const { successCodes } = this.#question.definition
    const counts = successCodes.some(({ from, to }) => status >= from && status <= to)
    if (counts) this.#finish(SUCCESS)
    else this.#fail('status_mismatch')
  }

  /** The server closed before its answer was whole. */
  #onEnd(): void {
    this.#fail(this.#received === '' ? 'connection_reset' : 'malformed_response')
  }

  #onError(error: NodeJS.ErrnoException): void {
    if (LOCAL_ERRORS.has(error.code ?? '')) {
      this.#finish({ kind: 'unknown', cause: error.message })
    } else {
      this.#fail(this.#isConnected ? 'connection_reset' : 'connect_failed')
    }
  }
}

function toProbePort({ definition, port }: ProbeQuestion): number {
  return definition.port ?? port
}

/** On loopback a port with no listener may be the one the system chose for our own end. */
function isConnectedToItself(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress
}

function toRequest({ address, port, definition }: ProbeQuestion): string {
  const host = definition.host ?? `${isIPv6(address) ? `[${address}]` : address}:${port}`
  const text = `${definition.method} ${definition.path} HTTP/1.1`
  assert(!/[\0\r\n]/.test(text + host), 'a probe must not carry line ends')
  const fields = [`Host: ${host}`, `User-Agent: ${USER_AGENT}`, 'Accept: */*', 'Connection: close']
  return `${[text, ...fields].join('\r\n')}\r\n\r\n`
}
