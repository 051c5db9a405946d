/** Names of attributes that Terraform or the generators of bindings need for themselves. */

import assert from 'node:assert/strict'
import type { Attributes } from '../../../src/provider/index.ts'
import { lb } from '../../../src/resources/provider.ts'

/** Meta-arguments of Terraform's own language. */
const TERRAFORM = [
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
]

/** Members of the classes that bindings extend: what is generated for these does not compile. */
const BINDINGS = [
  'add_override',
  'cdktf_stack',
  'construct_node_metadata',
  'fqn',
  'friendly_unique_id',
  'meta_attributes',
  'override_logical_id',
  'to_metadata',
  'to_string',
  'to_terraform',
  'with',
]

/** Renamed by the generators, so that the manual would not fit the bindings. */
const RENAMED = /^(?:build|equals|node|self|software|system|get_.*)$/

function namesOf(attributes: Attributes, at: string): readonly string[] {
  return Object.entries(attributes).flatMap(([name, { nested }]) => [
    `${at}.${name}`,
    ...(nested === null ? [] : namesOf(nested.attributes, `${at}.${name}`)),
  ])
}

function isTaken(path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1)
  return TERRAFORM.includes(name) || BINDINGS.includes(name) || RENAMED.test(name)
}

describe('the names of attributes', () => {
  it('leave Terraform and the generators of bindings theirs', () => {
    const declared = [...lb.resources, ...lb.dataSources, ...lb.ephemerals]
    const names = [
      ...namesOf(lb.schema.attributes, 'provider'),
      ...declared.flatMap(([type, { schema }]) => namesOf(schema.attributes, type)),
    ]
    assert.ok(names.length > 100)
    assert.deepEqual(names.filter(isTaken), [])
  })

  it('are looked at wherever they nest', () => {
    assert.ok(isTaken('lb_x.a.count') && isTaken('lb_x.get_it') && !isTaken('lb_x.counts'))
  })
})
