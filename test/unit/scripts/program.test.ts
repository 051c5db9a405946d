import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const template = resolve(import.meta.dirname, '../../../scripts/build/program.sh')

interface Result {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

describe('A program of the package', () => {
  let directory: string
  let folder: string

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "it's a package "))
    folder = join(directory, 'pack age')
    await mkdir(join(folder, 'lib'), { recursive: true })
    await writeFile(
      join(folder, 'lib/starter.cjs'),
      'console.log(JSON.stringify([process.execPath, ...process.argv.slice(2)]))',
    )
    await write('lb', process.execPath)
    await write('orphan', '/nowhere/node')
  })
  after(() => rm(directory, { recursive: true, force: true }))

  async function write(name: string, node: string): Promise<void> {
    const text = (await readFile(template, 'utf8'))
      .replace('PINNED_NODE', () => `'${node}'`)
      .replace('STARTER_NAME', 'starter.cjs')
    await writeFile(join(folder, name), text)
    await chmod(join(folder, name), 0o755)
  }

  const start = (path: string, options: { PATH?: string; cwd?: string } = {}): Result => {
    const { PATH = process.env['PATH'], cwd = '/' } = options
    return spawnSync(path, ['a', 'b c'], { cwd, env: { PATH }, encoding: 'utf8' })
  }
  const check = (result: Result): void =>
    assert.deepEqual(
      JSON.parse(result.stdout || 'null'),
      [process.execPath, 'a', 'b c'],
      result.stderr,
    )

  it('starts with the Node that it was built with', () => {
    check(start(join(folder, 'lb'), { PATH: '/nowhere' }))
  })

  it('is found through links to its folder and to itself, absolute and relative', async () => {
    await symlink(folder, join(directory, 'linked'))
    await symlink('linked/lb', join(directory, 'command'))
    await symlink(join(directory, 'command'), join(directory, 'second'))
    for (const path of ['linked/lb', 'command', 'second']) check(start(join(directory, path)))
    check(start('./command', { cwd: directory }))
  })

  it('is found on PATH', () => {
    check(start('lb', { PATH: `${folder}:${process.env['PATH']}` }))
  })

  it('takes a Node of PATH when its own is gone', () => {
    check(
      start(join(folder, 'orphan'), {
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      }),
    )
  })

  it('says what it needs when there is no Node', () => {
    const { status, stdout, stderr } = start(join(folder, 'orphan'), { PATH: '/nowhere' })
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' })
    assert.match(stderr, /^lb needs Node\.js 22 or newer: neither \/nowhere\/node nor .*\n$/)
  })
})
