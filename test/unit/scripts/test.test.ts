import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const script = resolve(import.meta.dirname, '../../../scripts/test.ts')

/** A test that fails until its mark is there, and leaves the mark. */
const unsteady = `
import { existsSync, writeFileSync } from 'node:fs'
const mark = new URL('mark', import.meta.url)
describe('suite', () => {
  it('is steady', () => undefined)
  it('is not', () => {
    if (existsSync(mark)) return
    writeFileSync(mark, '')
    throw new Error('the first time')
  })
  it.skip('is left out', () => undefined)
})`

const broken = `it('never works', () => { throw new Error('broken') })`
const fine = `it('works', () => undefined)`

describe('scripts/test.ts', () => {
  let directory: string

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lb-runner-'))
  })

  afterEach(() => rm(directory, { recursive: true, force: true }))

  async function run(files: readonly string[], hasSecondRun = true): Promise<[number, string[]]> {
    const paths = files.map((_, index) => join(directory, `${index}.test.mjs`))
    await Promise.all(files.map((text, index) => writeFile(paths[index] ?? '', text)))
    const passes = paths.map((path) => ({ args: ['--parallel', '--jobs=2', path], style: 'dot' }))
    const call = `import { run } from ${JSON.stringify(pathToFileURL(script).href)}
process.exitCode = await run(${JSON.stringify({ passes, hasSecondRun })})`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', call], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    await once(child, 'close')
    return [child.exitCode ?? 1, output.trimEnd().split('\n')]
  }

  it('counts the tests of all passes, and its last line is the counts', async () => {
    const [code, lines] = await run([fine, fine])
    assert.equal(code, 0)
    assert.equal(lines.at(-1), '2 passed, 0 failed, 0 skipped')
  })

  it('runs a file once more in which a test failed, and says that it is flaky', async () => {
    const [code, lines] = await run([unsteady, fine])
    assert.equal(code, 0)
    assert.deepEqual(lines.slice(-3), [
      'SKIPPED 1 in: suite',
      'FLAKY: failed among the others, passed alone: suite › is not',
      '3 passed, 0 failed, 1 skipped',
    ])
  })

  it('fails when a test fails twice', async () => {
    const [code, lines] = await run([unsteady, broken])
    assert.equal(code, 1)
    assert.equal(lines.at(-1), '2 passed, 1 failed, 1 skipped')
  })

  it('does not look twice where many files fail, or where it is not asked to', async () => {
    const [many, said] = await run([broken, broken, broken, broken])
    assert.equal(many, 1)
    assert.ok(!said.join('\n').includes('Once more'))
    const [code, lines] = await run([unsteady], false)
    assert.equal(code, 1)
    assert.equal(lines.at(-1), '1 passed, 1 failed, 1 skipped')
  })

  it('fails when no test ran, and when a file of tests cannot be read', async () => {
    assert.equal((await run(['']))[0], 1)
    assert.equal((await run([fine, 'this is no module']))[0], 1)
  })
})
