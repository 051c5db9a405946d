import assert from 'node:assert/strict'
import {
  checkSchema,
  computed,
  defaulted,
  optional,
  range,
  required,
  schemaOf,
  t,
  writeOnly,
} from '../../../../src/provider/schema/index.ts'
import type { Attributes } from '../../../../src/provider/schema/index.ts'

const description = 'An attribute.'
const name = required.string({ description })

function check(attributes: Attributes, expected: readonly string[]): void {
  assert.deepEqual(checkSchema(schemaOf({ description, attributes }), 'resource'), expected)
}

describe('the self-check of a schema', () => {
  it('finds nothing wrong with a sound one', () => {
    check(
      {
        name,
        nested: defaulted.objectSet({ description, default: [], attributes: { name } }),
        any: optional.value({ description, of: t.dynamic }),
      },
      [],
    )
  })
  it('refuses names that Terraform, this framework or CDK bindings need', () => {
    check({ Name: name }, ['Name: a name has a-z, 0-9 and _, and starts with a letter'])
    const reserved = 'the name is reserved by Terraform or by this framework'
    check({ count: name }, [`count: ${reserved}`])
    check({ timeouts: name }, [`timeouts: ${reserved}`])
    check({ get_it: name }, ['get_it: the name breaks the bindings of CDK for Terraform'])
    const inner = optional.object({ description, attributes: { count: name, fqn: name } })
    check({ inner }, ['inner.fqn: the name breaks the bindings of CDK for Terraform'])
  })
  it('refuses an attribute that does not say what it is', () => {
    check({ name: required.string({ description: ' ' }) }, ['name: has no description'])
  })
  it('refuses a default that a user could not write', () => {
    const port = defaulted.int({ description, default: 0, check: [range({ min: 1 })] })
    const [found] = checkSchema(schemaOf({ description, attributes: { port } }), 'resource')
    assert.match(found ?? '', /^port: the default breaks a check: value must be 1 or more/)
  })
  it('refuses what sets cannot hold', () => {
    const secret = writeOnly.string({ description })
    const set = optional.objectSet({ description, attributes: { secret } })
    check({ set }, ['set.secret: write-only is not possible inside a set'])
    check({ any: optional.set({ description, of: t.dynamic }) }, [
      'any: a set cannot hold dynamic values',
    ])
    const any = optional.objectSet({
      description,
      attributes: { deep: optional.value({ description, of: t.dynamic }) },
    })
    check({ any }, ['any: a set cannot hold dynamic values'])
    const moved = required.string({ description, requiresReplace: true })
    const replacing = optional.objectSet({ description, attributes: { moved } })
    check({ replacing }, [
      'replacing.moved: requiresReplace is not possible inside a set; put it on the set',
    ])
  })
  it('refuses arguments inside what is computed', () => {
    const seen = computed.object({ description, attributes: { name } })
    check({ seen }, ['seen.name: can be set although the object around it is computed'])
  })
  it('refuses an object without attributes', () => {
    check({ nothing: optional.object({ description, attributes: {} }) }, [
      'nothing: has no attributes',
    ])
  })
})
