import assert from 'node:assert/strict'
import {
  ascending,
  atLeastOneOf,
  check,
  conflicting,
  each,
  eachKey,
  exactlyOneOf,
  length,
  oneOf,
  range,
  regex,
  requires,
  secretFree,
  size,
  together,
  unique,
} from '../../../../src/provider/schema/index.ts'
import type { Check, CrossRule } from '../../../../src/provider/schema/index.ts'
import { formatPath, UNKNOWN, UNKNOWN_NOT_NULL } from '../../../../src/provider/values/index.ts'
import type { ObjectValue } from '../../../../src/provider/values/index.ts'

const place = { path: ['here'], isSecret: false }

/** The details of what a check finds; an empty list when the value passes. */
function details<T>(of: Check<T>, value: T): readonly string[] {
  return of(value, place).map(({ detail }) => detail)
}

function passes<T>(of: Check<T>, ...values: readonly T[]): void {
  for (const value of values) assert.deepEqual(details(of, value), [])
}

function fails<T>(of: Check<T>, value: T, expected: RegExp): void {
  assert.match(details(of, value).join('\n'), expected)
}

describe('checks', () => {
  it('range includes its bounds', () => {
    passes(range({ min: 1, max: 3 }), 1, 3)
    fails(range({ min: 1, max: 3 }), 4, /^here must be 1 to 3, but is 4\.$/)
    fails(range({ max: 3 }), 4, /must be 3 or less/)
  })
  it('length counts characters, not code units', () => {
    passes(length({ max: 2 }), '👍👍')
    fails(length({ min: 1 }), '', /1 or more characters, but is ""/)
    fails(length({ min: 2, max: 2 }), 'x', /exactly 2 characters/)
  })
  it('regex has no memory, whatever its flags', () => {
    const rule = regex(/^a/g, 'must start with an a')
    passes(rule, 'a', 'a', 'a')
    fails(rule, 'b', /must start with an a, but is "b"/)
  })
  it('secretFree never shows what it refuses', () => {
    const rule = secretFree('must have no key in it', (text) => !text.includes('KEY'))
    passes(rule, 'a')
    assert.deepEqual(details(rule, 'KEY hunter2'), [
      'here must have no key in it. What it is, is not shown here.',
    ])
  })
  it('a long value is shown by its beginning', () => {
    const [detail = ''] = details(regex(/^a/, 'must start with an a'), 'b'.repeat(1_000_000))
    assert.match(detail, /^here must start with an a, but is "b{199}… \(1000002 characters\)\.$/)
  })
  it('oneOf lists what is possible', () => {
    passes(oneOf(1, 2), 1)
    fails(oneOf<string | number>('a', 'b'), 'c', /must be one of "a", "b", but is "c"/)
  })
  it('size counts elements and keys', () => {
    passes(size({ min: 1 }), ['a'], new Map([['a', 1]]))
    fails(size({ min: 1 }), [], /1 or more elements/)
  })
  it('unique compares by key and leaves unknown elements in peace', () => {
    passes<readonly unknown[]>(unique(), ['a', 'b'], [UNKNOWN, UNKNOWN])
    fails(unique(), ['a', 'a'], /an element twice/)
    const byPort = unique<{ readonly port: number }>(({ port }) => String(port))
    fails(byPort, [{ port: 1 }, { port: 1 }], /twice/)
  })
  it('each and eachKey point at the element', () => {
    const [problem] = each(range({ min: 1 }))([1, UNKNOWN, 0], place)
    assert.equal(formatPath(problem?.path ?? []), 'here[2]')
    const [key] = eachKey(length({ max: 1 }))(new Map([['long', 1]]), place)
    assert.equal(formatPath(key?.path ?? []), 'here["long"]')
  })
  it('a secret is never shown', () => {
    const [problem] = length({ max: 3 })('hunter2', { ...place, isSecret: true })
    assert.match(problem?.detail ?? '', /but is something else \(not shown: sensitive\)/)
  })
  it('every check says its rule for the manual', () => {
    const all = [
      range({ min: 1 }).rule,
      length({ min: 1 }).rule,
      size({ min: 1 }).rule,
      each(range({ min: 1 })).rule,
      check('must be odd', (n: number) => n % 2 === 1).rule,
    ]
    for (const rule of all) assert.match(rule ?? '', /must/)
  })
})

/** Configurations of a rule over a and b: those that are fine and those that are not. */
function checkRule(
  rule: CrossRule,
  given: { readonly fine: readonly ObjectValue[]; readonly broken: readonly ObjectValue[] },
): void {
  for (const config of given.fine) assert.deepEqual(rule.check(config, []), [])
  for (const config of given.broken) assert.equal(rule.check(config, []).length, 1)
}

const none = { a: null, b: null }
const onlyA = { a: 1, b: null }
const both = { a: 1, b: 2 }
const maybeB = { a: null, b: UNKNOWN }
const aMaybeB = { a: 1, b: UNKNOWN }
const aCertainlyB = { a: 1, b: UNKNOWN_NOT_NULL }

describe('rules between attributes speak only when they are broken whatever is unknown', () => {
  it('conflicting', () =>
    checkRule(conflicting('a', 'b'), {
      fine: [none, onlyA, maybeB, aMaybeB],
      broken: [both, aCertainlyB],
    }))
  it('exactlyOneOf', () =>
    checkRule(exactlyOneOf('a', 'b'), {
      fine: [onlyA, maybeB, aMaybeB],
      broken: [none, both, aCertainlyB],
    }))
  it('atLeastOneOf', () =>
    checkRule(atLeastOneOf('a', 'b'), { fine: [onlyA, both, maybeB], broken: [none] }))
  it('ascending', () => {
    const of = (a: number | null, b: number | null) => ({ a, b })
    checkRule(ascending('a', 'b'), {
      fine: [none, maybeB, of(1, 1), of(1, 2), of(2, null)],
      broken: [of(2, 1)],
    })
  })
  it('together', () =>
    checkRule(together('a', 'b'), { fine: [none, both, maybeB, aMaybeB], broken: [onlyA] }))
  it('requires', () =>
    checkRule(requires('a', 'b'), {
      fine: [none, both, aMaybeB, { a: null, b: 2 }],
      broken: [onlyA],
    }))
  it('the message names the attributes and what is set', () => {
    const rule = exactlyOneOf('a', 'b')
    const words = 'Exactly one of "a" and "b" must be set.'
    const [problem] = rule.check(both, ['x', 0])
    assert.equal(problem?.detail, `${words} What is set: "a" and "b", in x[0].`)
    assert.equal(rule.check(none, [])[0]?.detail, `${words} None of them is set.`)
  })
})
