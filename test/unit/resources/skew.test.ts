import assert from 'node:assert/strict'
import { toSkew } from '../../../src/resources/skew.ts'

describe('An engine that is older than the provider', () => {
  const cases: readonly [provider: string, engine: string, isTold: boolean][] = [
    ['0.2.0', '0.1.9', true],
    ['1.0.0', '0.9.9', true],
    ['0.1.1', '0.1.0', true],
    ['0.1.10', '0.1.9', true],
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.2.0', false],
    ['0.9.9', '1.0.0', false],
    ['0.1.0', 'development', false],
  ]
  for (const [provider, engine, isTold] of cases) {
    it(`provider ${provider}, engine ${engine}: ${isTold ? 'is told' : 'is not told'}`, () => {
      const skew = toSkew({ provider, engine })
      assert.equal(skew !== null, isTold)
      if (isTold) assert.match(skew?.detail ?? '', /`lb engine upgrade`/)
    })
  }
})
