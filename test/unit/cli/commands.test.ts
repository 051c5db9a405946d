import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '../../../src/cli/commands/index.ts'
import { toCommandHelpLines, toHelpLines } from '../../../src/cli/help.ts'

const folder = join(import.meta.dirname, '../../../src/cli/commands')

describe('The list of commands', () => {
  it('has every file of its folder, each once', () => {
    const files = readdirSync(folder)
      .filter((name) => name !== 'index.ts')
      .map((name) => name.replace('.ts', ''))
    const listed = commands.map((command) => command.words.join('-'))
    assert.deepEqual(new Set(listed), new Set([...files, 'help']))
    assert.equal(new Set(listed).size, listed.length)
  })

  it('gives the help: a line for each command that people use, within 100 characters', () => {
    const lines = toHelpLines(commands)
    for (const command of commands) {
      const shown = lines.filter((line) => line.startsWith(`  lb ${command.words.join(' ')} `))
      assert.equal(shown.length, command.isHidden === true ? 0 : 1, command.words.join(' '))
    }
    assert.deepEqual(
      lines.filter((line) => line.length > 100),
      [],
    )
  })

  for (const command of commands) {
    it(`\`lb help ${command.words.join(' ')}\` tells what it does and each option`, () => {
      const lines = toCommandHelpLines(command)
      assert.ok(lines[0]?.endsWith(command.summary))
      const usage = `Usage: lb ${command.words.join(' ')} [OPTIONS] ${command.takes}`
      assert.equal(lines.includes(usage), command.takes !== undefined)
      for (const [name, option] of Object.entries(command.options)) {
        const line = lines.find((each) => each.startsWith(`  --${name}`))
        assert.ok(line?.endsWith(option.help), name)
        assert.equal(option.hint !== undefined, option.type === 'string', name)
      }
    })
  }
})
