import assert from 'node:assert/strict'
import { block, optional, required, t } from '../../../../src/provider/index.ts'
import { schemaOf } from '../../../../src/provider/schema/index.ts'
import type { Path } from '../../../../src/provider/values/index.ts'
import { diagnosticsToWire } from '../../../../src/provider/wire/diagnostics.ts'

const description = 'For the test.'
const leaf = { port: required.int({ description }) }
const schema = schemaOf({
  description,
  attributes: {
    one: optional.object({ description, attributes: leaf }),
    list: optional.objectList({ description, attributes: leaf }),
    map: optional.objectMap({ description, attributes: leaf }),
    set: optional.objectSet({ description, attributes: leaf }),
    plain: optional.list({ description, of: t.object({ port: t.string }) }),
    part: block.list({
      description,
      attributes: { ...leaf, one: optional.object({ description, attributes: leaf }) },
    }),
  },
})

interface Case {
  readonly path: Path
  readonly shown: string
}

const cases: readonly Case[] = [
  { path: ['one'], shown: 'one' },
  { path: ['one', 'port'], shown: 'one' },
  { path: ['list', 1, 'port'], shown: 'list 1' },
  { path: ['map', { key: 'a' }, 'port'], shown: 'map a' },
  { path: ['set', { element: 1 }, 'port'], shown: 'set' },
  { path: ['plain', 0, 'port'], shown: 'plain 0' },
  { path: ['part', 0, 'port'], shown: 'part 0 port' },
  { path: ['part', 0, 'one', 'port'], shown: 'part 0 one' },
  { path: ['stranger', 'port'], shown: 'stranger port' },
]

describe('the path of a diagnostic goes as far as Terraform finds its line', () => {
  for (const { path, shown } of cases) {
    it(`${JSON.stringify(path)}: ${shown}`, () => {
      const problem = { severity: 'error', summary: 'Wrong', detail: 'It is.', path } as const
      const [diagnostic] = diagnosticsToWire([problem], schema)
      const steps = diagnostic?.attribute?.steps.map(
        ({ attributeName, elementKeyString, elementKeyInt }) =>
          attributeName ?? elementKeyString ?? elementKeyInt,
      )
      assert.equal(steps?.join(' '), shown)
    })
  }
})
