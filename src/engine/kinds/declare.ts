/**
 * Declarations of specs: one value gives the check, the defaults, the messages and the type.
 *
 * Answers for: the fields that kinds are made of, and problems with paths instead of exceptions.
 * Does not know: any kind, other objects. The only file that knows the schema library. Pure.
 */

import * as v from 'valibot'
import type { Problem } from '../ir/index.ts'
import { fromAddress, fromPrefix, toAddress, toPrefix } from '../ir/index.ts'
import { show, toProblem } from './problems.ts'

/** The spec that a declaration describes, defaults filled, read-only throughout. */
export type SpecOf<Schema extends v.GenericSchema> = DeepReadonly<v.InferOutput<Schema>>

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

/** Checks `input` against `schema`: the spec with its defaults, or every problem of its form. */
export function parseAs<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): SpecOf<Schema> | readonly Problem[] {
  const result = v.safeParse(schema, input)
  if (result.success) return result.output as SpecOf<Schema>
  return result.issues.map((issue) => {
    const path = (issue.path ?? []).map((item) => toKey(item.key))
    return toProblem('invalid_argument', path, toMessage(issue))
  })
}

function toKey(key: unknown): string | number {
  return typeof key === 'number' ? key : String(key)
}

function toMessage(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object') return issue.message
  if (issue.expected === 'never') return 'There is no field of this name.'
  return issue.received === 'undefined' ? 'A value is required.' : issue.message
}

type MessageOf = (issue: { readonly input: unknown }) => string

function mustBe(what: string): MessageOf {
  return (issue) => `The value must be ${what}, not ${show(issue.input)}.`
}

/** An object with these fields and no others. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.custom<object>(isObject, mustBe('an object')), v.strictObject(entries))
}

/** The schema library takes lists for objects. */
function isObject(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

/** Left out or null means `fallback`. */
export function optional<const Schema extends v.GenericSchema>(
  schema: Schema,
  fallback: v.InferOutput<Schema>,
) {
  return v.pipe(
    v.nullish(schema, null),
    v.transform((value): v.InferOutput<Schema> => value ?? fallback),
  )
}

/** Left out or null means null. */
export function orNull<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.nullish(schema, null),
    v.transform((value): v.InferOutput<Schema> | null => value ?? null),
  )
}

/** Left out or null means a record with the defaults of all its fields, which must have one. */
export function orDefaults<const Schema extends v.GenericSchema>(schema: Schema) {
  return optional(schema, v.parse(schema, {}))
}

export function flag() {
  return v.boolean(mustBe('true or false'))
}

/** A whole number, both ends included. */
export function whole(from: number, to: number) {
  const message = mustBe(`a whole number from ${from} to ${to}`)
  return v.pipe(
    v.number(message),
    v.check((value) => Number.isInteger(value) && value >= from && value <= to, message),
  )
}

/** Any number, both ends included. */
export function amount(from: number, to: number) {
  const message = mustBe(`a number from ${from} to ${to}`)
  return v.pipe(
    v.number(message),
    v.check((value) => value >= from && value <= to, message),
  )
}

export function port() {
  return whole(1, 65535)
}

export function text(charactersMax: number) {
  const message = mustBe(`a text of at most ${charactersMax} characters`)
  return v.pipe(v.string(message), v.maxLength(charactersMax, message))
}

/** As `text`, for what no message may repeat. */
export function secretText(charactersMax: number) {
  const message = `The value must be a text of at most ${charactersMax} characters.`
  return v.pipe(v.string(message), v.maxLength(charactersMax, message))
}

/** A text that `rule` matches as a whole; `what` says so in words. */
export function matching(rule: RegExp, what: string) {
  return v.pipe(v.string(mustBe(what)), v.regex(rule, mustBe(what)))
}

/** The id of another object. */
export function id() {
  return matching(/^[a-z0-9-]{1,128}$/, 'the id of an object')
}

export function oneOf<const Options extends readonly string[]>(options: Options) {
  return v.picklist(options, mustBe(`one of ${options.join(', ')}`))
}

/** An IPv4 or IPv6 address, brought to its canonical spelling. */
export function address() {
  return canonical('an IPv4 or IPv6 address', (input) => {
    const parsed = toAddress(input)
    return parsed === null ? null : fromAddress(parsed)
  })
}

/** A prefix such as `10.0.0.0/8`, brought to its canonical spelling. */
export function prefix() {
  return canonical('a prefix such as 10.0.0.0/8, with no bits after its length', (input) => {
    const parsed = toPrefix(input)
    return parsed === null ? null : fromPrefix(parsed)
  })
}

/** A text that `read` understands, replaced by its normal form; null means it does not. */
export function canonical(what: string, read: (input: string) => string | null) {
  return v.pipe(
    v.string(mustBe(what)),
    v.check((input) => read(input) !== null, mustBe(what)),
    v.transform((input) => read(input) ?? input),
  )
}

/** A list of `from` to `to` items. */
export function list<const Item extends v.GenericSchema>(
  item: Item,
  { from, to }: { readonly from: number; readonly to: number },
) {
  const size = from === 0 ? `at most ${to}` : `${from} to ${to}`
  const message = `There must be ${size} of them.`
  return v.pipe(
    v.array(item, mustBe('a list')),
    v.check((items) => items.length >= from && items.length <= to, message),
  )
}

/** A list of texts, brought to a normal form in which equal meanings are equal. */
export function normalList(
  item: v.GenericSchema<unknown, string>,
  { max, toNormalForm }: { max: number; toNormalForm: (items: readonly string[]) => string[] },
) {
  return v.pipe(
    list(item, { from: 1, to: max }),
    v.transform((items: string[]) => toNormalForm(items)),
  )
}

/** Items by keys that `keyRule` matches as a whole. */
export function mapOf<const Item extends v.GenericSchema>(
  item: Item,
  { keyRule, max }: { readonly keyRule: RegExp; readonly max: number },
) {
  return v.pipe(
    v.record(matching(keyRule, 'a name'), item, mustBe('a map')),
    v.check(
      (entries) => Object.keys(entries).length <= max,
      `There must be at most ${max} of them.`,
    ),
  )
}
