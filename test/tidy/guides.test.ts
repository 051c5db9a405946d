/** Guides that list what the code has, list all of it. */

import assert from 'node:assert/strict'
import { errorTable } from '../../src/engine/errors.ts'
import { readFiles } from './files.ts'

describe('Guides', () => {
  it('explain every error code, and none that does not exist', async () => {
    const guides = await readFiles(['docs/guides'], ['troubleshooting.md'])
    const text = [...guides.values()].join('')
    const told = [...text.matchAll(/^### `(\w+)`$/gm)].map(([, code = '']) => code)
    assert.deepEqual(told.toSorted(), Object.keys(errorTable).toSorted())
  })

  it('begin with the title that the registry shows', async () => {
    const guides = await readFiles(['docs/guides'], ['.md'])
    assert.ok(guides.size > 0)
    for (const [path, text] of guides) {
      assert.match(text, /^---\npage_title: .+\ndescription: .+\n---\n\n# /, path)
    }
  })
})
