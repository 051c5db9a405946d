import assert from 'node:assert/strict'
import { checkProvider } from '../../../src/provider/index.ts'
import { lb } from '../../../src/resources/provider.ts'

describe('the provider lb', () => {
  it('keeps the rules for schemas and names, Terraform’s, the bindings’ and ours', () => {
    assert.deepEqual(checkProvider(lb), [])
  })
})
