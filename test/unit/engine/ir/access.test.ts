import assert from 'node:assert/strict'
import fc from 'fast-check'
import { AccessTable, contains, toAddress, toPrefix } from '../../../../src/engine/ir/index.ts'
import type { AccessRule } from '../../../../src/engine/ir/index.ts'

/** Few bits differ, so that random prefixes meet random addresses. */
const nearV4 = fc
  .tuple(fc.constantFrom(0, 10, 127, 255), fc.constantFrom(0, 255), fc.nat(3), fc.nat(255))
  .map((bytes) => bytes.join('.'))
const nearV6 = fc
  .tuple(fc.constantFrom('::', 'fd00::', 'ffff:ffff::'), fc.nat(0xffff))
  .map(([base, end]) => `${base}${end.toString(16)}`)
const address = fc.oneof(nearV4, nearV6, fc.ipV4(), fc.ipV6())

const prefix = fc.record({ near: address, share: fc.nat(128) }).map(({ near, share }) => {
  const parsed = toAddress(near)
  assert.ok(parsed)
  const bits = parsed.family === 4 ? 32 : 128
  const length = Math.min(share, bits)
  const keep = BigInt(bits - length)
  const base = (parsed.value >> keep) << keep
  const text = bits === 32 ? toV4(base) : toV6(base)
  return `${text}/${length}`
})

const rules: fc.Arbitrary<AccessRule[]> = fc.array(
  fc.record({
    action: fc.constantFrom('allow', 'deny'),
    prefixes: fc.array(prefix, { maxLength: 5 }),
  }),
  { maxLength: 8 },
)

function toV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
}

function toV6(value: bigint): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn,
  )
  return groups.map((group) => group.toString(16)).join(':')
}

/** As the rules read. */
function naive(list: readonly AccessRule[], text: string): boolean {
  const parsed = toAddress(text)
  const first = list.find((rule) =>
    rule.prefixes.some((each) => {
      const block = toPrefix(each)
      return block !== null && parsed !== null && contains(block, parsed)
    }),
  )
  return first?.action === 'allow'
}

function check(list: readonly AccessRule[], verdicts: Readonly<Record<string, boolean>>): void {
  const table = new AccessTable(list)
  const actual = Object.keys(verdicts).map((text) => [text, table.allows(text)])
  assert.deepEqual(Object.fromEntries(actual), verdicts)
}

describe('AccessTable', () => {
  it('R8: says what the rules say, read one after the other', () => {
    fc.assert(
      fc.property(rules, fc.array(address, { minLength: 1, maxLength: 20 }), (list, texts) => {
        const table = new AccessTable(list)
        for (const text of texts) assert.equal(table.allows(text), naive(list, text), text)
      }),
      { numRuns: 500 },
    )
  })

  it('the first rule that has the address decides, and none means no', () =>
    check(
      [
        { action: 'deny', prefixes: ['10.0.0.7/32'] },
        { action: 'allow', prefixes: ['10.0.0.0/24', 'fd00::/8'] },
      ],
      { '10.0.0.6': true, '10.0.0.7': false, '10.0.1.0': false, 'fd00::1': true, '::1': false },
    ))

  it('an IPv4 address in IPv6’s clothes is the IPv4 address', () =>
    check([{ action: 'allow', prefixes: ['10.0.0.0/24'] }], {
      '::ffff:10.0.0.7': true,
      '::ffff:10.0.1.7': false,
    }))

  it('what is no address gets nowhere', () =>
    check([{ action: 'allow', prefixes: ['0.0.0.0/0', '::/0'] }], {
      ...{ '': false, '10': false, '10.0.0': false, '10.0.0.': false, '10.0.0.256': false },
      ...{ '10.0.0.0.0': false, '10.0.0.x': false, 'fd00::/8': false, host: false },
    }))

  it('is open when it lets all of both families through', () => {
    const all = ['0.0.0.0/1', '128.0.0.0/1', '::/0']
    assert.ok(new AccessTable([{ action: 'allow', prefixes: all }]).isOpen)
    assert.ok(!new AccessTable([{ action: 'allow', prefixes: ['0.0.0.0/0'] }]).isOpen)
    const hole = { action: 'deny', prefixes: ['10.0.0.7/32'] } as const
    assert.ok(!new AccessTable([hole, { action: 'allow', prefixes: all }]).isOpen)
    assert.ok(!new AccessTable([]).isOpen)
  })
})
