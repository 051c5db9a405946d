import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cutTo, toColumns, toTree } from '../../../src/cli/render/layout.ts'
import { colourStyle } from '../../../src/cli/render/style.ts'
import { toDuration, toTime } from '../../../src/cli/render/time.ts'

describe('Columns', () => {
  it('stand under each other, two spaces apart, without a trailing space', () => {
    assert.deepEqual(
      toColumns([
        ['a', 'bbb', ''],
        ['aaaa', 'b', 'c'],
      ]),
      ['a     bbb', 'aaaa  b    c'],
    )
  })

  it('do not count colours as text', () => {
    const [first = '', second = ''] = toColumns([
      [colourStyle.good('a'), '|'],
      ['aaa', '|'],
    ])
    assert.equal(first.replace(colourStyle.good('a'), 'a').indexOf('|'), second.indexOf('|'))
  })

  it('know that some characters take two columns, and marks none', () => {
    assert.deepEqual(
      toColumns([
        ['日本', '|'],
        ['e\u0301', '|'],
        ['abcd', '|'],
      ]),
      ['日本  |', 'e\u0301     |', 'abcd  |'],
    )
    assert.equal(cutTo('日本語', 4), '日…')
  })

  it('are as many lines as there are rows', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string())), (rows) => {
        assert.equal(toColumns(rows).length, rows.length)
      }),
    )
  })
})

describe('A tree', () => {
  it('draws a line to each child, and none below the last', () => {
    const leaf = (label: string) => ({ label, children: [] })
    const tree = {
      label: 'root',
      children: [{ label: 'a', children: [leaf('b'), leaf('c')] }, leaf('d')],
    }
    assert.deepEqual(toTree(tree), ['root', '├─ a', '│  ├─ b', '│  └─ c', '└─ d'])
  })
})

describe('Times', () => {
  const cases = [
    { durationMs: -5, expected: '0 ms' },
    { durationMs: 850.4, expected: '850 ms' },
    { durationMs: 12_999, expected: '12 s' },
    { durationMs: 60_000, expected: '1 min' },
    { durationMs: 185_000, expected: '3 min 5 s' },
    { durationMs: 7_800_000, expected: '2 h 10 min' },
    { durationMs: 4 * 86_400_000 + 3_600_000, expected: '4 d 1 h' },
  ]
  for (const { durationMs, expected } of cases) {
    it(`a duration of ${durationMs} ms reads ${expected}`, () => {
      assert.equal(toDuration(durationMs), expected)
    })
  }

  it('are the same on every machine', () => {
    assert.equal(toTime(Date.UTC(2026, 10, 22, 1, 2, 3, 4)), '2026-11-22 01:02:03.004Z')
  })
})
