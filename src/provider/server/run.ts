/**
 * What one run of Terraform has configured: the provider's configuration, the client made of it
 * when somebody first needs it, and the wish to stop. Terraform configures a process once, but in
 * reattach mode one process serves many runs after each other.
 */

import { isWhollyKnown } from '../values/index.ts'
import type { ObjectValue } from '../values/index.ts'
import type { Provider } from './declaration/provider.ts'
import { ProviderError } from './provider-error.ts'

interface Configuration {
  readonly config: ObjectValue
  readonly terraformVersion: string
}

export class Run {
  readonly #provider: Provider
  #configuration: Configuration | null = null
  #client: Promise<unknown> | null = null
  #stop = new AbortController()
  /** An apply has begun: what is planned from now on is applied at once, and judged there. */
  isApplying = false

  constructor(provider: Provider) {
    this.#provider = provider
  }

  /** Aborts when Terraform asks to stop. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Takes a configuration; the client of the one before is let go. Makes no new client yet. */
  async configure(configuration: Configuration): Promise<void> {
    await this.close()
    this.#stop = new AbortController()
    this.isApplying = false
    this.#configuration = configuration
  }

  stop(): void {
    this.#stop.abort(new StopError())
  }

  /** Terraform is done, and has all that was answered. Starts nothing. */
  async settle(): Promise<void> {
    const made = await this.#madeClient()
    if (made !== null) await this.#provider.settle(made.client)
  }

  /** Lets go of the client. */
  async close(): Promise<void> {
    const making = this.#madeClient()
    this.#client = null
    this.#configuration = null
    const made = await making
    if (made !== null) await this.#provider.close(made.client)
  }

  async #madeClient(): Promise<{ readonly client: unknown } | null> {
    try {
      return this.#client === null ? null : { client: await this.#client }
    } catch {
      return null // Whoever asked for the client has been told why there is none.
    }
  }

  /** The provider's configuration holds values that are not known yet. */
  get isPending(): boolean {
    return this.#configuration !== null && !isWhollyKnown(this.#configuration.config)
  }

  /**
   * The client, made on the first call. A failure stays: the same configuration would fail again.
   * Throws a ProviderError when the configuration is not known yet.
   */
  client(): Promise<unknown> {
    this.#client ??= this.#makeClient()
    return this.#client
  }

  async #makeClient(): Promise<unknown> {
    if (this.#configuration === null) {
      throw new Error('the provider was asked to work before it was configured')
    }
    if (this.isPending) {
      throw new ProviderError({
        summary: 'Provider configuration not known yet',
        detail:
          `The configuration of the provider "${this.#provider.name}" depends on values that ` +
          'are known only after apply, but something has to be read now. Apply what these values ' +
          'come from first, for example with -target.',
      })
    }
    const { config, terraformVersion } = this.#configuration
    return this.#provider.configure({ config, terraformVersion, signal: this.#stop.signal })
  }
}

/** Why everything in flight stops: the user interrupted Terraform. */
export class StopError extends Error {
  constructor() {
    super('Terraform was asked to stop')
    this.name = 'StopError'
  }
}
