/**
 * The type system of the plugin protocol (cty): what a value on the wire may be.
 *
 * A type is plain data. It knows nothing of schemas, attributes or defaults. Its text form is the
 * JSON that the protocol puts in every `type` field, for example `["list","string"]`.
 */

/** One type. `dynamic` means that each value brings its own type along. */
export type Type =
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'set'; readonly element: Type }
  | { readonly kind: 'map'; readonly element: Type }
  | ObjectType
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }

/** An object with exactly these attributes. A Map, because attribute names may be any text. */
export interface ObjectType {
  readonly kind: 'object'
  readonly attributes: ReadonlyMap<string, Type>
}

export const STRING: Type = { kind: 'string' }
export const NUMBER: Type = { kind: 'number' }
export const BOOL: Type = { kind: 'bool' }
export const DYNAMIC: Type = { kind: 'dynamic' }

/** How deep a type that arrives from outside may nest; far beyond what anybody writes. */
const TYPE_DEPTH_MAX = 100

export function listOf(element: Type): Type {
  return { kind: 'list', element }
}

export function setOf(element: Type): Type {
  return { kind: 'set', element }
}

export function mapOf(element: Type): Type {
  return { kind: 'map', element }
}

export function tupleOf(elements: readonly Type[]): Type {
  return { kind: 'tuple', elements }
}

export function objectOf(attributes: Iterable<readonly [string, Type]>): ObjectType {
  return { kind: 'object', attributes: new Map(attributes) }
}

/** The JSON text of a type, attributes of objects sorted by name, as Terraform writes it. */
export function toTypeJson(type: Type): string {
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'dynamic':
      return `"${type.kind}"`
    case 'list':
    case 'set':
    case 'map':
      return `["${type.kind}",${toTypeJson(type.element)}]`
    case 'tuple':
      return `["tuple",[${type.elements.map(toTypeJson).join(',')}]]`
    case 'object':
      return `["object",{${[...type.attributes]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, of]) => `${JSON.stringify(name)}:${toTypeJson(of)}`)
        .join(',')}}]`
  }
}

/** Reads the JSON text of a type. Throws a SyntaxError that names what is wrong. */
export function fromTypeJson(text: string): Type {
  return fromParsed(JSON.parse(text), 0)
}

function fromParsed(json: unknown, depth: number): Type {
  if (depth > TYPE_DEPTH_MAX) throw new SyntaxError('a type nests too deeply')
  if (json === 'string') return STRING
  if (json === 'number') return NUMBER
  if (json === 'bool') return BOOL
  if (json === 'dynamic') return DYNAMIC
  if (!Array.isArray(json)) throw new SyntaxError(`not a type: ${JSON.stringify(json)}`)
  const [kind, inner] = json as readonly unknown[]
  if (kind === 'list' || kind === 'set' || kind === 'map') {
    return { kind, element: fromParsed(inner, depth + 1) }
  }
  if (kind === 'tuple' && Array.isArray(inner)) {
    return tupleOf(inner.map((element: unknown) => fromParsed(element, depth + 1)))
  }
  if (kind === 'object' && typeof inner === 'object' && inner !== null) {
    return objectOf(
      Object.entries(inner).map(([name, of]) => [name, fromParsed(of, depth + 1)] as const),
    )
  }
  throw new SyntaxError(`not a type: ${JSON.stringify(json)}`)
}

/** Whether two types are the same. */
export function sameType(a: Type, b: Type): boolean {
  return a === b || toTypeJson(a) === toTypeJson(b)
}

/** Whether a value of this type may hold a dynamic value at any depth. */
export function hasDynamic(type: Type): boolean {
  switch (type.kind) {
    case 'dynamic':
      return true
    case 'list':
    case 'set':
    case 'map':
      return hasDynamic(type.element)
    case 'tuple':
      return type.elements.some(hasDynamic)
    case 'object':
      return [...type.attributes.values()].some(hasDynamic)
    default:
      return false
  }
}
