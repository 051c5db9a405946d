/** Generated files are what their generators make, and nobody else's. */

import assert from 'node:assert/strict'
import { generators, inspect } from '../../scripts/gen.ts'
import type { GeneratedFile } from '../../scripts/gen.ts'
import { assertNone } from './assert-none.ts'
import { isGenerated, listFiles } from './files.ts'

describe('Generated files', () => {
  let files: readonly GeneratedFile[]

  before(async () => {
    files = (await Promise.all(generators.map(inspect))).flat()
  })

  it('regenerate to themselves', () => {
    assert.ok(files.length > 0)
    const stale = files.filter(({ current }) => !current)
    assertNone(stale.map(({ path }) => `${path} differs from its source. Run \`npm run gen\`.`))
  })

  it('have a generator', async () => {
    const made = new Set(files.map(({ path }) => path))
    const orphans = (await listFiles()).filter((path) => isGenerated(path) && !made.has(path))
    assertNone(orphans.map((path) => `${path} comes from no generator of scripts/gen.ts.`))
  })
})
