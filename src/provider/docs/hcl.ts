/** Values as a configuration would spell them, for the manual. */

import { Decimal, Dynamic, isKnown } from '../values/index.ts'
import type { Value } from '../values/index.ts'

/** One line of HCL. A value that is not known has no spelling and throws. */
export function toHcl(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('${', () => '$${')
  if (typeof value !== 'object') return String(value)
  if (value instanceof Decimal) return value.toString()
  if (value instanceof Dynamic) return toHcl(value.value)
  if (!isKnown(value)) throw new TypeError('a value that is not known cannot be written')
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(toHcl).join(', ')}]`
  const entries: readonly (readonly [string, Value])[] =
    value instanceof Map
      ? [...(value as ReadonlyMap<string, Value>)].map(([key, of]) => [JSON.stringify(key), of])
      : Object.entries(value as Readonly<Record<string, Value>>)
  if (entries.length === 0) return '{}'
  return `{ ${entries.map(([key, of]) => `${key} = ${toHcl(of)}`).join(', ')} }`
}
