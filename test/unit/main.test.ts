import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { version } from '../../src/version.ts'

const source = join(import.meta.dirname, '../../src')

interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(program: string, words: readonly string[]): Promise<Answer> {
  const { TF_PLUGIN_MAGIC_COOKIE: _cookie, ...env } = process.env
  return new Promise((done) => {
    const child = execFile(process.execPath, [program, ...words], { env }, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

describe('The program', () => {
  const main = join(source, 'main.ts')

  it('without words lists its commands', async () => {
    const { code, stdout } = await run(main, [])
    assert.equal(code, 0)
    assert.match(stdout, /^lb: .*\n\n {2}lb status /)
  })

  it('says its version to people and to programs', async () => {
    assert.equal((await run(main, ['version'])).stdout, `lb ${version}\n`)
    const { stdout } = await run(main, ['version', '--json'])
    assert.deepEqual(JSON.parse(stdout), { version })
  })

  it('what it does not understand is exit code 2, and nothing on standard output', async () => {
    const { code, stdout, stderr } = await run(main, ['launch'])
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
    assert.equal(stderr, 'lb: No command "launch".\n    See `lb help`.\n')
  })

  it('gives a terminal no commands, whatever is typed, and lists its own for an unknown one', async () => {
    const { stderr } = await run(main, ['help', 'a\u001b[2Jb'])
    assert.equal(stderr, 'lb: No command "a\\u001b[2Jb".\n    See `lb help`.\n')
  })

  it('says why an answer cannot be written, and has no other words for it', async function () {
    if (!existsSync('/dev/full')) this.skip()
    const full = openSync('/dev/full', 'w')
    const child = spawnSync(process.execPath, [main, 'help'], { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    assert.equal(child.status, 1)
    assert.match(String(child.stderr), /^lb: The answer cannot be written: ENOSPC.*\n$/)
  })

  it('started by a person under its name as a plugin, says what it is', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lb-main-'))
    try {
      const plugin = join(directory, 'terraform-provider-lb')
      symlinkSync(main, plugin)
      const { code, stderr } = await run(plugin, [])
      assert.equal(code, 1)
      assert.match(stderr, /is a plugin: Terraform and OpenTofu start it themselves/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})

describe('What the plugin loads at its start', () => {
  const roots = ['provider/plugin/index.ts', 'provider/wire/index.ts', 'resources/provider.ts']
  const loaded = [...reach(roots.map((path) => join(source, path)))].map((path) =>
    relative(source, path),
  )

  it('is followed through the imports', () => {
    assert.ok(loaded.includes('resources/instance.ts'))
    assert.ok(loaded.length > 20)
  })

  it('is nothing of the engine but its errors and what needs no loading of rooms', () => {
    const allowed = /^engine\/(errors|client\/contract|(ir|x509)\/[a-z0-9-]+|kinds\/topology)\.ts$/
    assert.deepEqual(
      loaded.filter((path) => path.startsWith('engine/') && !allowed.test(path)),
      [],
    )
    assert.deepEqual(
      loaded.filter((path) => path.startsWith('cli/')),
      [],
    )
  })
})

/** Files that are loaded with `files`: what `import` and `export` name, but not types. */
function reach(files: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const file of files) {
    if (seen.has(file)) continue
    seen.add(file)
    const statements = /^(?:import|export)(?! type)[^'"]*?from '(\.[^']+)'/gm
    const named = [...readFileSync(file, 'utf8').matchAll(statements)]
    const next = named.map(([, specifier = '']) => resolve(dirname(file), specifier))
    reach(
      next.filter((path) => path.endsWith('.ts')),
      seen,
    )
  }
  return seen
}
