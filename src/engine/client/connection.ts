/**
 * The connection to an engine: made with the first call, and again after it broke.
 *
 * Answers for: the caller's proof of who it is, a token file that is read again when what was in it
 * is refused, and one error for every way a call can fail. Does not know: what is asked.
 */

import { connect, RpcError } from '../../rpc/index.ts'
import type { Channel, Client, ClientTls } from '../../rpc/index.ts'
import { EngineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { CALL_DEADLINE_MS } from './contract.ts'
import { readTls, readToken, toEndpointText } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { Engine } from './engine.gen.ts'
import { Lane } from './lane.ts'
import { Pulse } from './pulse.ts'
import * as wire from './wire.ts'

type Services = Client<typeof Engine>

/**
 * The engine did not answer, or went away before it could: nothing is known of what was asked. Who
 * asks for what may be done twice can ask again.
 */
export class ConnectionLost extends EngineError {}

interface Line {
  readonly channel: Channel
  readonly services: Services
  readonly lane: Lane
  /** What the calls on it prove themselves with; null: nothing. */
  readonly token: string | null
}

export class Connection {
  readonly #endpoint: Endpoint
  readonly #pulse: Pulse
  #line: Promise<Line> | null = null
  #isClosed = false

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
    this.#pulse = new Pulse({
      where: toEndpointText(endpoint.address),
      ask: (signal) => this.#knock(signal),
    })
  }

  /** Throws `EngineError`, and the signal's reason. */
  async ask<Reply>(
    call: (engine: Services, lane: Lane) => Promise<Reply>,
    signal: AbortSignal,
  ): Promise<Reply> {
    for (;;) {
      signal.throwIfAborted()
      const line = await this.#connect()
      try {
        return await this.#pulse.during(() => call(line.services, line.lane))
      } catch (error) {
        signal.throwIfAborted()
        const failure = this.#toError(error)
        if (!(await this.#isWorthAnother(failure, line))) throw failure
      }
    }
  }

  /** As `ask`; what was told already is not told again. */
  async *follow<Part>(
    call: (engine: Services) => AsyncIterable<Part>,
    signal: AbortSignal,
  ): AsyncGenerator<Part> {
    let isBegun = false
    for (;;) {
      signal.throwIfAborted()
      const line = await this.#connect()
      try {
        for await (const part of this.#watched(call(line.services))) {
          isBegun = true
          yield part
        }
        return
      } catch (error) {
        signal.throwIfAborted()
        const failure = this.#toError(error)
        if (isBegun || !(await this.#isWorthAnother(failure, line))) throw failure
      }
    }
  }

  close(): void {
    this.#isClosed = true
    this.#hangUp(this.#line)
  }

  /** The same parts; the first does not wait for an engine that hangs. */
  async *#watched<Part>(all: AsyncIterable<Part>): AsyncGenerator<Part> {
    const parts = all[Symbol.asyncIterator]()
    try {
      let next = await this.#pulse.during(() => parts.next())
      for (; next.done !== true; next = await parts.next()) yield next.value
    } finally {
      // Not awaited: of an engine that hangs nothing comes any more.
      void parts.return?.()
    }
  }

  /** Any answer will do. */
  async #knock(signal: AbortSignal): Promise<void> {
    const line = await this.#connect()
    try {
      await line.services.info({}, { signal, deadlineMs: CALL_DEADLINE_MS })
    } catch {
      signal.throwIfAborted()
    }
  }

  #connect(): Promise<Line> {
    if (this.#isClosed) {
      const message = 'The connection was closed.'
      return Promise.reject(new ConnectionLost({ code: 'unavailable', message }))
    }
    this.#line ??= this.#open().catch((error: unknown) => {
      this.#line = null // A file that was not there may be there the next time.
      throw error
    })
    return this.#line
  }

  async #open(): Promise<Line> {
    const { address, tls, token } = this.#endpoint
    const told = token === null ? null : await readToken(token)
    const secured: ClientTls | undefined = tls === null ? undefined : await readTls(tls)
    const channel = await connect({
      address,
      tls: secured,
      deadlineMs: CALL_DEADLINE_MS,
      ...(told === null ? {} : { metadata: new Map([['authorization', `Bearer ${told}`]]) }),
    })
    const services = channel.client(Engine)
    return { channel, services, lane: new Lane(services), token: told }
  }

  /** Whether the token file says something else than what was refused: nothing was done then. */
  async #isWorthAnother(failure: unknown, refused: Line): Promise<boolean> {
    const { token } = this.#endpoint
    if (!(failure instanceof EngineError) || failure.code !== 'unauthenticated') return false
    if (token === null || !('file' in token)) return false
    if ((await readToken(token)) === refused.token) return false
    const line = this.#line
    if (line !== null && (await line) === refused) {
      this.#line = null
      this.#hangUp(line)
    }
    return true
  }

  #hangUp(line: Promise<Line> | null): void {
    void line?.then(
      ({ channel }) => channel.close(),
      () => {}, // Whoever asked for it has been told why there is none.
    )
  }

  #toError(error: unknown): unknown {
    if (!(error instanceof RpcError)) return error
    const told = error.details === undefined ? null : wire.readErrorDetail(error.details)
    if (told !== null) return told
    const where = toEndpointText(this.#endpoint.address)
    if (this.#endpoint.tls !== null && error.code === 'UNAVAILABLE') {
      const distrust = toDistrust(error.message)
      if (distrust !== null) {
        const message = `The engine at ${where} ${distrust.what}: ${error.message}`
        const { remedy } = distrust
        return new EngineError({ code: 'not_trusted', message, remedy, cause: error })
      }
    }
    const [code, what] = untold[error.code] ?? ['internal', 'failed']
    const init = { code, message: `The engine at ${where} ${what}: ${error.message}`, cause: error }
    return code === 'unavailable' ? new ConnectionLost(init) : new EngineError(init)
  }
}

/** What gRPC says when the engine itself said nothing. */
const untold: Partial<Record<RpcError['code'], readonly [ErrorCode, string]>> = {
  UNAVAILABLE: ['unavailable', 'does not answer'],
  CANCELLED: ['unavailable', 'has ended the call'],
  DEADLINE_EXCEEDED: ['deadline_exceeded', 'did not answer in time'],
  RESOURCE_EXHAUSTED: ['limit_exceeded', 'refused a message as too large'],
  UNIMPLEMENTED: ['internal', 'is of another version'],
  UNAUTHENTICATED: ['unauthenticated', 'does not know who is asking'],
}

interface Distrust {
  readonly pattern: RegExp
  readonly what: string
  readonly remedy: string
}

/** OpenSSL's verdicts on the engine's certificate, as Node words them. */
const distrusts: readonly Distrust[] = [
  {
    pattern: /altnames/i,
    what: 'shows a certificate for another name',
    remedy: 'Use a name in the endpoint that the certificate has, or make one for this name.',
  },
  {
    pattern: /certificate has expired|not yet valid/i,
    what: 'shows a certificate that is not valid now',
    remedy: 'Renew the certificate of the engine; look at the clocks of both machines.',
  },
  {
    pattern: /self[- ]signed|unable to (?:get|verify)|certificate signature|untrusted/i,
    what: 'shows a certificate that nobody trusted here has signed',
    remedy: 'Give the authority that signed it, as ca_file, LB_CA_FILE or --ca-file.',
  },
  {
    pattern: /wrong version number|packet length too long|unexpected message|alert/i,
    what: 'does not agree on TLS',
    remedy: 'Look whether the port is that of the engine, and whether a proxy is between.',
  },
]

function toDistrust(text: string): Distrust | null {
  return distrusts.find(({ pattern }) => pattern.test(text)) ?? null
}
