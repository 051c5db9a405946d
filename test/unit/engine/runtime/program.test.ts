import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWanted, removeWanted, writeWanted } from '../../../../src/engine/runtime/index.ts'
import { selfCommand } from '../../../../src/engine/runtime/index.ts'
import { copyProgram, keepNode, PROGRAMS_KEPT_MAX } from '../../../../src/engine/runtime/program.ts'

describe('A copy of the program', () => {
  let source = ''
  let programs = ''
  beforeEach(() => {
    source = mkdtempSync(join(tmpdir(), 'lb-source-'))
    programs = mkdtempSync(join(tmpdir(), 'lb-programs-'))
    writeFileSync(join(source, 'lb.cjs'), 'one')
    writeFileSync(join(source, 'worker.cjs'), 'two')
  })
  afterEach(() => {
    for (const directory of [source, programs]) rmSync(directory, { recursive: true })
  })

  const copy = (): Promise<string> => copyProgram(source, programs)

  it('has the same files, for this user alone, and outlives the folder', async () => {
    const target = await copy()
    assert.deepEqual(readdirSync(target).sort(), ['lb.cjs', 'worker.cjs'])
    assert.equal(readFileSync(join(target, 'lb.cjs'), 'utf8'), 'one')
    assert.equal(statSync(target).mode & 0o777, 0o700)
  })

  it('is made once for the same content, by however many at once', async () => {
    const targets = await Promise.all([copy(), copy(), copy(), copy()])
    assert.equal(new Set(targets).size, 1)
    assert.equal(readdirSync(programs).length, 1)
  })

  it('is left alone while somebody else makes it', async () => {
    const begun = ['a.1.tmp', 'b.2.tmp', 'c.3.tmp'].map((name) => join(programs, name))
    for (const path of begun) mkdirSync(path)
    await copy()
    assert.deepEqual(
      begun.filter((path) => !existsSync(path)),
      [],
    )
  })

  it('that was damaged is made anew', async () => {
    const target = await copy()
    writeFileSync(join(target, 'lb.cjs'), 'on')
    assert.equal(await copy(), target)
    assert.equal(readFileSync(join(target, 'lb.cjs'), 'utf8'), 'one')
  })

  it('of long ago is removed', async () => {
    const targets: string[] = []
    for (let round = 0; round < PROGRAMS_KEPT_MAX + 3; round++) {
      writeFileSync(join(source, 'lb.cjs'), `round ${round}`)
      targets.push(await copy())
    }
    assert.equal(readdirSync(programs).length, PROGRAMS_KEPT_MAX)
    assert.equal(readFileSync(join(targets.at(-1) ?? '', 'worker.cjs'), 'utf8'), 'two')
  })
})

describe('A Node that comes with the program', () => {
  it('is no part of the copy, and is kept once beside all of them', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lb-node-'))
    const [source, programs] = [join(directory, 'lib'), join(directory, 'programs')]
    for (const path of [source, programs]) mkdirSync(path)
    try {
      writeFileSync(join(source, 'lb.cjs'), 'one')
      writeFileSync(join(source, 'node'), 'a runtime')
      const target = await copyProgram(source, programs)
      assert.deepEqual(readdirSync(target), ['lb.cjs'])
      const node = await keepNode(join(source, 'node'), programs)
      assert.equal(await keepNode(join(source, 'node'), programs), node)
      assert.equal(readFileSync(node, 'utf8'), 'a runtime')
      assert.equal(statSync(node).mode & 0o777, 0o700)
      assert.deepEqual(readdirSync(programs).length, 2)
      writeFileSync(join(source, 'lb.cjs'), 'two')
      await copyProgram(source, programs)
      assert.ok(existsSync(node))
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})

describe('What is to run', () => {
  let directory = ''
  const path = (): string => join(directory, 'wanted.json')
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-wanted-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('is nothing before it is written and after it is removed', async () => {
    assert.equal(await readWanted(path()), null)
    await writeWanted(path(), ['/node', '/lb.cjs'])
    assert.deepEqual(await readWanted(path()), ['/node', '/lb.cjs'])
    await removeWanted(path())
    await removeWanted(path())
    assert.equal(await readWanted(path()), null)
  })

  it('is this program when the file says nothing sensible: traffic must not end by that', async () => {
    for (const text of ['', '{', 'null', '{"program":[]}', '{"program":[1]}', '{"program":"lb"}']) {
      writeFileSync(path(), text)
      assert.deepEqual(await readWanted(path()), selfCommand(), text)
    }
  })
})
