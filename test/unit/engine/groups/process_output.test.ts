/** The output files of an instance: their size and their end. */

import assert from 'node:assert/strict'
import { appendFileSync, writeSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  openOutput,
  OUTPUT_TAIL_BYTES_MAX,
  readOutputTail,
  trimOutput,
} from '../../../../src/engine/groups/drivers/process_output.ts'

describe('the output of an instance', () => {
  let directory: string
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'lb-output-'))))
  afterEach(() => rm(directory, { recursive: true }))

  const write = async (text: string): Promise<void> => {
    const { file, close } = await openOutput(directory)
    writeSync(file, text)
    close()
  }

  it('is only the last lines, whole ones', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index} ends here`)
    await write(lines.join('\n'))
    const tail = await readOutputTail(directory)
    assert.ok(Buffer.byteLength(tail) <= OUTPUT_TAIL_BYTES_MAX)
    assert.ok(lines.join('\n').endsWith(tail))
    assert.match(tail, /^line \d+ ends here\n/)
  })

  it('of little is all of it', async () => {
    await write('only this\n')
    assert.equal(await readOutputTail(directory), 'only this')
  })

  it('of a process that never wrote is empty', async () => {
    assert.equal(await readOutputTail(directory), '')
  })

  it('of a process is its own, and that of the one before is kept beside it', async () => {
    await write('the first\n')
    await write('the second\n')
    assert.equal(await readOutputTail(directory), 'the second')
    assert.equal(await readFile(join(directory, 'output.1.log'), 'utf8'), 'the first\n')
  })

  it('is cut when it has grown too large, and the process goes on writing', async () => {
    const bytesMax = 1_000
    const { file, close } = await openOutput(directory)
    writeSync(file, 'x'.repeat(5_000))
    assert.equal(await trimOutput(directory, bytesMax), true)
    writeSync(file, 'after\n')
    close()
    assert.equal(await readOutputTail(directory), 'after')
    for (const name of await readdir(directory)) {
      assert.ok((await stat(join(directory, name))).size <= bytesMax, name)
    }
  })

  it('is left alone while it is small', async () => {
    await write('small')
    assert.equal(await trimOutput(directory, 1_000), false)
    appendFileSync(join(directory, 'output.log'), ' and whole')
    assert.equal(await readOutputTail(directory), 'small and whole')
  })

  it('can be read by nobody else', async () => {
    await write('private')
    assert.equal((await stat(join(directory, 'output.log'))).mode & 0o077, 0)
  })
})
