import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { EngineError } from '../../../../src/engine/errors.ts'
import {
  SOCKET_PATH_BYTES_MAX,
  resolveStateDirectory,
  statePaths,
} from '../../../../src/engine/runtime/paths.ts'
import type { Surroundings } from '../../../../src/engine/runtime/paths.ts'

const machine: Surroundings = {
  environment: {},
  homeDirectory: '/nowhere/ann',
  workingDirectory: '/nowhere/work',
}

interface Case {
  readonly name: string
  readonly explicit?: string
  readonly machine: Partial<Surroundings>
  readonly expected: string
}

const cases: readonly Case[] = [
  {
    name: 'the home directory is the last resort',
    machine: {},
    expected: '/nowhere/ann/.local/state/terraform-provider-lb',
  },
  {
    name: 'XDG_STATE_HOME wins over the home directory',
    machine: { environment: { XDG_STATE_HOME: '/nowhere/xdg' } },
    expected: '/nowhere/xdg/terraform-provider-lb',
  },
  {
    name: 'a relative XDG_STATE_HOME is ignored, as its specification says',
    machine: { environment: { XDG_STATE_HOME: 'xdg' } },
    expected: '/nowhere/ann/.local/state/terraform-provider-lb',
  },
  {
    name: 'LB_STATE_DIR wins over XDG_STATE_HOME',
    machine: { environment: { LB_STATE_DIR: '/nowhere/lb', XDG_STATE_HOME: '/nowhere/xdg' } },
    expected: '/nowhere/lb',
  },
  {
    name: 'a relative LB_STATE_DIR begins at the working directory',
    machine: { environment: { LB_STATE_DIR: '../lb' } },
    expected: '/nowhere/lb',
  },
  {
    name: 'what is said explicitly wins over the environment',
    explicit: '/nowhere/explicit',
    machine: { environment: { LB_STATE_DIR: '/nowhere/lb' } },
    expected: '/nowhere/explicit',
  },
  {
    name: 'without a home directory, naming one is enough',
    machine: { homeDirectory: null, environment: { LB_STATE_DIR: '/nowhere/lb' } },
    expected: '/nowhere/lb',
  },
]

describe('The state directory', () => {
  for (const { name, explicit, machine: given, expected } of cases) {
    it(name, () => {
      assert.equal(resolveStateDirectory(explicit ?? null, { ...machine, ...given }), expected)
    })
  }

  it('refuses an empty name, wherever it is from', () => {
    const empty = { ...machine, environment: { LB_STATE_DIR: '' } }
    assert.throws(() => resolveStateDirectory(null, empty), /LB_STATE_DIR is an empty text/)
    assert.throws(() => resolveStateDirectory('', machine), /state directory is an empty text/)
    assert.equal(resolveStateDirectory('/nowhere/lb', empty), '/nowhere/lb')
  })

  it('without a home directory and without a name, the error says what to set', () => {
    assert.throws(
      () => resolveStateDirectory(null, { ...machine, homeDirectory: null }),
      (error: unknown) =>
        error instanceof EngineError &&
        error.code === 'invalid_argument' &&
        error.remedy !== null &&
        error.remedy.includes('LB_STATE_DIR'),
    )
  })

  it('is the same under two names of one directory, also before it exists', () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lb-paths-')))
    try {
      const link = join(directory, 'link')
      symlinkSync(directory, link)
      const target = resolveStateDirectory(join(directory, 'state'))
      assert.equal(resolveStateDirectory(join(link, 'state')), target)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})

describe('Paths in the state directory', () => {
  it('sockets lie in the state directory when its path is short', () => {
    assert.equal(statePaths('/run/lb').engineSocket, '/run/lb/engine.sock')
    assert.equal(statePaths('/run/lb').agentSocket, '/run/lb/agent.sock')
  })

  it('every socket path fits, comes from the state directory, and is shared by no other', () => {
    const directories = fc.uniqueArray(
      fc.array(fc.stringMatching(/^[a-zé0-9]{1,40}$/), { minLength: 1, maxLength: 12 }),
      { minLength: 2, maxLength: 20, selector: (parts) => parts.join('/') },
    )
    fc.assert(
      fc.property(directories, (list) => {
        const sockets = list.map((parts) => statePaths(`/${parts.join('/')}`))
        for (const paths of sockets) {
          assert.ok(Buffer.byteLength(paths.engineSocket) <= SOCKET_PATH_BYTES_MAX)
          assert.equal(dirname(paths.agentSocket), dirname(paths.engineSocket))
          assert.deepEqual(statePaths(paths.stateDirectory), paths)
        }
        assert.equal(new Set(sockets.map((paths) => paths.engineSocket)).size, list.length)
      }),
    )
  })
})
