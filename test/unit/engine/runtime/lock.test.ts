import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineError } from '../../../../src/engine/errors.ts'
import { acquireLock, isLockHeld, readLockHolder } from '../../../../src/engine/runtime/index.ts'

describe('A lock between processes', () => {
  let directory = ''
  let path = ''
  const children: ChildProcess[] = []

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-lock-'))
    path = join(directory, 'control.lock')
  })
  afterEach(async () => {
    await Promise.all(children.splice(0).map(kill))
    rmSync(directory, { recursive: true })
  })

  async function hold(): Promise<{ child: ChildProcess; answer: string }> {
    const script = join(import.meta.dirname, 'hold-lock.ts')
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    assert.ok(child.stdout)
    const [data] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, answer: data.toString().trim() }
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  it('is held by one process, and says which', async () => {
    const { child, answer } = await hold()
    assert.equal(answer, 'taken')
    assert.equal(await acquireLock(path, 0), null)
    assert.equal(await isLockHeld(path), true)
    assert.equal(await readLockHolder(path), child.pid)
  })

  it('is not taken, and nobody is named, by asking whether it is held', async () => {
    assert.equal(await isLockHeld(path), false)
    assert.equal(await readLockHolder(path), null)
    assert.equal((await hold()).answer, 'taken')
  })

  it('goes to one of many that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, hold))
    assert.deepEqual(answers.map(({ answer }) => answer).toSorted(), [
      ...Array.from({ length: 4 }, () => 'refused'),
      'taken',
    ])
  })

  it('is free at once after kill -9 of its holder', async () => {
    const { child } = await hold()
    await kill(child)
    const lock = await acquireLock(path, 0)
    assert.ok(lock)
    assert.equal(await readLockHolder(path), process.pid)
    lock.release()
  })

  it('is free after release, which may be called twice', async () => {
    const lock = await acquireLock(path, 0)
    assert.equal(await acquireLock(path, 0), null)
    lock?.release()
    lock?.release()
    assert.equal((await hold()).answer, 'taken')
  })

  it('says what is wrong when its file cannot be made', async () => {
    await assert.rejects(acquireLock(join(directory, 'absent', 'x.lock'), 0), (error: unknown) => {
      assert.ok(error instanceof EngineError)
      assert.equal(error.code, 'unavailable')
      assert.match(error.message, /x\.lock cannot be taken \(unable to open/)
      return true
    })
  })
})
