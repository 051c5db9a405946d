import assert from 'node:assert/strict'
import {
  computed,
  defaulted,
  optional,
  optionalComputed,
  required,
  schemaOf,
  t,
  writeOnly,
} from '../../../../src/provider/schema/index.ts'
import type { Attribute } from '../../../../src/provider/schema/index.ts'
import {
  checkApplied,
  checkPlanned,
  checkReplanned,
} from '../../../../src/provider/server/index.ts'
import { Unknown, UNKNOWN, UNKNOWN_NOT_NULL } from '../../../../src/provider/values/index.ts'
import type { Path, Value } from '../../../../src/provider/values/index.ts'

const description = 'x'
const name = required.string({ description })
const inner = {
  name,
  note: optional.string({ description }),
  seen: computed.string({ description }),
}

function schemaWith(attribute: Attribute) {
  return schemaOf({ description, attributes: { a: attribute } })
}

interface PlanCase {
  readonly config: Value
  readonly prior?: Value
  readonly planned: Value
  readonly replacing?: readonly Path[]
}

/** What Terraform says of a plan for one attribute `a`. */
function checkPlan(attribute: Attribute, given: PlanCase, expected: readonly string[]): void {
  const checked = {
    schema: schemaWith(attribute),
    config: { a: given.config },
    prior: given.prior === undefined ? null : { a: given.prior },
    planned: { a: given.planned },
    replacing: given.replacing ?? [],
  }
  assert.deepEqual(checkPlanned(checked), expected)
}

const NEITHER = ['a is planned as neither the configured nor the prior value']

describe("Terraform's rules for a plan", () => {
  it('a configured value is planned as it is, or as it was', () => {
    checkPlan(name, { config: 'x', planned: 'x' }, [])
    checkPlan(name, { config: 'X', prior: 'x', planned: 'x' }, [])
    checkPlan(name, { config: 'x', prior: 'y', planned: 'z' }, NEITHER)
    checkPlan(name, { config: 'x', prior: null, planned: null }, NEITHER)
    checkPlan(name, { config: 'x', planned: UNKNOWN }, NEITHER)
    checkPlan(name, { config: UNKNOWN, planned: UNKNOWN_NOT_NULL }, [])
  })
  it('what is not configured is null, unless it is computed', () => {
    const sentence = ['a is not configured and not computed: must be null']
    checkPlan(optional.string({ description }), { config: null, planned: 'x' }, sentence)
    checkPlan(optionalComputed.string({ description }), { config: null, planned: 'x' }, [])
    checkPlan(defaulted.string({ description, default: '' }), { config: null, planned: '' }, [])
    checkPlan(computed.string({ description }), { config: null, planned: UNKNOWN }, [])
  })
  it('a write-only value is planned as null', () => {
    const secret = writeOnly.string({ description })
    checkPlan(secret, { config: 'x', planned: null }, [])
    checkPlan(secret, { config: 'x', planned: 'x' }, [
      'a is write-only and must be planned as null',
    ])
  })
  it('the same holds inside nested attributes', () => {
    const one = optional.object({ description, attributes: inner })
    const config = { name: 'x', note: null, seen: null }
    checkPlan(one, { config, planned: { ...config, seen: UNKNOWN } }, [])
    checkPlan(one, { config, planned: { ...config, note: 'y' } }, [
      'a.note is not configured and not computed: must be null',
    ])
    checkPlan(one, { config, planned: UNKNOWN }, [
      'a is configured and cannot be planned as unknown',
    ])
    const list = optional.objectList({ description, attributes: inner })
    checkPlan(list, { config: [config], planned: [] }, ['a is planned with another length'])
    checkPlan(list, { config: [config], planned: [{ ...config, name: 'z' }] }, [
      'a[0].name is planned as neither the configured nor the prior value',
    ])
    const map = optional.objectMap({ description, attributes: inner })
    checkPlan(map, { config: new Map([['k', config]]), planned: new Map([['l', config]]) }, [
      'a["k"] is not planned as it is configured',
    ])
    const set = optional.objectSet({ description, attributes: inner })
    checkPlan(set, { config: [config], planned: [{ ...config, seen: 's' }] }, [])
    checkPlan(set, { config: [config], planned: [] }, ['a is planned with another length'])
  })
  it('what needs a new object must be there', () => {
    checkPlan(name, { config: 'x', prior: 'y', planned: 'x', replacing: [['a']] }, [])
    checkPlan(name, { config: 'x', prior: 'y', planned: 'x', replacing: [['b']] }, [
      'b requires a new object, but there is no such value',
    ])
  })
})

/** What Terraform says of a state for one attribute `a` after its plan. */
function checkApply(
  attribute: Attribute,
  [planned, applied]: readonly [Value, Value],
  expected: readonly string[],
): void {
  const schema = schemaWith(attribute)
  const found = checkApplied({ schema, planned: { a: planned }, applied: { a: applied } })
  assert.deepEqual(found, expected)
}

const DIFFERS = ['a is not what was planned']

describe("Terraform's rules for an apply", () => {
  it('what was known stays', () => {
    checkApply(name, ['x', 'x'], [])
    checkApply(name, ['x', 'y'], DIFFERS)
    checkApply(name, ['x', null], DIFFERS)
    checkApply(name, [null, 'x'], DIFFERS)
  })
  it('what was unknown becomes anything that was not ruled out', () => {
    checkApply(name, [UNKNOWN, null], [])
    checkApply(name, [UNKNOWN_NOT_NULL, null], ['a must not be null, as the plan promised'])
    checkApply(
      name,
      [new Unknown({ prefix: 'lb-' }), 'x'],
      ['a must start with "lb-", as the plan promised'],
    )
  })
  it('lists and maps keep their size, sets may shrink but not grow', () => {
    const list = required.list({ description, of: t.string })
    checkApply(list, [[UNKNOWN], ['x']], [])
    checkApply(list, [[UNKNOWN], ['x', 'y']], ['a has another length'])
    const map = required.map({ description, of: t.string })
    checkApply(map, [new Map([['k', UNKNOWN]]), new Map()], ['a has other keys'])
    const set = required.set({ description, of: t.string })
    checkApply(set, [[UNKNOWN, 'x'], ['x']], [])
    checkApply(set, [[UNKNOWN, 'x'], ['y']], ['a lacks a planned element'])
    checkApply(set, [['x'], ['x', 'y']], ['a has elements not planned'])
  })
  it('numbers are compared by value and strings in normal form', () => {
    checkApply(required.value({ description, of: t.exactNumber }), [3, 3n], [])
    checkApply(name, ['e\u0301', '\u00e9'], [])
  })
})

describe("Terraform's rule for the plan made again in the apply", () => {
  it('known values stay, unknown ones may become known', () => {
    const schema = schemaWith(name)
    assert.deepEqual(checkReplanned({ schema, first: { a: UNKNOWN }, second: { a: 'x' } }), [])
    assert.deepEqual(checkReplanned({ schema, first: { a: 'x' }, second: { a: UNKNOWN } }), DIFFERS)
  })
})
