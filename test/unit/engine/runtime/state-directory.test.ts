import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { EngineError } from '../../../../src/engine/errors.ts'
import { statePaths } from '../../../../src/engine/runtime/paths.ts'
import { ensureStateDirectory } from '../../../../src/engine/runtime/state-directory.ts'

const isRoot = process.getuid?.() === 0

function modeOf(path: string): number {
  return statSync(path).mode & 0o777
}

async function refusal(directory: string): Promise<EngineError> {
  try {
    await ensureStateDirectory(statePaths(directory))
  } catch (error) {
    assert.ok(error instanceof EngineError, String(error))
    return error
  }
  return assert.fail('was accepted')
}

describe('Making the state directory', () => {
  let parent = ''
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'lb-state-'))
  })
  afterEach(() => {
    rmSync(parent, { recursive: true, force: true })
  })

  it('makes it and its parts private, and again without complaint', async () => {
    const paths = statePaths(join(parent, 'a/b'))
    await ensureStateDirectory(paths)
    await ensureStateDirectory(paths)
    for (const directory of [paths.stateDirectory, paths.logDirectory, paths.agentDirectory]) {
      assert.equal(modeOf(directory), 0o700, directory)
    }
  })

  it('narrows an empty directory that was open to others', async () => {
    const directory = join(parent, 'open')
    mkdirSync(directory)
    chmodSync(directory, 0o755)
    await ensureStateDirectory(statePaths(directory))
    assert.equal(modeOf(directory), 0o700)
  })

  it('narrows one that an engine has used before', async () => {
    const paths = statePaths(join(parent, 'state'))
    await ensureStateDirectory(paths)
    chmodSync(paths.stateDirectory, 0o750)
    await ensureStateDirectory(paths)
    assert.equal(modeOf(paths.stateDirectory), 0o700)
  })

  it("refuses, and leaves alone, an open directory with somebody's files in it", async () => {
    const directory = join(parent, 'project')
    mkdirSync(directory)
    writeFileSync(join(directory, 'main.tf'), '')
    chmodSync(directory, 0o755)
    const error = await refusal(directory)
    assert.match(error.message, /open to other users \(mode 0755\)/)
    assert.match(String(error.remedy), /LB_STATE_DIR/)
    assert.equal(modeOf(directory), 0o755)
  })

  it('refuses a directory of another user', async function () {
    if (!isRoot) this.skip()
    const directory = join(parent, 'foreign')
    mkdirSync(directory, { mode: 0o700 })
    chownSync(directory, 65534, 65534)
    assert.match((await refusal(directory)).message, /another user \(uid 65534, this is uid 0\)/)
  })

  it('says at once when a parent takes no directory, as a link to nothing', async () => {
    symlinkSync(join(parent, 'nothing'), join(parent, 'link'))
    const places = [join(parent, 'link/state')]
    if (process.platform === 'linux') places.push('/proc/lb-state', '/proc/lb-state/deeper')
    for (const place of places) assert.match((await refusal(place)).message, /cannot be made/)
  })

  it('is made once by many at the same time', async () => {
    const paths = statePaths(join(parent, 'a/b/c/d'))
    await Promise.all(Array.from({ length: 20 }, () => ensureStateDirectory(paths)))
    assert.equal(modeOf(paths.stateDirectory), 0o700)
  })

  it('says why when it cannot be made', async () => {
    const file = join(parent, 'file')
    writeFileSync(file, '')
    const error = await refusal(join(file, 'state'))
    assert.equal(error.code, 'invalid_argument')
    assert.match(error.message, /cannot be made \(ENOTDIR\)/)
  })

  describe('with a path too long for a socket', () => {
    let paths = statePaths('/unset')
    beforeEach(() => {
      paths = statePaths(join(parent, 'long'.repeat(30)))
    })
    afterEach(() => {
      rmSync(dirname(paths.engineSocket), { recursive: true, force: true })
    })

    it('makes a private directory for the sockets elsewhere', async () => {
      await ensureStateDirectory(paths)
      assert.notEqual(dirname(paths.engineSocket), paths.stateDirectory)
      assert.equal(modeOf(dirname(paths.engineSocket)), 0o700)
    })

    it('refuses one that somebody else put there', async function () {
      if (!isRoot) this.skip()
      mkdirSync(dirname(paths.engineSocket))
      chownSync(dirname(paths.engineSocket), 65534, 65534)
      assert.match((await refusal(paths.stateDirectory)).message, /another user/)
    })
  })
})
