import assert from 'node:assert/strict'
import { areSamePrefixes, isSameAddress, isSamePrefix } from '../../../src/resources/address.ts'
import { isAddress, isPrefix } from '../../../src/resources/address.ts'

describe('addresses as attributes', () => {
  it('are one in any spelling', () => {
    assert.ok(isSameAddress('FD00:0:0::1', 'fd00::1'))
    assert.ok(!isSameAddress('10.0.0.1', '10.0.0.2'))
    assert.ok(isSamePrefix('FD00::/8', 'fd00:0::/8'))
    assert.ok(!isSamePrefix('10.0.0.0/8', '10.0.0.0/9'))
    assert.ok(areSamePrefixes(['10.0.0.0/8', 'FD00::/8'], ['fd00::/8', '10.0.0.0/8']))
    assert.ok(!areSamePrefixes(['10.0.0.0/8'], ['10.0.0.0/8', 'fd00::/8']))
  })

  it('are told from what is none', () => {
    assert.deepEqual(['10.0.0.0/8', '::/0', '10.0.0.0/032'].map(isPrefix), [true, true, false])
    assert.deepEqual(['10.0.0.0', '10.0.0.0/33', 'a/8'].map(isPrefix), [false, false, false])
    assert.deepEqual(['10.0.0.1', '::1', '10.0.0.1 ', ''].map(isAddress), [
      true,
      true,
      false,
      false,
    ])
  })

  it('have no zone, which means something on one machine only', () => {
    assert.deepEqual([isAddress('fe80::1%eth0'), isPrefix('fe80::%eth0/64')], [false, false])
  })
})
