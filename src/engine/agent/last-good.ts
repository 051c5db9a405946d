/**
 * The last good configuration on disk.
 *
 * Answers for: what an agent serves after a start, before anyone asks it. It is there whole or not
 * at all, and what was damaged is found out and never served. A change writes what it changed.
 * Does not know: data planes.
 *
 *     manifest           digest of the rest, then the revision and each instance's file
 *     instances/<digest>.json
 *     pools/<digest>.json
 *
 * A file of a part is named by its content and never changes. The manifest is replaced by a
 * rename, which is the moment when a configuration becomes the last good one.
 */

import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProxyConfig, ProxyInstance, ProxyPool } from '../ir/index.ts'
import { digestOf, digestOfPool, fromText, rememberDigest, toDigest, toText } from './digest.ts'
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
  readonly #instances: Parts
  readonly #pools: Parts

  constructor(directory: string) {
    this.#directory = directory
    this.#instances = new Parts(join(directory, 'instances'))
    this.#pools = new Parts(join(directory, 'pools'))
  }

  /** Throws when the directory cannot be read or made. */
  async load(): Promise<Loaded> {
    await Promise.all([this.#instances.open(), this.#pools.open()])
    const text = await readIfThere(this.#manifest)
    if (text === null) return { kind: 'none' }
    const manifest = parseManifest(text)
    if (typeof manifest === 'string') return { kind: 'damaged', why: manifest }
    const instances: ProxyInstance[] = []
    for (const digest of manifest.instances) {
      const instance = await this.#loadInstance(digest)
      if (typeof instance === 'string') return { kind: 'damaged', why: instance }
      instances.push(instance)
    }
    return { kind: 'loaded', config: { revision: manifest.revision, instances } }
  }

  /** A text says why it cannot be had. */
  async #loadInstance(digest: string): Promise<ProxyInstance | string> {
    const content = await this.#instances.read(digest)
    if (content.kind === 'damaged') return content.why
    const pools = new Map<string, ProxyPool>()
    for (;;) {
      const read = fromText(content.text, (each) => pools.get(each))
      if (read.kind === 'whole') {
        rememberDigest(read.instance, digest)
        return read.instance
      }
      for (const each of read.digests) {
        const pool = await this.#pools.read(each)
        if (pool.kind === 'damaged') return pool.why
        // The digest says that these are the very bytes that `prepare` wrote.
        const parsed = JSON.parse(pool.text) as ProxyPool
        rememberDigest(parsed, each)
        pools.set(each, parsed)
      }
    }
  }

  /** Writes all that is not there yet. Throws when the disk does; then nothing has changed. */
  async prepare(config: ProxyConfig): Promise<PreparedConfig> {
    const { instances } = config
    const digests = instances.map((instance) => digestOf(instance))
    const pools = new Map(
      instances.flatMap((instance) => instance.pools.map((pool) => [digestOfPool(pool), pool])),
    )
    // What an instance names is there before it.
    await this.#pools.write(pools, (pool) => JSON.stringify(pool))
    const named = new Map(instances.map((instance) => [digestOf(instance), instance]))
    await this.#instances.write(named, toText)
    await stageFile(this.#manifest, toManifest({ revision: config.revision, instances: digests }))
    return {
      commit: async () => {
        await publishFile(this.#manifest)
        await syncDirectory(this.#directory)
        await this.#instances.sweep(new Set(digests))
        await this.#pools.sweep(pools)
      },
      discard: () => discardFile(this.#manifest),
    }
  }

  get #manifest(): string {
    return join(this.#directory, 'manifest')
  }
}

type Content =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'damaged'; readonly why: string }

/** Files of one sort, each named by its content. */
class Parts {
  readonly #directory: string
  /** Digests of the files that are whole and on the medium. */
  readonly #written = new Set<string>()
  /** Files of a process that was killed may be there. */
  #isSwept = false

  constructor(directory: string) {
    this.#directory = directory
  }

  async open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: PRIVATE_MODE })
  }

  async read(digest: string): Promise<Content> {
    const text = await readIfThere(this.#file(digest))
    if (text === null) return { kind: 'damaged', why: 'a part of it is missing' }
    if (toDigest(text) !== digest) return { kind: 'damaged', why: 'a part of it was altered' }
    this.#written.add(digest)
    return { kind: 'whole', text }
  }

  /** Writes those that are not there yet. */
  async write<Part>(
    parts: ReadonlyMap<string, Part>,
    textOf: (part: Part) => string,
  ): Promise<void> {
    const missing = [...parts].filter(([digest]) => !this.#written.has(digest))
    for (let start = 0; start < missing.length; start += FILE_WRITES_MAX) {
      const batch = missing.slice(start, start + FILE_WRITES_MAX)
      await Promise.all(
        batch.map(async ([digest, part]) => {
          await stageFile(this.#file(digest), textOf(part))
          await publishFile(this.#file(digest))
          this.#written.add(digest)
        }),
      )
    }
    if (missing.length > 0) await syncDirectory(this.#directory)
  }

  /** Removes what no manifest names any more. */
  async sweep(kept: { has(digest: string): boolean; readonly size: number }): Promise<void> {
    if (this.#isSwept && this.#written.size === kept.size) return
    const names = this.#isSwept
      ? [...this.#written].map((digest) => `${digest}.json`)
      : await readdir(this.#directory)
    for (const name of names) {
      const digest = name.split('.')[0] ?? ''
      if (kept.has(digest)) continue
      this.#written.delete(digest)
      await rm(join(this.#directory, name), { force: true })
    }
    this.#isSwept = true
  }

  #file(digest: string): string {
    return join(this.#directory, `${digest}.json`)
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
