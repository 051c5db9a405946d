import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { commands } from '../../../src/cli/commands/index.ts'
import { shells, toCompletionLines } from '../../../src/cli/completion.ts'

describe('Completion', () => {
  for (const shell of shells) {
    it(`for ${shell} names every command that people use, and none of the others`, () => {
      const text = toCompletionLines(shell, commands).join('\n')
      for (const { words, isHidden } of commands) {
        const last = words.at(-1) ?? ''
        assert.equal(new RegExp(`[ '"]${last}[ '"]`).test(text), isHidden !== true, last)
      }
    })
  }

  it('completes in bash', function () {
    if (spawnSync('bash', ['--version']).status !== 0) return void this.skip()
    const script = toCompletionLines('bash', commands).join('\n')
    const complete = (...typed: readonly string[]): readonly string[] => {
      const words = ['lb', ...typed].map((word) => `'${word}'`).join(' ')
      const ask = `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _lb; echo "\${COMPREPLY[*]}"`
      const { stdout } = spawnSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' })
      return stdout.trim().split(' ')
    }
    assert.deepEqual(complete('sta'), ['status'])
    assert.deepEqual(complete('engine', 'stat'), ['status'])
    assert.deepEqual(complete('engine', 'stop', '--k'), ['--keep-traffic'])
    assert.deepEqual(complete('drain', '127.0.0.1', '--wa'), ['--wait'])
  })
})
