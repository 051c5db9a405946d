import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  toCodeRange,
  toCodeRanges,
  toNormalCodes,
} from '../../../../src/engine/ir/success-codes.ts'

const code = fc.integer({ min: 100, max: 599 })
const spelling = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((each) => `${each}xx`),
  code.map(String),
  fc.tuple(code, code).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
)

function toSet(texts: readonly string[]): Set<number> {
  const all = Array.from({ length: 500 }, (_, index) => 100 + index)
  const ranges = texts.map(toCodeRange)
  return new Set(
    all.filter((each) => ranges.some((range) => range && range.from <= each && each <= range.to)),
  )
}

describe('success codes (R27)', () => {
  it('has one normal form for every way to name the same statuses', () => {
    fc.assert(
      fc.property(fc.array(spelling, { minLength: 1, maxLength: 8 }), (texts) => {
        const normal = toNormalCodes(texts)
        assert.deepEqual(toSet(normal), toSet(texts))
        assert.deepEqual(toNormalCodes(normal), normal)
        const singles = [...toSet(texts)].map(String)
        assert.deepEqual(toNormalCodes(singles.toReversed()), normal)
      }),
    )
  })

  it('names whole classes as classes', () => {
    assert.deepEqual(toNormalCodes(['301', '200-299', '302', '2XX']), ['2xx', '301-302'])
    assert.deepEqual(toNormalCodes(['200-399']), ['2xx', '3xx'])
  })

  it('joins ranges that touch', () => {
    assert.deepEqual(toCodeRanges(['3xx', '2xx', '250']), [{ from: 200, to: 399 }])
  })

  it('refuses what is no status', () => {
    for (const text of ['', '99', '600', '6xx', '300-200', '2x', 'xx', '200-', '-200', '200 ']) {
      assert.equal(toCodeRange(text), null, text)
    }
  })
})
