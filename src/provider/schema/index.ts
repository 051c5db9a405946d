/**
 * The face of this room: how a schema is declared, and what it says of a configuration. Pure.
 */

export { absentObject, absentValue } from './absent.ts'
export { isComputed } from './attribute.ts'
export type {
  Attribute,
  Attributes,
  BlockShape,
  ComputedKeys,
  Concept,
  Config,
  DependingOnSiblings,
  Desired,
  Forms,
  Given,
  Known,
  Mode,
  Nesting,
  NestedShape,
  Plan,
  ReplaceRule,
  State,
} from './attribute.ts'
export {
  block,
  computed,
  data,
  defaulted,
  optional,
  optionalComputed,
  required,
  setting,
  writeOnly,
} from './builders.ts'
export {
  brokenRule,
  check,
  each,
  eachKey,
  length,
  oneOf,
  range,
  regex,
  secretFree,
  size,
  unique,
} from './check.ts'
export type { Check, Place } from './check.ts'
export {
  ascending,
  atLeastOneOf,
  conflicting,
  exactlyOneOf,
  requires,
  together,
} from './cross-rule.ts'
export type { CrossRule } from './cross-rule.ts'
export { t } from './element.ts'
export type { KnownOf, PartlyOf, Plain } from './element.ts'
export { mirrored } from './mirror.ts'
export { errorProblem, hasErrors, warningProblem } from './problem.ts'
export type { Problem, ProblemText } from './problem.ts'
export { elementStep, nestedElements } from './nested.ts'
export type { NestedElement } from './nested.ts'
export { schemaOf } from './schema.ts'
export type { Schema, SchemaParts } from './schema.ts'
export { checkSchema } from './self-check.ts'
export { validateConfig } from './validate.ts'
