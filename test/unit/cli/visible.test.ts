import assert from 'node:assert/strict'
import { colourStyle } from '../../../src/cli/render/style.ts'
import { toOneLine, toShown } from '../../../src/cli/render/visible.ts'

describe('Text from elsewhere', () => {
  const hostile = 'a\u001b[2J\u001b]0;x\u0007\r\u009b1m\u202eb\u0000\u007f'
  const shown = 'a\\u001b[2J\\u001b]0;x\\u0007\\u000d\\u009b1m\\u202eb\\u0000\\u007f'

  it('gives a terminal no commands', () => {
    assert.equal(toOneLine(hostile), shown)
    assert.equal(toShown(hostile), shown)
  })

  it('is one line without colour; an answer keeps its own', () => {
    const answer = `${colourStyle.good('● healthy')}\n\t${colourStyle.bad('x')}`
    assert.equal(toShown(answer), answer)
    assert.equal(toOneLine('a\n\u001b[31mb'), 'a\\u000a\\u001b[31mb')
  })

  it('in JSON means the same', () => {
    const text = JSON.stringify({ hostile, name: 'Ünï 中 👍' }, null, 2)
    assert.deepEqual(JSON.parse(toShown(text)), { hostile, name: 'Ünï 中 👍' })
  })
})
