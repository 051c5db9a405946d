import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineError } from '../../../../src/engine/errors.ts'
import { selfCommand, startDetached } from '../../../../src/engine/runtime/index.ts'
import { toDaemonEnvironment } from '../../../../src/engine/runtime/self.ts'

describe('The environment of a daemon', () => {
  it('has what programs need, and nothing of Terraform, of Node, or secret', () => {
    const kept = toDaemonEnvironment({
      PATH: '/bin',
      HOME: '/home/ann',
      TZ: undefined,
      TF_PLUGIN_MAGIC_COOKIE: 'x',
      TF_VAR_password: 'x',
      PLUGIN_CLIENT_CERT: 'x',
      NODE_OPTIONS: '--inspect',
      LB_TOKEN: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    })
    assert.deepEqual(kept, { PATH: '/bin', HOME: '/home/ann' })
  })
})

describe('Starting a process of our own', () => {
  let directory = ''
  let stderrFile = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-self-'))
    stderrFile = join(directory, 'stderr')
  })
  afterEach(() => {
    rmSync(directory, { recursive: true })
  })

  function start(script: string, program = process.execPath) {
    return startDetached({
      command: [program, '-e', script],
      workingDirectory: directory,
      stderrFile,
    })
  }

  it('knows the words that start this program', () => {
    const [node, main] = selfCommand()
    assert.equal(node, process.execPath)
    assert.ok(main?.endsWith('src/main.ts'), String(main))
  })

  it('tells how it ended, and keeps what it said on standard error', async () => {
    writeFileSync(stderrFile, 'earlier\n')
    const child = await start('console.error("dying"); process.exit(3)')
    assert.deepEqual(await child.ended, { code: 3, signal: null })
    assert.deepEqual(child.exit(), { code: 3, signal: null })
    assert.equal(child.stderrFromByte, 'earlier\n'.length)
    assert.equal(readFileSync(stderrFile, 'utf8'), 'earlier\ndying\n')
  })

  it('gives it a session, a working directory and a clean environment of its own', async () => {
    process.env['TF_VAR_secret'] = 'x'
    try {
      const script = `fs.writeFileSync('seen', JSON.stringify({
        cwd: process.cwd(), secret: process.env.TF_VAR_secret,
        session: fs.readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[3],
        pid: process.pid }))`
      if (!existsSync('/proc/self/stat')) return
      const child = await start(script)
      await child.ended
      assert.deepEqual(JSON.parse(readFileSync(join(directory, 'seen'), 'utf8')), {
        cwd: directory,
        session: String(child.pid),
        pid: child.pid,
      })
    } finally {
      delete process.env['TF_VAR_secret']
    }
  })

  it('says so when the program is not there', async () => {
    await assert.rejects(start('', join(directory, 'absent')), (error: unknown) => {
      assert.ok(error instanceof EngineError)
      assert.equal(error.code, 'unavailable')
      assert.match(error.message, /cannot be started \(.*ENOENT/)
      return true
    })
  })
})
