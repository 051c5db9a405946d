/** Every numbered requirement is proved where real Terraform or a real socket does it. */

import assert from 'node:assert/strict'
import { readCode } from './files.ts'

/** What the product must do is in so many numbered sentences, R1 and so on. */
const REQUIREMENTS = 36
const provingFolders = ['test/acceptance', 'test/contract', 'test/faults', 'test/protocol']

/** `R1, R2: what is true`: the numbers before the colon are proved by the test. */
const provingTitle = /\b(?:it|test)\(\s*(['"`])(R\d+(?:, R\d+)*): /g

function toNumbers(text: string): readonly string[] {
  return [...text.matchAll(provingTitle)].flatMap(([, , numbers = '']) => numbers.split(', '))
}

describe('Requirements', () => {
  it('are each named by a test that goes through real Terraform or a real socket', async () => {
    const files = await readCode(provingFolders)
    const proved = new Set([...files.values()].flatMap(toNumbers))
    const all = Array.from({ length: REQUIREMENTS }, (_, index) => `R${index + 1}`)
    assert.deepEqual(
      all.filter((requirement) => !proved.has(requirement)),
      [],
      'not proved',
    )
    assert.deepEqual(
      [...proved].filter((requirement) => !all.includes(requirement)),
      [],
      'not known',
    )
  })

  it('are found in titles alone, however many there are', () => {
    assert.deepEqual(toNumbers("it('R1, R22: it works', () => {})\n// R3: no title"), ['R1', 'R22'])
    assert.deepEqual(toNumbers('test(\n  `R30: ${MANY} changes`, body)'), ['R30'])
    assert.deepEqual(toNumbers("it('as R4 says', () => {})\nit.skip('R5: one day')"), [])
  })
})
