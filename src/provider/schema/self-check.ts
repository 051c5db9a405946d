/**
 * What is wrong with a schema itself: Terraform's rules for schemas, the names that break CDK
 * bindings, and our own. Called by tests and when a provider is put together in development mode;
 * a finding is a mistake of whoever wrote the declaration.
 */

import { formatPath, hasDynamic, toMsgpack, ValueError } from '../values/index.ts'
import type { Path } from '../values/index.ts'
import { isConfigurable } from './attribute.ts'
import type { Attribute, Attributes, Concept } from './attribute.ts'
import type { CrossRule } from './cross-rule.ts'
import type { Schema } from './schema.ts'
import { validateConfig } from './validate.ts'

const NAME = /^[a-z][a-z0-9_]*$/

const META_ARGUMENTS: readonly string[] = [
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
]

/** Names that Terraform or this framework takes for itself, by where. */
const RESERVED: Readonly<Record<Concept, readonly string[]>> = {
  resource: [...META_ARGUMENTS, 'timeouts'],
  data: META_ARGUMENTS,
  setting: ['alias', 'version', 'count', 'for_each', 'depends_on', 'lifecycle', 'locals', 'source'],
}

/** Names that break or are renamed in the bindings of CDK for Terraform. */
const BREAKS_BINDINGS: readonly string[] = [
  ...['to_string', 'fqn', 'with', 'friendly_unique_id', 'cdktf_stack', 'add_override'],
  ...['override_logical_id', 'construct_node_metadata', 'to_terraform', 'to_metadata'],
  ...['meta_attributes', 'node', 'equals', 'self', 'build', 'system', 'software'],
]

interface Checked {
  readonly attributes: Attributes
  readonly rules: readonly CrossRule[]
  readonly path: Path
  readonly concept: Concept
  readonly isUnderSet: boolean
  readonly isUnderComputed: boolean
  readonly isUnderAttribute: boolean
}

/** One sentence for each thing that is wrong; nothing when the schema is sound. */
export function checkSchema(schema: Schema, concept: Concept): readonly string[] {
  const own: string[] = []
  if (schema.description.trim() === '') own.push('the schema has no description')
  if (!Number.isSafeInteger(schema.version) || schema.version < 0) {
    own.push('the version must be a whole number from 0')
  }
  return [
    ...own,
    ...checkObject({
      attributes: schema.attributes,
      rules: schema.rules,
      path: [],
      concept,
      isUnderSet: false,
      isUnderComputed: false,
      isUnderAttribute: false,
    }),
  ]
}

function checkObject(checked: Checked): readonly string[] {
  const { attributes, rules, path } = checked
  const strangers = rules
    .flatMap((rule) => rule.names)
    .filter((name) => !Object.hasOwn(attributes, name))
  return [
    ...strangers.map((name) => `a rule names ${formatPath([...path, name])}, which is not there`),
    ...Object.entries(attributes).flatMap(([name, attribute]) => {
      const at = { ...checked, path: [...path, name] }
      const own = [
        ...checkName(name, at),
        ...checkAttribute(attribute, at),
        ...checkDependencies({ name, attribute, checked }),
      ]
      return [
        ...own.map((sentence) => `${formatPath(at.path)}: ${sentence}`),
        ...checkNested(attribute, at),
      ]
    }),
  ]
}

function checkName(name: string, { path, concept }: Checked): readonly string[] {
  const found: string[] = []
  if (!NAME.test(name)) found.push('a name has a-z, 0-9 and _, and starts with a letter')
  if (path.length === 1 && RESERVED[concept].includes(name)) {
    found.push('the name is reserved by Terraform or by this framework')
  }
  if (BREAKS_BINDINGS.includes(name) || name.startsWith('get_')) {
    found.push('the name breaks the bindings of CDK for Terraform')
  }
  return found
}

function checkAttribute(attribute: Attribute, at: Checked): readonly string[] {
  const found: string[] = []
  if (attribute.concept !== at.concept) found.push(`is an attribute for a ${attribute.concept}`)
  if (attribute.description.trim() === '') found.push('has no description')
  if (at.isUnderSet && attribute.isWriteOnly) found.push('write-only is not possible inside a set')
  if (at.isUnderSet && attribute.replace !== null) {
    found.push('requiresReplace is not possible inside a set; put it on the set')
  }
  if (at.isUnderComputed && isConfigurable(attribute)) {
    found.push('can be set although the object around it is computed')
  }
  if (attribute.type.kind === 'set' && hasDynamic(attribute.type)) {
    found.push('a set cannot hold dynamic values')
  }
  if (attribute.nested !== null && Object.keys(attribute.nested.attributes).length === 0) {
    found.push('has no attributes')
  }
  if (attribute.nested?.block && hasDynamic(attribute.type)) {
    found.push('a block cannot hold dynamic values; use a nested attribute')
  }
  if (attribute.nested?.block && at.isUnderAttribute) {
    found.push('a block is not possible inside a nested attribute')
  }
  return [...found, ...checkDefault(attribute)]
}

function checkNested(attribute: Attribute, at: Checked): readonly string[] {
  const { nested } = attribute
  if (nested === null) return []
  return checkObject({
    ...at,
    attributes: nested.attributes,
    rules: nested.rules,
    isUnderSet: at.isUnderSet || nested.nesting === 'set',
    isUnderComputed: at.isUnderComputed || attribute.mode === 'computed',
    isUnderAttribute: at.isUnderAttribute || nested.block === null,
  })
}

function checkDependencies(of: {
  readonly name: string
  readonly attribute: Attribute
  readonly checked: Checked
}): readonly string[] {
  const { name, attribute, checked } = of
  return (attribute.dependsOn ?? []).flatMap((sibling) => {
    if (sibling === name) return ['depends on itself']
    return Object.hasOwn(checked.attributes, sibling) ? [] : [`depends on ${sibling}, not there`]
  })
}

/** A default must be what a user could have written. */
function checkDefault(attribute: Attribute): readonly string[] {
  const given = attribute.default
  if (given === undefined) return []
  if (given === null) return ['null is no default; leave the default out']
  try {
    toMsgpack(attribute.type, given)
  } catch (error) {
    if (error instanceof ValueError) return [`the default is not of its type: ${error.message}`]
    throw error
  }
  const problems = validateConfig({ attributes: { value: attribute }, rules: [] }, { value: given })
  return problems.map((problem) => `the default breaks a check: ${problem.detail}`)
}
