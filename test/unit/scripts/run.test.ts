import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const runner = resolve(import.meta.dirname, '../../../scripts/run.mjs')

/** Stands for npm: notes that it ran, then "installs" the Node that runs this test. */
const fakeNpm = `
import { appendFileSync, copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n')
if (process.env.NPM_FAILS) process.exit(3)
const { platform, arch } = process
const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin-' : 'node-'
const name = prefix + platform + '-' + arch
mkdirSync('node_modules/' + name + '/bin', { recursive: true })
symlinkSync(process.execPath, 'node_modules/' + name + '/bin/node')
copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
`

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Run {
  readonly args: readonly string[]
  readonly runner?: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
}

async function run({ args, runner: path = runner, env = {}, cwd }: Run): Promise<Ran> {
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => (texts[name] += chunk))
  }
  await once(child, 'close')
  return { code: child.exitCode, ...texts }
}

describe('scripts/run.mjs', () => {
  let directory: string
  let script: string

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lb run '))
    script = join(directory, 'script.ts')
    await writeFile(
      script,
      `const seen: unknown = [process.argv.slice(2), process.version, process.env['PATH']]
console.log(JSON.stringify(seen))
process.exitCode = 7`,
    )
  })
  after(() => rm(directory, { recursive: true, force: true }))

  it('runs a script under the pinned Node, which is first on PATH, from any folder', async () => {
    const { code, stdout } = await run({ args: [script, 'a', 'b c'], cwd: directory })
    const [args, version, path] = JSON.parse(stdout) as [string[], string, string]
    assert.deepEqual(args, ['a', 'b c'])
    assert.equal(version, process.version)
    assert.match(path, /^[^:]*node_modules\/node-[^:]*bin/)
    assert.equal(code, 7)
  })

  it('passes a signal on, and the exit code that follows from it', async () => {
    const waiting = join(directory, 'waiting.ts')
    await writeFile(
      waiting,
      "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1e6); console.log('up')",
    )
    const child = spawn(process.execPath, [runner, waiting], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    await once(child, 'exit')
    assert.equal(child.exitCode, 9)
  })

  it('runs a program of node_modules', async () => {
    const { code, stdout } = await run({ args: ['--bin', 'prettier', '--version'] })
    assert.deepEqual(
      { code, isVersion: /^\d+\.\d+\.\d+\n$/.test(stdout) },
      { code: 0, isVersion: true },
    )
  })

  it('says in one line what it cannot run', async () => {
    const { code, stderr } = await run({ args: ['--bin', 'nothing-of-that-name'] })
    assert.equal(code, 1)
    assert.match(stderr, /^No package .*nothing-of-that-name`\.\n$/)
  })

  describe('in a project that is not installed', () => {
    let project: string
    let env: NodeJS.ProcessEnv
    let projectRunner: string

    beforeEach(async () => {
      project = await mkdtemp(join(directory, 'project '))
      projectRunner = join(project, 'scripts/run.mjs')
      const npm = join(project, 'npm-cli.js')
      env = { npm_execpath: npm }
      await mkdir(dirname(projectRunner))
      await cp(runner, projectRunner)
      await writeFile(npm, fakeNpm)
      await writeFile(join(project, 'package.json'), '{"type": "module"}')
      await writeLock('1.0.0')
    })

    const writeLock = (version: string): Promise<void> =>
      writeFile(
        join(project, 'package-lock.json'),
        JSON.stringify({ packages: { '': {}, 'node_modules/a': { version } } }),
      )
    const installations = async (): Promise<number> =>
      (await readFile(join(project, 'npm.log'), 'utf8')).split('\n').length - 1
    const runHere = (more: NodeJS.ProcessEnv = {}): Promise<Ran> =>
      run({ args: [script], runner: projectRunner, env: { ...env, ...more }, cwd: directory })

    it('installs first, once, however many start', async () => {
      const all = await Promise.all([runHere(), runHere(), runHere()])
      assert.deepEqual(
        all.map(({ code }) => code),
        [7, 7, 7],
      )
      assert.equal(await installations(), 1)
    })

    it('installs again when the lock file changed, not when only its time did', async () => {
      await runHere()
      const later = new Date(Date.now() + 60_000)
      await utimes(join(project, 'package-lock.json'), later, later)
      await runHere()
      assert.equal(await installations(), 1)
      await writeLock('1.0.1')
      await utimes(join(project, 'package-lock.json'), later, later)
      await rm(join(project, 'node_modules/.package-lock.json'))
      await runHere()
      assert.equal(await installations(), 2)
    })

    it('is not held up by an installer that died', async () => {
      const { pid } = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
      await writeFile(join(project, '.install.lock'), String(pid))
      assert.equal((await runHere()).code, 7)
    })

    it('says in one line that packages could not be installed, and can be run again', async () => {
      const { code, stderr } = await runHere({ NPM_FAILS: '1' })
      assert.equal(code, 3)
      assert.match(stderr, /`npm ci` failed \(exit 3\)\.\n$/)
      assert.equal((await runHere()).code, 7)
    })
  })
})
