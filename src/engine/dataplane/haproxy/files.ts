/**
 * The private directory of the plane: the configuration and what it refers to.
 *
 * Answers for: files that only the engine's user can read, written whole. Does not know: what
 * HAProxy makes of them.
 */

import assert from 'node:assert/strict'
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createHash, randomBytes } from 'node:crypto'
import type { ProxyConfig } from '../../ir/index.ts'
import { toConnectionsMax } from '../descriptors.ts'
import { listenersOf } from '../parts.ts'
import { certificateFile } from './blueprint.ts'
import { toFrontName } from './naming.ts'
import { slotName } from './plan.ts'
import type { Plan } from './plan.ts'
import { PIPES_MAX, renderConfig } from './render.ts'
import type { Place } from './place.ts'

/** A configuration with its plan. */
export interface Given {
  readonly config: ProxyConfig
  readonly plan: Plan
  /** See `renderStructure`. */
  readonly structure: string
}

const PRIVATE_FILE = 0o600
const PRIVATE_DIRECTORY = 0o700
/** Of Debian's package. */
const USER = 'haproxy'
/** HAProxy sets memory aside for each. */
const CONNECTIONS_MAX = 100_000
/** HAProxy takes three at least: the next, the one in use, the one before. */
const TICKET_KEYS = 3
const TICKET_KEY_BYTES = 48

const unreachable = toMessage('502 Bad Gateway', 'no server could be connected')

function toMessage(status: string, text: string): string {
  const body = `${status}: ${text}\n`
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: text/plain; charset=utf-8',
    'Cache-Control: no-store',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/** HAProxy puts a process id behind such a path, and kernels take 108 bytes. */
const SOCKET_DIRECTORY_BYTES_MAX = 60

/** Where a plane of this directory has its sockets: there, or in a short one. */
export function toSocketDirectory(directory: string): string {
  if (Buffer.byteLength(directory) <= SOCKET_DIRECTORY_BYTES_MAX) return directory
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16)
  return join('/tmp', `lb-haproxy-${process.getuid?.() ?? 0}-${digest}`)
}

export function masterSocketIn(socketDirectory: string): string {
  return join(socketDirectory, 'master.sock')
}

/** Throws when it is somebody else's. */
function makePrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY })
  const { uid } = lstatSync(directory)
  assert(uid === (process.getuid?.() ?? uid), `${directory} belongs to another user`)
  chmodSync(directory, PRIVATE_DIRECTORY)
}

/** A worker's socket: which generation it is of. */
const WORKER_SOCKET = /^worker-(\d+)\.sock$/

/** Files that a configuration refers to by the name of a listener or a pool. */
const REFERRED = /\.(?:pem|certificates|slots|tokens)$/

export class Files {
  readonly directory: string
  readonly #sockets: string
  readonly #ticketKeys = Array.from({ length: TICKET_KEYS }, () =>
    randomBytes(TICKET_KEY_BYTES).toString('base64'),
  ).join('\n')

  constructor(directory: string) {
    this.directory = directory
    makePrivate(directory)
    this.#sockets = toSocketDirectory(directory)
    makePrivate(this.#sockets)
    mkdirSync(join(directory, 'jail'), { recursive: true, mode: PRIVATE_DIRECTORY })
  }

  get configFile(): string {
    return join(this.directory, 'haproxy.cfg')
  }

  get wordsFile(): string {
    return join(this.directory, 'words')
  }

  get masterSocket(): string {
    return masterSocketIn(this.#sockets)
  }

  /** Generations of which there are sockets, the latest first. */
  async generations(): Promise<readonly number[]> {
    const names = await readdir(this.#sockets)
    return names
      .map((name) => Number(WORKER_SOCKET.exec(name)?.[1] ?? 0))
      .filter((generation) => generation > 0)
      .toSorted((left, right) => right - left)
  }

  /** Which process has HAProxy; a file that nobody has written says nobody. */
  get owner(): number {
    try {
      return Number(readFileSync(join(this.directory, 'owner'), 'utf8'))
    } catch {
      return 0
    }
  }

  /** This process has it. */
  own(): void {
    writeFileSync(join(this.directory, 'owner'), String(process.pid), { mode: PRIVATE_FILE })
  }

  /** `generation`: each worker has a socket of its own, and `mark` is what it was made from. */
  place(generation: number, mark = 'none'): Place {
    const isRoot = process.getuid?.() === 0
    const at = (name: string): string => join(this.directory, name)
    return {
      workerSocket: join(this.#sockets, `worker-${generation}.sock`),
      mark,
      threads: availableParallelism(),
      connectionsMax: Math.min(CONNECTIONS_MAX, toConnectionsMax() - PIPES_MAX * 2),
      jail: isRoot ? at('jail') : null,
      user: isRoot && hasUser(USER) ? USER : null,
      ticketKeysFile: at('tickets'),
      unreachableFile: at('502.http'),
      slotsFile: (backName) => at(`${backName}.slots`),
      tokensFile: (backName) => at(`${backName}.tokens`),
      certificatesFile: (frontName) => at(`${frontName}.certificates`),
    }
  }

  /** All but the configuration, which is tried first; gives its path. */
  async write(given: Given, place: Place): Promise<string> {
    await Promise.all([
      this.#put(place.ticketKeysFile, `${this.#ticketKeys}\n`),
      this.#put(place.unreachableFile, unreachable),
      ...[...this.#toReferred(given, place)].map(([path, text]) => this.#put(path, text)),
    ])
    const trial = join(this.directory, 'haproxy.cfg.next')
    await this.#put(trial, renderConfig(given.plan, place))
    return trial
  }

  /** What comes and goes with listeners and pools: lists and certificates, by path. */
  #toReferred({ config, plan }: Given, place: Place): ReadonlyMap<string, string> {
    const files = new Map<string, string>()
    for (const { name, cookie, slots } of plan.backs) {
      if (cookie === null) continue
      const named = slots
        .map(({ token }, index) => ({ token, slot: slotName(index) }))
        .filter(({ token }) => token !== null)
      files.set(
        place.slotsFile(name),
        named.map(({ token, slot }) => `${token} ${slot}\n`).join(''),
      )
      files.set(
        place.tokensFile(name),
        named.map(({ token, slot }) => `${slot} ${token}\n`).join(''),
      )
    }
    for (const { name, tls } of plan.fronts) {
      if (tls === null) continue
      const lines = tls.files.map(({ file, domains }) =>
        [join(this.directory, file), ...domains].join(' '),
      )
      files.set(place.certificatesFile(name), `${lines.join('\n')}\n`)
    }
    for (const { file, pem } of certificatesOf(config)) files.set(join(this.directory, file), pem)
    return files
  }

  /** The configuration that was tried becomes the one that HAProxy reads. */
  async take(trial: string): Promise<void> {
    await rename(trial, this.configFile)
  }

  async #put(path: string, text: string): Promise<void> {
    const next = `${path}.tmp`
    try {
      await writeFile(next, text, { mode: PRIVATE_FILE })
      await rename(next, path)
    } catch (error) {
      // The disk may be full: a part of it is of no use.
      await rm(next, { force: true })
      throw error
    }
  }

  /** Takes away sockets of workers that are gone, and lists and keys that `given` does not have. */
  async sweep(generation: number, given: Given): Promise<void> {
    const referred = this.#toReferred(given, this.place(generation))
    const gone = (await this.generations())
      .filter((one) => one !== generation)
      .map((one) => this.place(one).workerSocket)
    const unused = (await readdir(this.directory))
      .filter((name) => REFERRED.test(name))
      .map((name) => join(this.directory, name))
      .filter((path) => !referred.has(path))
    await Promise.all([...gone, ...unused].map((path) => rm(path, { force: true })))
  }

  /** Nothing is left of it. */
  remove(): void {
    for (const path of new Set([this.#sockets, this.directory])) {
      rmSync(path, { recursive: true, force: true })
    }
  }
}

/** With the name of the file that each is in. */
export function certificatesOf(
  config: ProxyConfig,
): readonly { readonly file: string; readonly pem: string }[] {
  return listenersOf(config).flatMap(({ id, tls }) =>
    (tls?.certificates ?? []).map(({ certificatePem, privateKeyPem }, index) => ({
      file: certificateFile(toFrontName(id), index),
      pem: toPem(certificatePem, privateKeyPem),
    })),
  )
}

/** Without empty lines: one would end the text on HAProxy's socket. */
function toPem(...parts: readonly string[]): string {
  const lines = parts.flatMap((part) => part.split(/\r?\n/)).filter((line) => line.trim() !== '')
  return `${lines.join('\n')}\n`
}

function hasUser(name: string): boolean {
  try {
    return new RegExp(`^${name}:`, 'm').test(readFileSync('/etc/passwd', 'utf8'))
  } catch {
    return false
  }
}
