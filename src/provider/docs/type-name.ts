/** Types as the registry's pages name them: `String`, `Set of Number`, `Attributes List`. */

import type { Attribute, Nesting } from '../schema/index.ts'
import type { Type } from '../values/index.ts'

const NESTINGS: Readonly<Record<Nesting, string>> = {
  single: 'Attributes',
  list: 'Attributes List',
  set: 'Attributes Set',
  map: 'Attributes Map',
}

/** The type of an attribute, as its page shows it. */
export function toTypeName({ nested, type }: Pick<Attribute, 'nested' | 'type'>): string {
  if (nested === null) return toPlainName(type)
  const name = NESTINGS[nested.nesting]
  return nested.block === null ? name : name.replace('Attributes', 'Block')
}

/** The name of a plain type. */
export function toPlainName(type: Type): string {
  switch (type.kind) {
    case 'string':
      return 'String'
    case 'number':
      return 'Number'
    case 'bool':
      return 'Boolean'
    case 'dynamic':
      return 'Dynamic'
    case 'list':
      return `List of ${toPlainName(type.element)}`
    case 'set':
      return `Set of ${toPlainName(type.element)}`
    case 'map':
      return `Map of ${toPlainName(type.element)}`
    case 'tuple':
      return 'Tuple'
    case 'object':
      return 'Object'
  }
}

/** The type in the words of a configuration: `object({address=string})`. */
export function toConstraint(type: Type): string {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${toConstraint(type.element)})`
    case 'tuple':
      return `tuple([${type.elements.map(toConstraint).join(', ')}])`
    case 'object': {
      const fields = [...type.attributes].map(([name, of]) => `${name} = ${toConstraint(of)}`)
      return `object({ ${fields.join(', ')} })`
    }
    case 'dynamic':
      return 'any'
    default:
      return type.kind
  }
}
