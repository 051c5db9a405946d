/** What only a store on a disk owes: kill -9, damage, foreign files, a second engine, rights. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError, stores } from '../../../src/engine/store/index.ts'
import type { Store } from '../../../src/engine/store/index.ts'
import { waitFor } from '../../support/wait.ts'
import { toBatch, toObject } from './batches.ts'

const KILLS = 8
const COMMITS_BEFORE_KILL = 25

describe('the SQLite store on its disk', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lb-store-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const file = () => join(directory, 'engine.db')

  async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await stores.sqlite({ directory })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }

  /** Objects 1 to 200, a commit each. */
  async function fill(): Promise<void> {
    await withStore(async (store) => {
      for (let revision = 1; revision <= 200; revision += 1) {
        const puts = [toObject(`object-${revision}`)]
        await store.commit(toBatch(revision, { puts, events: 1 }))
      }
    })
  }

  async function checkRefused(pattern: RegExp): Promise<void> {
    await assert.rejects(
      withStore((store) => store.load()),
      (error: unknown) => {
        assert.ok(error instanceof StoreError, String(error))
        assert.match(error.message, pattern)
        assert.ok(error.message.includes(file()), 'names the file')
        return true
      },
    )
  }

  it('has every acknowledged commit, and no half of one, after kill -9', async () => {
    for (let round = 0; round < KILLS; round += 1) {
      const acknowledged = await runUntilKilled(directory)
      const { revision, objects, lastEvent } = await withStore((store) => store.load())
      assert.ok(revision >= acknowledged, `${revision} is at least ${acknowledged}`)
      const expected = Array.from({ length: revision }, (_, index) => index + 1)
      const ids = expected.flatMap((each) => [`a-${each}`, `b-${each}`])
      assert.deepEqual(objects.map(({ id }) => id).toSorted(), ids.toSorted())
      assert.equal(lastEvent?.sequence, revision)
    }
  })

  it('is readable by its owner only', async () => {
    await withStore(async (store) => {
      await store.commit(toBatch(1, { puts: [toObject('a')] }))
      for (const suffix of ['', '-wal']) {
        assert.equal((await stat(file() + suffix)).mode & 0o777, 0o600, suffix)
      }
    })
  })

  it('is refused while another engine has it', async () => {
    await withStore(async () => {
      await checkRefused(/is in use by another engine/)
    })
  })

  it('is refused when it was cut short, with what to do', async () => {
    await fill()
    await truncate(file(), ((await stat(file())).size * 2) / 3)
    await checkRefused(/is damaged .*Nothing of it was used\. `lb restore FILE` puts a backup/)
  })

  it('is refused when nothing of it is left, and not taken for a new one', async () => {
    await fill()
    await truncate(file(), 0)
    await checkRefused(/is damaged \(it is empty\)/)
  })

  it('is refused when a page is garbage', async () => {
    await fill()
    await overwrite(file(), 4096 * 3, Buffer.alloc(4096, 0xa5))
    await checkRefused(/is damaged/)
  })

  it('is refused, or as it was, with any one bit flipped: never something else', async () => {
    await fill()
    const original = await readFile(file())
    const intact = await withStore((store) => store.load())
    for (let round = 0; round < 150; round += 1) {
      // A fixed walk over the file, prime steps wide.
      const at = (round * 7919 * 13) % original.length
      const damaged = Buffer.from(original)
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (round % 8))
      await writeFile(file(), damaged)
      try {
        const { revision, objects } = await withStore((store) => store.load())
        assert.deepEqual(objects, intact.objects, `bit ${round % 8} of byte ${at}`)
        assert.equal(revision, intact.revision, `bit ${round % 8} of byte ${at}`)
      } catch (error) {
        assert.ok(error instanceof StoreError, `bit ${round % 8} of byte ${at}: ${String(error)}`)
      }
    }
  })

  it('is refused when a value was changed behind its back', async () => {
    await fill()
    for (const change of [
      "UPDATE meta SET body = '7'",
      "UPDATE objects SET body = replace(body, 'test', 'tent') WHERE id = 'object-9'",
      'DELETE FROM meta',
    ]) {
      const original = await readFile(file())
      const database = new DatabaseSync(file())
      database.exec(change)
      database.close()
      await checkRefused(/is damaged \(a value differs from its sum\)/)
      await writeFile(file(), original)
    }
  })

  it('is refused when it is no database, or another program’s', async () => {
    await writeFile(file(), 'hello '.repeat(1000))
    await checkRefused(/is damaged/)
    await rm(file())
    const other = new DatabaseSync(file())
    other.exec('CREATE TABLE other (x)')
    other.close()
    await checkRefused(/is not a store of this program/)
  })

  it('is refused when a newer version wrote it, and left as it is', async () => {
    await fill()
    const database = new DatabaseSync(file())
    database.exec('PRAGMA user_version = 99')
    database.close()
    const before = await readFile(file())
    await checkRefused(/was written by a newer version \(format 99/)
    assert.deepEqual(await readFile(file()), before)
  })

  it('says when the directory is not there', async () => {
    await assert.rejects(stores.sqlite({ directory: join(directory, 'nowhere') }), StoreError)
  })

  it('can be copied when it is closed', async () => {
    await fill()
    const elsewhere = await mkdtemp(join(tmpdir(), 'lb-store-'))
    try {
      await copyFile(file(), join(elsewhere, 'engine.db'))
      const copy = await stores.sqlite({ directory: elsewhere })
      assert.equal((await copy.load()).revision, 200)
      await copy.close()
    } finally {
      await rm(elsewhere, { recursive: true })
    }
  })
})

async function overwrite(path: string, at: number, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'r+')
  await handle.write(bytes, 0, bytes.length, at)
  await handle.close()
}

/** Runs the child until it has committed for a while, kills it; the last number it said. */
async function runUntilKilled(directory: string): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const closed = once(child, 'close')
  const toLines = () => output.split('\n').slice(0, -1)
  await waitFor('commits', () => (toLines().length >= COMMITS_BEFORE_KILL ? true : null))
  child.kill('SIGKILL')
  await closed
  return Number(toLines().at(-1))
}
