import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toUnitLines } from '../../../src/cli/unit.ts'

const example = join(import.meta.dirname, '../../../examples/systemd/lb.service')

describe('The systemd unit', () => {
  it('is the one among the examples', () => {
    const lines = toUnitLines({ program: '/usr/local/bin/lb', user: 'lb' })
    assert.deepEqual(readFileSync(example, 'utf8').trimEnd().split('\n'), lines)
  })

  it('is understood by systemd, where there is one', function () {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return void this.skip()
    const directory = mkdtempSync(join(tmpdir(), 'lb-unit-'))
    try {
      // Programs and users of this machine, so that only the unit itself is judged.
      const lines = toUnitLines({ program: process.execPath, user: 'root' })
      const unit = join(directory, 'lb.service')
      writeFileSync(unit, lines.join('\n'))
      const told = execFileSync('systemd-analyze', ['verify', '--man=no', unit], { stdio: 'pipe' })
      assert.equal(told.toString(), '')
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
