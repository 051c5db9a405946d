/**
 * What a resource has, as a data source shows it: the same attributes, all of them looked up.
 */

import type { Attribute, Attributes, Forms } from './attribute.ts'

/**
 * The attributes of a resource for a data source: everything is computed, save that the user may
 * give those in `keys`, to say which object is meant. What is never stored is left out.
 */
export function mirrored(
  attributes: Attributes,
  { keys }: { readonly keys: readonly string[] },
): Attributes<'data'> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, attribute]) => !attribute.isWriteOnly)
      .map(([name, attribute]) => [
        name,
        { ...lookedUp(attribute), mode: keys.includes(name) ? 'optional_computed' : 'computed' },
      ]),
  )
}

/** Nothing of it is planned, checked or filled in: it is what was found. */
function lookedUp(attribute: Attribute): Attribute<Forms, 'data'> {
  const { nested } = attribute
  return {
    ...attribute,
    concept: 'data',
    mode: 'computed',
    isNullable: true,
    checks: [],
    default: undefined,
    replace: null,
    dependsOn: null,
    equivalent: null,
    nested:
      nested === null
        ? null
        : { ...nested, rules: [], attributes: mirrored(nested.attributes, { keys: [] }) },
  }
}
