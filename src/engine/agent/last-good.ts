/**
 * The last good configuration on disk.
 *
 * Answers for: what an agent serves after a start, before anyone asks it. It is there whole or not
 * at all, and what was damaged is found out and never served. A change writes what it changed.
 * Does not know: data planes.
 *
 *     manifest           digest of the rest, then the revision and each instance's file
 *     instances/<digest>.json
 *
 * A file of an instance is named by its content and never changes. The manifest is replaced by a
 * rename, which is the moment when a configuration becomes the last good one.
 */

import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProxyConfig, ProxyInstance } from '../ir/index.ts'
import { digestOf, rememberDigest, toDigest } from './digest.ts'
import { discardFile, publishFile, readIfThere, stageFile, syncDirectory } from './files.ts'
import { FILE_WRITES_MAX } from './limits.ts'

const FORMAT = 2
const PRIVATE_MODE = 0o700

export type Loaded =
  | { readonly kind: 'none' }
  | { readonly kind: 'loaded'; readonly config: ProxyConfig }
  /** Something is there that must not be served; `why` is a sentence's end. */
  | { readonly kind: 'damaged'; readonly why: string }

/** A configuration that is on disk and not yet the last good one. Call one of the two, once. */
export interface PreparedConfig {
  commit(): Promise<void>
  discard(): Promise<void>
}

export class LastGood {
  readonly #directory: string
  readonly #instances: string
  /** Digests of the instance files that are whole and on the medium. */
  readonly #written = new Set<string>()

  constructor(directory: string) {
    this.#directory = directory
    this.#instances = join(directory, 'instances')
  }

  /** Throws when the directory cannot be read or made. */
  async load(): Promise<Loaded> {
    await mkdir(this.#instances, { recursive: true, mode: PRIVATE_MODE })
    const text = await readIfThere(this.#manifest)
    if (text === null) return { kind: 'none' }
    const manifest = parseManifest(text)
    if (typeof manifest === 'string') return { kind: 'damaged', why: manifest }
    const instances: ProxyInstance[] = []
    for (const digest of manifest.instances) {
      const content = await readIfThere(this.#file(digest))
      if (content === null) return { kind: 'damaged', why: 'a part of it is missing' }
      if (toDigest(content) !== digest) return { kind: 'damaged', why: 'a part of it was altered' }
      // The digest says that these are the very bytes that `prepare` wrote.
      const instance = JSON.parse(content) as ProxyInstance
      rememberDigest(instance, digest)
      instances.push(instance)
      this.#written.add(digest)
    }
    return { kind: 'loaded', config: { revision: manifest.revision, instances } }
  }

  /** Writes all that is not there yet. Throws when the disk does; then nothing has changed. */
  async prepare(config: ProxyConfig): Promise<PreparedConfig> {
    const digests = config.instances.map((instance) => digestOf(instance))
    const missing = config.instances.filter((instance) => !this.#written.has(digestOf(instance)))
    for (let start = 0; start < missing.length; start += FILE_WRITES_MAX) {
      const batch = missing.slice(start, start + FILE_WRITES_MAX)
      await Promise.all(batch.map((instance) => this.#write(instance)))
    }
    if (missing.length > 0) await syncDirectory(this.#instances)
    await stageFile(this.#manifest, toManifest({ revision: config.revision, instances: digests }))
    return {
      commit: async () => {
        await publishFile(this.#manifest)
        await syncDirectory(this.#directory)
        await this.#sweep(new Set(digests))
      },
      discard: () => discardFile(this.#manifest),
    }
  }

  get #manifest(): string {
    return join(this.#directory, 'manifest')
  }

  #file(digest: string): string {
    return join(this.#instances, `${digest}.json`)
  }

  async #write(instance: ProxyInstance): Promise<void> {
    const digest = digestOf(instance)
    await stageFile(this.#file(digest), JSON.stringify(instance))
    await publishFile(this.#file(digest))
    this.#written.add(digest)
  }

  /** Removes what no manifest names any more. */
  async #sweep(kept: ReadonlySet<string>): Promise<void> {
    if (this.#written.size === kept.size) return
    for (const name of await readdir(this.#instances)) {
      const digest = name.split('.')[0] ?? ''
      if (kept.has(digest)) continue
      this.#written.delete(digest)
      await rm(join(this.#instances, name), { force: true })
    }
  }
}

interface Manifest {
  readonly revision: number
  /** Digests, in the order of the configuration. */
  readonly instances: readonly string[]
}

function toManifest(manifest: Manifest): string {
  const body = JSON.stringify({ format: FORMAT, ...manifest })
  return `${toDigest(body)}\n${body}`
}

/** A text says why it is none. */
function parseManifest(text: string): Manifest | string {
  const [digest, body = ''] = text.split('\n', 2)
  if (toDigest(body) !== digest) return 'its list of parts was altered'
  const parsed = JSON.parse(body) as Manifest & { readonly format: number }
  return parsed.format === FORMAT ? parsed : `it has format ${parsed.format}, not ${FORMAT}`
}
