/**
 * Values as TypeScript sees them: known, null and unknown are three different things.
 *
 * | type            | known value            | null   | not known yet |
 * | --------------- | ---------------------- | ------ | ------------- |
 * | string, bool    | `string`, `boolean`    | `null` | `Unknown`     |
 * | number          | see number.ts          | `null` | `Unknown`     |
 * | list, set, tuple| array                  | `null` | `Unknown`     |
 * | map             | `Map`                  | `null` | `Unknown`     |
 * | object          | plain object           | `null` | `Unknown`     |
 * | dynamic         | `Dynamic` (type, value)| `null` | `Unknown`     |
 *
 * Maps are `Map`s because their keys are the user's, `__proto__` among them.
 */

import { compareNumbers, Decimal } from './number.ts'
import type { NumberValue } from './number.ts'
import type { Type } from './type.ts'

export type Value =
  | null
  | Unknown
  | string
  | boolean
  | NumberValue
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | ObjectValue
  | Dynamic

export interface ObjectValue {
  readonly [name: string]: Value
}

/** What is already certain of a value that is not known yet. A promise when a provider plans it. */
export interface Refinements {
  /** The value will not be null. */
  readonly notNull?: true
  /** A string will start with this text (at most 256 bytes). */
  readonly prefix?: string
  readonly lower?: Bound
  readonly upper?: Bound
  /** Least and greatest number of elements of a collection. */
  readonly lengthMin?: number
  readonly lengthMax?: number
}

export interface Bound {
  readonly value: NumberValue
  readonly isInclusive: boolean
}

/** A value that Terraform does not know yet ("known after apply"). Immutable. */
export class Unknown {
  readonly refinements: Refinements | null

  // A private field makes the type nominal: no plain object passes for an unknown.
  readonly #isUnknown = true

  constructor(refinements: Refinements | null = null) {
    this.refinements = refinements
  }

  static is(value: unknown): value is Unknown {
    return typeof value === 'object' && value !== null && #isUnknown in value && value.#isUnknown
  }
}

/** An unknown of which nothing is certain. */
export const UNKNOWN = new Unknown()

/** An unknown that will not be null. */
export const UNKNOWN_NOT_NULL = new Unknown({ notNull: true })

/** A value of a `dynamic` attribute with the type that it brings along. Immutable. */
export class Dynamic {
  readonly type: Type
  readonly value: Value

  constructor(type: Type, value: Value) {
    this.type = type
    this.value = value
  }
}

export function isUnknown(value: unknown): value is Unknown {
  return Unknown.is(value)
}

/** Whether a value is neither null nor unknown. Elements inside it may still be either. */
export function isKnown<T>(value: T): value is Exclude<T, null | undefined | Unknown> {
  return value !== null && value !== undefined && !Unknown.is(value)
}

export function isObjectValue(value: Value | undefined): value is ObjectValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !(value instanceof Dynamic) &&
    !(value instanceof Decimal) &&
    !Unknown.is(value)
  )
}

export function isListValue(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

export function isMapValue(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map
}

/** An object from entries; safe for every name, `__proto__` too. */
export function toObjectValue(entries: Iterable<readonly [string, Value]>): ObjectValue {
  return Object.fromEntries(entries)
}

/** The attribute of an object; null when the object lacks it. */
export function attributeOf(object: ObjectValue, name: string): Value {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null
}

/** Whether nothing in a value, at any depth, is unknown. */
export function isWhollyKnown(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Unknown.is(value)) return false
  if (isListValue(value)) return value.every(isWhollyKnown)
  if (isMapValue(value)) return [...value.values()].every(isWhollyKnown)
  if (value instanceof Dynamic) return isWhollyKnown(value.value)
  if (value instanceof Decimal) return true
  return Object.values(value).every(isWhollyKnown)
}

/** What a value breaks of a promise made while it was unknown, in words. Null when it keeps it. */
export function checkRefinements(refinements: Refinements, value: Value): string | null {
  if (value === null) return refinements.notNull === true ? 'must not be null' : null
  const { prefix, lower, upper, lengthMin, lengthMax } = refinements
  if (prefix !== undefined && typeof value === 'string' && !value.startsWith(prefix)) {
    return `must start with ${JSON.stringify(prefix)}`
  }
  if (isNumberValue(value)) {
    if (lower !== undefined && isOutside(compareNumbers(value, lower.value), lower)) {
      return `must not be below ${lower.value.toString()}`
    }
    if (upper !== undefined && isOutside(compareNumbers(upper.value, value), upper)) {
      return `must not be above ${upper.value.toString()}`
    }
  }
  const length = isListValue(value) ? value.length : isMapValue(value) ? value.size : null
  if (length !== null && length < (lengthMin ?? 0)) return `must have ${lengthMin} or more elements`
  if (length !== null && length > (lengthMax ?? Infinity)) return `must have ${lengthMax} or fewer`
  return null
}

function isNumberValue(value: Value): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal
}

function isOutside(order: number, bound: Bound): boolean {
  return bound.isInclusive ? order < 0 : order <= 0
}
