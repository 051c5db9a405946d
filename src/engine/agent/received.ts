/**
 * Configurations as they arrive: whole at first, then only what differs.
 *
 * Answers for: putting a configuration together from what is sent and from what was sent before,
 * with equal parts being the same objects. Does not know: how it is carried, what it is for.
 */

import type { ProxyConfig, ProxyInstance } from '../ir/index.ts'
import { rememberDigest, toDigest } from './digest.ts'
import { share } from './share.ts'

export interface SentInstance {
  readonly digest: string
  /** Undefined: the sender believes that it is here. */
  readonly json: Uint8Array | undefined
}

export interface SentConfig {
  readonly revision: number
  readonly instances: readonly SentInstance[]
}

export type Received =
  | { readonly kind: 'whole'; readonly config: ProxyConfig }
  /** Digests of instances that would have to be sent. */
  | { readonly kind: 'missing'; readonly digests: readonly string[] }

export class ReceivedInstances {
  #byDigest = new Map<string, ProxyInstance>()
  #byId = new Map<string, ProxyInstance>()

  /** Throws when what was sent is not what its digest says. */
  receive({ revision, instances: sent }: SentConfig): Received {
    const found = sent.map((one) => this.#byDigest.get(one.digest) ?? this.#parse(one))
    const instances = found.filter((instance) => instance !== null)
    if (instances.length === sent.length) return { kind: 'whole', config: { revision, instances } }
    const missing = sent.filter((_, index) => found[index] === null)
    return { kind: 'missing', digests: missing.map(({ digest }) => digest) }
  }

  /** From here on the instances of `config`, and no others, need not be sent again. */
  keep(config: ProxyConfig, sent: SentConfig): void {
    this.#byId = new Map(config.instances.map((instance) => [instance.id, instance]))
    this.#byDigest = new Map(
      config.instances.map((instance, index) => [sent.instances[index]?.digest ?? '', instance]),
    )
  }

  #parse({ digest, json }: SentInstance): ProxyInstance | null {
    if (json === undefined) return null
    if (toDigest(json) !== digest) throw new Error(`an instance is not what ${digest} says`)
    // The control process is of the same program, and the digest says that it came whole.
    const parsed = JSON.parse(Buffer.from(json).toString('utf8')) as ProxyInstance
    const instance = share(this.#byId.get(parsed.id), parsed)
    rememberDigest(instance, digest)
    return instance
  }
}
