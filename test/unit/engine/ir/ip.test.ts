import assert from 'node:assert/strict'
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import * as ip from '../../../../src/engine/ir/index.ts'

const v4 = fc.ipV4()
const v6 = fc.ipV6()
const any = fc.oneof(v4, v6)
const prefix = fc
  .record({ text: any, share: fc.nat({ max: 128 }) })
  .map(({ text, share }) => toPrefixAt(text, share))

function toPrefixAt(text: string, share: number): ip.Prefix {
  const address = ip.toAddress(text)
  assert.ok(address)
  const bits = address.family === 4 ? 32 : 128
  const length = Math.round((share / 128) * bits)
  const shift = BigInt(bits - length)
  return { family: address.family, base: (address.value >> shift) << shift, length }
}

function toList({ family, base, length }: ip.Prefix): BlockList {
  const list = new BlockList()
  const text = ip.fromAddress({ family, value: base })
  list.addSubnet(text, length, family === 4 ? 'ipv4' : 'ipv6')
  return list
}

/** The canonical spelling, or null when the text is not an address. */
function checkAddress(text: string, expected: string | null): void {
  const address = ip.toAddress(text)
  assert.equal(address === null ? null : ip.fromAddress(address), expected, text)
}

describe('addresses and prefixes', () => {
  it('reads what Node reads, and nothing else', () => {
    const texts = fc.oneof(any, fc.string(), fc.stringMatching(/^[0-9a-f:.]{1,20}$/))
    fc.assert(
      fc.property(texts, (text) => {
        const isRead = ip.toAddress(text) !== null
        assert.equal(isRead, isIPv4(text) || isIPv6(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('writes one spelling for every spelling of an address', () => {
    checkAddress('127.0.0.1', '127.0.0.1')
    checkAddress('::1', '::1')
    checkAddress('0:0:0:0:0:0:0:0', '::')
    checkAddress('2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1')
    checkAddress('2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1')
    checkAddress('::ffff:10.0.0.1', '::ffff:a00:1')
    checkAddress('1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0')
    checkAddress('127.0.0.01', null)
    checkAddress('127.1', null)
    checkAddress('256.0.0.1', null)
    checkAddress('1.2.3.4::', null)
    checkAddress('1::2::3', null)
    checkAddress(':::', null)
    checkAddress('', null)
  })

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(any, (text) => {
        const address = ip.toAddress(text)
        assert.ok(address)
        assert.deepEqual(ip.toAddress(ip.fromAddress(address)), address)
      }),
    )
    fc.assert(
      fc.property(prefix, (each) => assert.deepEqual(ip.toPrefix(ip.fromPrefix(each)), each)),
    )
  })

  it('refuses a prefix with bits after its length, or a length that is too long', () => {
    const wrong = ['10.0.0.1/8', '10.0.0.0/33', '10.0.0.0', '10.0.0.0/08', '::1/64', '10.0.0.0/8/8']
    for (const text of wrong) assert.equal(ip.toPrefix(text), null, text)
  })

  it('knows members as the kernel’s own block lists do', () => {
    fc.assert(
      fc.property(prefix, any, fc.boolean(), (each, text, isNear) => {
        const address = ip.toAddress(text)
        assert.ok(address)
        const probe = isNear
          ? { family: each.family, value: each.base + (address.value & 3n) }
          : address
        const limit = 1n << BigInt(probe.family === 4 ? 32 : 128)
        fc.pre(probe.value < limit && probe.family === each.family)
        const expected = toList(each).check(
          ip.fromAddress(probe),
          probe.family === 4 ? 'ipv4' : 'ipv6',
        )
        assert.equal(ip.contains(each, probe), expected)
      }),
    )
  })

  it('finds an overlap exactly when an address is in both', () => {
    fc.assert(
      fc.property(prefix, prefix, (left, right) => {
        const isFirstShared =
          ip.contains(left, { family: right.family, value: right.base }) ||
          ip.contains(right, { family: left.family, value: left.base })
        assert.equal(ip.overlaps(left, right), isFirstShared)
        assert.equal(ip.overlaps(left, right), ip.overlaps(right, left))
      }),
    )
  })

  it('gives out the lowest free address, never the network, the first or the last', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 15 })), (held) => {
        const block = ip.toPrefix('10.0.0.16/28')
        assert.ok(block)
        const taken = new Set(held.map((each) => `10.0.0.${16 + each}`))
        const usable = Array.from({ length: 13 }, (_, index) => `10.0.0.${18 + index}`)
        const expected = usable.find((address) => !taken.has(address)) ?? null
        assert.equal(ip.toLowestFree(block, taken), expected)
      }),
    )
    for (const tiny of ['10.0.0.0/31', '10.0.0.0/32', '10.0.0.0/30']) {
      const block = ip.toPrefix(tiny)
      assert.ok(block)
      const expected = tiny.endsWith('/30') ? '10.0.0.2' : null
      assert.equal(ip.toLowestFree(block, new Set()), expected, tiny)
    }
  })
})
