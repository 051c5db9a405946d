/**
 * The face of this room: Terraform's types and values in TypeScript, and their two codecs. Pure.
 */

export { fromMsgpack } from './decode.ts'
export { toMsgpack } from './encode.ts'
export { equalValues } from './equal.ts'
export { fromJson, parseJson, toJson } from './json.ts'
export type { FromJsonOptions, Json } from './json.ts'
export { canonicalNumber, compareNumbers, Decimal, parseNumber } from './number.ts'
export type { NumberValue } from './number.ts'
export { formatPath, ValueError } from './path.ts'
export type { Path, PathStep } from './path.ts'
export {
  BOOL,
  DYNAMIC,
  fromTypeJson,
  hasDynamic,
  listOf,
  mapOf,
  NUMBER,
  objectOf,
  setOf,
  STRING,
  toTypeJson,
  tupleOf,
} from './type.ts'
export type { ObjectType, Type } from './type.ts'
export {
  attributeOf,
  checkRefinements,
  Dynamic,
  isKnown,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
  isWhollyKnown,
  toObjectValue,
  Unknown,
  UNKNOWN,
  UNKNOWN_NOT_NULL,
} from './value.ts'
export type { Bound, ObjectValue, Refinements, Value } from './value.ts'
