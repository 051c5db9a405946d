/**
 * The reference part of a page: every attribute of a schema, nested ones in sections of their own.
 *
 * Answers for: what a reader learns of an attribute: its type, what it is for, what holds of its
 * values, its default, and what a change of it does. All of it comes from the declaration.
 */

import type { Attribute, Attributes, Schema } from '../schema/index.ts'
import { toHcl } from './hcl.ts'
import { toTypeName } from './type-name.ts'

/** A nested object whose attributes are told below. */
interface Section {
  /** Dotted, such as `launch.process`. */
  readonly path: string
  readonly attribute: Attribute
}

/** The attributes in markdown, by who gives their values, then each nested object. */
export function toReference(schema: Schema): string {
  const rules = schema.rules.map(({ rule }) => toRuleText(rule))
  return [
    '## Schema',
    ...(rules.length === 0 ? [] : [rules.join(' ')]),
    ...toGroups('', schema.attributes),
    ...toSections('', schema.attributes).flatMap(toSectionText),
  ].join('\n\n')
}

function toSectionText({ path, attribute }: Section): string[] {
  const rules = attribute.nested?.rules.map(({ rule }) => toRuleText(rule)) ?? []
  return [
    `<a id="${toAnchor(path)}"></a>\n\n### Nested schema for \`${path}\``,
    ...(rules.length === 0 ? [] : [rules.join(' ')]),
    ...toGroups(path, attribute.nested?.attributes ?? {}),
  ]
}

function toGroups(parent: string, attributes: Attributes): string[] {
  const groups = [
    ['Required', ['required']],
    ['Optional', ['optional', 'optional_computed']],
    ['Read-only', ['computed']],
  ] as const
  return groups.flatMap(([title, modes]) => {
    const members = Object.entries(attributes)
      .filter(([, { mode }]) => modes.some((each) => each === mode))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    if (members.length === 0) return []
    const lines = members.map(([name, attribute]) => toLine({ parent, name, attribute }))
    return [`${parent === '' ? '###' : '####'} ${title}`, lines.join('\n')]
  })
}

interface Member {
  readonly parent: string
  readonly name: string
  readonly attribute: Attribute
}

function toLine(member: Member): string {
  const { name, attribute } = member
  const notes = [
    toTypeName(attribute),
    ...(attribute.isSensitive ? ['sensitive'] : []),
    ...(attribute.isWriteOnly ? ['write-only'] : []),
    ...(attribute.deprecated === null ? [] : ['deprecated']),
  ]
  return `- \`${name}\` (${notes.join(', ')}) ${toSentences(member).join(' ')}`
}

function toSentences({ parent, name, attribute }: Member): string[] {
  const { deprecated, description, checks, replace, nested } = attribute
  return [
    ...(deprecated === null ? [] : [`**Deprecated:** ${deprecated}`]),
    description,
    ...checks.flatMap(({ rule }) => (rule === undefined ? [] : [toSentence(rule)])),
    ...toDefault(attribute, description),
    ...(replace === null ? [] : ['A change makes a new one.']),
    ...(nested === null ? [] : [`See [below for its schema](#${toAnchor(toPath(parent, name))}).`]),
  ]
}

/** Nested objects tell the defaults of their own attributes. */
function toDefault({ default: value, nested }: Attribute, description: string): string[] {
  if (value === undefined || /\bDefault:/.test(description)) return []
  if (nested !== null && nested.nesting === 'single') return []
  return [`Default: \`${toHcl(value)}\`.`]
}

function toSections(parent: string, attributes: Attributes): Section[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    if (attribute.nested === null) return []
    const path = toPath(parent, name)
    return [{ path, attribute }, ...toSections(path, attribute.nested.attributes)]
  })
}

function toPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`
}

function toAnchor(path: string): string {
  return `nestedatt--${path.replaceAll('.', '--')}`
}

function toSentence(rule: string): string {
  const text = `${rule.charAt(0).toUpperCase()}${rule.slice(1)}`
  return text.endsWith('.') ? text : `${text}.`
}

/** Rules quote names as messages do; pages set them as code. */
function toRuleText(rule: string): string {
  return rule.replaceAll(/"([a-z][a-z0-9_]*)"/g, '`$1`')
}
