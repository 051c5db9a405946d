/**
 * Validators: plain functions over known values.
 *
 * A check is called with values that are neither null nor unknown (elements of a collection may
 * still be unknown). Its `rule` is the sentence that the manual prints. Messages never show a
 * secret: values go through `place.show`.
 */

import type { Path } from '../values/index.ts'
import { formatPath, isKnown } from '../values/index.ts'
import { errorProblem } from './problem.ts'
import type { Problem } from './problem.ts'

/** Where the checked value stands. */
export interface Place {
  readonly path: Path
  /** Sensitive or write-only: the value must not appear in a message. */
  readonly isSecret: boolean
}

/** Returns what is wrong with a value; nothing when all is well. */
export interface Check<in T> {
  (value: T, place: Place): readonly Problem[]
  /** What holds of every valid value: "must be …". For the manual. */
  readonly rule?: string
}

/** A check from a sentence and a test: `check('must be even', (n: number) => n % 2 === 0)`. */
export function check<T>(rule: string, holds: (value: T) => boolean): Check<T> {
  const test = (value: T, place: Place): readonly Problem[] =>
    holds(value) ? [] : [brokenRule({ rule, value, place })]
  return Object.assign(test, { rule })
}

/** A check that a secret fails which turned up where none belongs: no message shows the value. */
export function secretFree(rule: string, holds: (value: string) => boolean): Check<string> {
  const test = (value: string, { path }: Place): readonly Problem[] => {
    if (holds(value)) return []
    const detail = `${formatPath(path)} ${rule}. What it is, is not shown here.`
    return [errorProblem({ path, summary: 'Invalid value', detail })]
  }
  return Object.assign(test, { rule })
}

interface BrokenRule {
  readonly rule: string
  readonly value: unknown
  readonly place: Place
}

/** The problem of a value that breaks a rule. */
export function brokenRule({ rule, value, place }: BrokenRule): Problem {
  const found = place.isSecret
    ? 'is something else (not shown: sensitive)'
    : `is ${shorten(show(value))}`
  return errorProblem({
    path: place.path,
    summary: 'Invalid value',
    detail: `${formatPath(place.path)} ${rule}, but ${found}.`,
  })
}

/**
 * One of these values. For strings the option `oneOf` of the attribute narrows its type as well.
 */
export function oneOf<T extends string | number>(...values: readonly T[]): Check<T> {
  return check(`must be one of ${values.map(show).join(', ')}`, (value) => values.includes(value))
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** A number from `min` to `max`, both included. */
export function range({ min = -Infinity, max = Infinity }: Bounds): Check<number> {
  return check(`must be ${span({ min, max })}`, (value) => value >= min && value <= max)
}

/** A text of `min` to `max` characters (Unicode code points). */
export function length({ min = 0, max = Infinity }: Bounds): Check<string> {
  return check(`must have ${span({ min, max })} characters`, (value) => {
    const characters = [...value].length
    return characters >= min && characters <= max
  })
}

/** A text that matches; `rule` says in words what matches, as "must start with a slash". */
export function regex(pattern: RegExp, rule: string): Check<string> {
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  return check(rule, (value) => stateless.test(value))
}

/** A list or set of `min` to `max` elements, or a map of so many keys. */
export function size(bounds: Bounds): Check<readonly unknown[] | ReadonlyMap<string, unknown>> {
  const { min = 0, max = Infinity } = bounds
  return check(`must have ${span({ min, max })} elements`, (value) => {
    const count = value instanceof Map ? value.size : (value as readonly unknown[]).length
    return count >= min && count <= max
  })
}

/** A list in which no two known elements are the same, or have the same key. */
export function unique<T>(keyOf: (element: T) => string | null = show): Check<readonly T[]> {
  return check('must not have an element twice', (elements) => {
    const keys = elements.filter(isKnown).map((element) => keyOf(element as T))
    const known = keys.filter((key) => key !== null)
    return new Set(known).size === known.length
  })
}

/** Each known element of a list or set, or value of a map, passes the check. */
export function each<T>(inner: Check<T>): Check<readonly unknown[] | ReadonlyMap<string, unknown>> {
  const test = (
    values: readonly unknown[] | ReadonlyMap<string, unknown>,
    place: Place,
  ): readonly Problem[] =>
    stepsOf(values).flatMap(([step, element]) =>
      isKnown(element) ? inner(element as T, { ...place, path: [...place.path, step] }) : [],
    )
  return inner.rule === undefined
    ? test
    : Object.assign(test, { rule: `each element ${inner.rule}` })
}

/** Each key of a map passes the check. */
export function eachKey(inner: Check<string>): Check<ReadonlyMap<string, unknown>> {
  const test = (map: ReadonlyMap<string, unknown>, place: Place): readonly Problem[] =>
    [...map.keys()].flatMap((key) => inner(key, { ...place, path: [...place.path, { key }] }))
  return inner.rule === undefined ? test : Object.assign(test, { rule: `each key ${inner.rule}` })
}

function stepsOf(
  values: readonly unknown[] | ReadonlyMap<string, unknown>,
): readonly (readonly [number | { readonly key: string }, unknown])[] {
  if (values instanceof Map) {
    return [...(values as ReadonlyMap<string, unknown>)].map(([key, of]) => [{ key }, of] as const)
  }
  return [...(values as readonly unknown[]).entries()]
}

function span({ min, max }: Required<Bounds>): string {
  if (min === max) return `exactly ${min}`
  if (max === Infinity) return `${min} or more`
  if (min === -Infinity) return `${max} or less`
  return `${min} to ${max}`
}

/** A message is for reading: what names the value is at its beginning. */
const SHOWN_CHARACTERS_MAX = 200

function shorten(text: string): string {
  // One code unit makes at most one character, so that no more than a little is taken apart.
  const characters = [...text.slice(0, 2 * SHOWN_CHARACTERS_MAX + 2)]
  if (characters.length <= SHOWN_CHARACTERS_MAX) return text
  return `${characters.slice(0, SHOWN_CHARACTERS_MAX).join('')}… (${text.length} characters)`
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Map) return `a map of ${value.size}`
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return isKnown(value) ? JSON.stringify(value) : '(not known yet)'
  }
  return String(value)
}
