/**
 * This run of the provider, as the engine knows it.
 *
 * Answers for: creations that survive a `kill -9` of the provider or of Terraform. The engine is
 * told who makes an object, that this run is there, and in the end which ids have arrived in
 * Terraform's state; what is missing then was lost, and is found again by the next run. Does not
 * know: any resource.
 */

import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineClient, PutOperation } from '../engine/client/contract.ts'
import { EngineError } from '../engine/errors.ts'

type Maker = NonNullable<PutOperation['maker']>

/** An engine that does not even note a run within this time hangs. */
const ATTEND_DEADLINE_MS = 10_000
/** The end of the plugin waits no longer for the engine. */
const CLAIM_DEADLINE_MS = 1_000
/** Ids told at a time. */
const CLAIMS_AT_A_TIME = 5_000

export class ProviderRun {
  readonly #run = randomUUID()
  readonly #ending = new AbortController()
  #maker: Maker | null = null
  #attended: { readonly client: EngineClient; readonly known: Promise<void> } | null = null
  #noted: string[] = []

  /** Who makes what this run makes. */
  get maker(): Maker {
    this.#maker ??= { scope: toScope(), run: this.#run }
    return this.#maker
  }

  /** Resolves when the engine knows that this run is there. Throws as calls of the engine do. */
  async attend(client: EngineClient, signal: AbortSignal): Promise<void> {
    if (this.#attended?.client !== client) {
      const attended = { client, known: this.#attend(client) }
      this.#attended = attended
      attended.known.catch(() => this.#forget(client))
    }
    const { promise, reject } = Promise.withResolvers<never>()
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await Promise.race([this.#attended.known, promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** This id is in Terraform's state, or will be once it has the answer. */
  note(id: string): void {
    this.#noted.push(id)
  }

  /** Tells which ids have arrived. */
  async settle(client: EngineClient): Promise<void> {
    const ids = this.#noted
    this.#noted = []
    const signal = AbortSignal.timeout(CLAIM_DEADLINE_MS)
    try {
      for (let from = 0; from < ids.length; from += CLAIMS_AT_A_TIME) {
        await client.claim(ids.slice(from, from + CLAIMS_AT_A_TIME), signal)
      }
    } catch {
      // Nobody is left to be told, and the next refresh finds them in the state.
    }
  }

  close(): void {
    this.#ending.abort()
  }

  async #attend(client: EngineClient): Promise<void> {
    const giveUp = new AbortController()
    const signal = AbortSignal.any([this.#ending.signal, giveUp.signal])
    const timer = setTimeout(() => giveUp.abort(toLate()), ATTEND_DEADLINE_MS)
    const parts = client.attend(this.#run, signal)[Symbol.asyncIterator]()
    try {
      await parts.next()
    } finally {
      clearTimeout(timer)
    }
    // It ends with the connection: then this run is told again, with the next write.
    const forget = (): void => this.#forget(client)
    parts.next().then(forget, forget)
  }

  #forget(client: EngineClient): void {
    if (this.#attended?.client === client) this.#attended = null
  }
}

function toLate(): EngineError {
  const message = `The engine took no write for ${ATTEND_DEADLINE_MS / 1000} s. Does it hang?`
  return new EngineError({ code: 'deadline_exceeded', message })
}

/**
 * What the runs for one and the same state have in common, as far as a plugin can see: the
 * directory that Terraform works in, and its workspace. Terraform lets only one of
 * them write at a time.
 */
function toScope(): string {
  const text = JSON.stringify([process.cwd(), toWorkspace(process.env)])
  return createHash('sha256').update(text).digest('hex').slice(0, SCOPE_CHARACTERS)
}

const SCOPE_CHARACTERS = 32

function toWorkspace(environment: NodeJS.ProcessEnv): string {
  const named = environment['TF_WORKSPACE'] ?? ''
  if (named !== '') return named
  try {
    const directory = environment['TF_DATA_DIR'] ?? '.terraform'
    return readFileSync(join(directory, 'environment'), 'utf8').trim()
  } catch {
    return '' // No workspace was ever selected.
  }
}
