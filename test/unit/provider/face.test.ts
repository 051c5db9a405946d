import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { note } from './note.ts'

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

describe("the framework's face", () => {
  it('shows an example that compiles', () => {
    const source = read('./note.ts')
    const example = source.slice(source.indexOf('export const note'))
    const shown = read('../../../src/provider/index.ts')
      .split('\n')
      .filter((line) => line.startsWith(' *     '))
      .map((line) => line.slice(' *     '.length))
    assert.equal(`${shown.join('\n')}\n`, example)
    assert.equal(note.type, 'lb_note')
  })
})
