/**
 * The store in one SQLite file, durable against crashes and power cuts.
 *
 * Answers for: the contract of `contract.ts`; refusing a damaged or foreign file with a message
 * that says what to do. Does not know: what an object means; the directory's rights, its maker sets
 * them.
 *
 *     meta     key, body (JSON), sum           the revision
 *     objects  id, kind, body (JSON), sum      one row per object; `sum` is the CRC-32 of the body,
 *     events   sequence, body (JSON), sum      because SQLite's own check does not look at values
 */

import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync } from 'node:fs'
import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { EngineObject } from '../kinds/index.ts'
import { EVENTS_KEPT_MAX, StoreError } from './contract.ts'
import type { Batch, EngineEvent, EventInit, EventQuery, Store } from './contract.ts'
import type { StoreCopy, StoredState } from './contract.ts'
import { assertRevision } from './memory.ts'

export const storeFileName = 'engine.db'

const schemaVersion = 1
/** "LBst": tells our files from other programs'. */
const applicationId = 0x4c427374
/** Another process may hold the file for a moment while it ends. */
const busyTimeoutMs = 2000
const fileMode = 0o600
const COPY_NAME_BYTES = 8
const copySuffix = '.copy-'

const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, body TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
  CREATE TABLE objects (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY, body TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  INSERT INTO meta VALUES ('revision', '0', ${crc32('0')});
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`

/** Opens `engine.db` in the directory, making it when it is not there. Throws `StoreError`. */
export async function openSqliteStore(options: { readonly directory: string }): Promise<Store> {
  const path = join(options.directory, storeFileName)
  return guard(path, () => {
    removeCopies(options.directory)
    if (!existsSync(path)) makeFile(path, options.directory)
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    try {
      prepareFile(database, path)
      return new SqliteStore(database, path)
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * A file that is there has been whole from its first moment: one without anything in it has lost
 * what it had, and is not taken for a new one.
 */
function makeFile(path: string, directory: string): void {
  const made = `${path}${copySuffix}new`
  closeSync(openSync(made, 'wx', fileMode))
  const database = new DatabaseSync(made)
  try {
    database.exec(`PRAGMA synchronous = FULL; BEGIN IMMEDIATE; ${schema} COMMIT;`)
  } finally {
    database.close()
  }
  renameSync(made, path)
  const opened = openSync(directory, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** Those that a backup, or the making of a store, left when it was killed. */
function removeCopies(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(`${storeFileName}${copySuffix}`)) rmSync(join(directory, name))
  }
}

/**
 * `EXCLUSIVE` keeps a second engine off the file; `FULL` makes a commit wait for the disk. What the
 * file is gets looked at before anything is written to it.
 */
function prepareFile(database: DatabaseSync, path: string): void {
  const version = readPragma(database, 'user_version')
  const owner = readPragma(database, 'application_id')
  const isEmpty =
    readNumber(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get(), 'n') === 0
  if (isEmpty) throw toDamaged(path, 'it is empty')
  if (owner !== applicationId) {
    throw new StoreError(`The file ${path} is not a store of this program; move it away.`)
  }
  if (version > schemaVersion) {
    throw new StoreError(
      `The store ${path} was written by a newer version (format ${version}, this program ` +
        `knows up to ${schemaVersion}): start that version, or move the file away.`,
    )
  }
  database.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;',
  )
  const findings = database.prepare('PRAGMA integrity_check(3)').all()
  const texts = findings.map((row) => String(row['integrity_check']))
  if (texts[0] !== 'ok') throw toDamaged(path, texts.join('; '))
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #putObject: StatementSync
  readonly #deleteObject: StatementSync
  readonly #putEvent: StatementSync
  readonly #trimEvents: StatementSync
  readonly #putRevision: StatementSync
  readonly #readEvents: StatementSync
  #revision: number
  #sequence: number

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
    this.#putObject = database.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)')
    this.#deleteObject = database.prepare('DELETE FROM objects WHERE id = ?')
    this.#putEvent = database.prepare('INSERT INTO events VALUES (?, ?, ?)')
    this.#trimEvents = database.prepare('DELETE FROM events WHERE sequence <= ?')
    this.#putRevision = database.prepare("UPDATE meta SET body = ?, sum = ? WHERE key = 'revision'")
    this.#readEvents = database.prepare(
      'SELECT sequence, body, sum FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?',
    )
    const revision = database.prepare("SELECT body, sum FROM meta WHERE key = 'revision'").get()
    this.#revision = this.#readBody(revision ?? {}) as number
    const last = database.prepare('SELECT coalesce(max(sequence), 0) AS n FROM events').get()
    this.#sequence = readNumber(last, 'n')
  }

  async load(): Promise<StoredState> {
    return guard(this.#path, () => {
      const rows = this.#database.prepare('SELECT body, sum FROM objects').all()
      const objects = rows.map((row) => this.#readBody(row) as EngineObject)
      const [lastEvent = null] = this.#toEvents({ after: this.#sequence - 1, limit: 1 })
      return { revision: this.#revision, objects, lastEvent }
    })
  }

  async commit(batch: Batch): Promise<void> {
    assertRevision(batch, this.#revision)
    guard(this.#path, () => {
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        this.#write(batch)
        this.#database.exec('COMMIT')
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
        throw error
      }
    })
    this.#revision = batch.revision
    this.#sequence += batch.events.length
  }

  async events(query: EventQuery): Promise<readonly EngineEvent[]> {
    return guard(this.#path, () => this.#toEvents(query))
  }

  async copy(): Promise<StoreCopy> {
    const path = `${this.#path}${copySuffix}${randomBytes(COPY_NAME_BYTES).toString('hex')}`
    const remove = (): Promise<void> => rm(path, { force: true })
    try {
      closeSync(openSync(path, 'wx', fileMode))
      await backup(this.#database, path)
      return { path, revision: settleCopy(path), remove }
    } catch (error) {
      await remove()
      throw toStoreError(this.#path, error)
    }
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close()
  }

  #write(batch: Batch): void {
    for (const { id } of batch.deletes) this.#deleteObject.run(id)
    for (const object of batch.puts) {
      const body = JSON.stringify(object)
      this.#putObject.run(object.id, object.kind, body, crc32(body))
    }
    let sequence = this.#sequence
    for (const event of batch.events) {
      sequence += 1
      const body = JSON.stringify(event)
      this.#putEvent.run(sequence, body, crc32(body))
    }
    if (batch.events.length > 0) this.#trimEvents.run(sequence - EVENTS_KEPT_MAX)
    const revision = String(batch.revision)
    this.#putRevision.run(revision, crc32(revision))
  }

  #toEvents({ after, limit }: EventQuery): readonly EngineEvent[] {
    return this.#readEvents.all(after, limit).map((row) => ({
      ...(this.#readBody(row) as EventInit),
      sequence: readNumber(row, 'sequence'),
    }))
  }

  /** What `commit` wrote: its type is what was written, as long as the sum is true. */
  #readBody(row: Record<string, unknown>): unknown {
    const body = String(row['body'])
    if (crc32(body) !== row['sum']) throw toDamaged(this.#path, 'a value differs from its sum')
    return JSON.parse(body)
  }
}

/** Commits go on while a copy is made: it has the revision of its own moment. One file, then. */
function settleCopy(path: string): number {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA journal_mode = DELETE;')
    const row = database.prepare("SELECT body FROM meta WHERE key = 'revision'").get()
    return Number(row?.['body'])
  } finally {
    database.close()
  }
}

function readPragma(database: DatabaseSync, name: string): number {
  return readNumber(database.prepare(`PRAGMA ${name}`).get(), name)
}

function readNumber(row: Record<string, unknown> | undefined, column: string): number {
  const value = row?.[column]
  if (typeof value !== 'number') throw new StoreError(`The store has no number in "${column}".`)
  return value
}

/** Runs `action`; whatever the medium throws becomes a `StoreError` that says what to do. */
function guard<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw toStoreError(path, error)
  }
}

/** SQLite's result codes: 5 busy, 11 corrupt, 26 not a database. */
function toStoreError(path: string, error: unknown): StoreError {
  const detail = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  const primary = typeof code === 'number' ? code & 0xff : undefined
  if (primary === 11 || primary === 26) return toDamaged(path, detail, error)
  if (primary === 5) {
    const message = `The store ${path} is in use by another engine: stop that one first.`
    return new StoreError(message, { cause: error })
  }
  return new StoreError(`The store ${path} failed: ${detail}.`, { cause: error })
}

function toDamaged(path: string, detail: string, cause?: unknown): StoreError {
  const message =
    `The store ${path} is damaged (${detail}). Nothing of it was used. ` +
    '`lb restore FILE` puts a backup in its place; moved away, the engine begins with an empty one.'
  return new StoreError(message, { cause })
}
