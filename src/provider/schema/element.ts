/**
 * Plain types: what the elements of lists, sets and maps and the values of dynamic attributes are,
 * with the TypeScript type that each stands for.
 *
 * `t.list(t.string)` is `readonly string[]` where everything is known, and
 * `readonly (string | Unknown)[]` where something may not be.
 */

import {
  BOOL,
  Decimal,
  DYNAMIC,
  isKnown,
  isListValue,
  isMapValue,
  isObjectValue,
  listOf,
  mapOf,
  NUMBER,
  objectOf,
  setOf,
  STRING,
  tupleOf,
} from '../values/index.ts'
import type { Dynamic, NumberValue, Path, PathStep, Type, Unknown, Value } from '../values/index.ts'

declare const KNOWN: unique symbol
declare const PARTLY: unique symbol

/** A plain type. `K`: its values when wholly known; `P`: when unknowns may be inside. */
export interface Plain<out K = unknown, out P = unknown> {
  readonly type: Type
  /** What is wrong with a value that came off the wire, beyond its cty type: "must be …". */
  readonly faultsOf: (value: Value) => readonly Fault[]
  /** Only for the type system; never there at run time. */
  readonly [KNOWN]?: K
  readonly [PARTLY]?: P
}

/** A rule of the type that a value breaks, and where inside the value. */
export interface Fault {
  readonly path: Path
  readonly rule: string
}

export type KnownOf<T> = T extends Plain<infer K> ? K : never
export type PartlyOf<T> = T extends Plain<unknown, infer P> ? P : never

type Fields = Readonly<Record<string, Plain>>

const noFaults = (): readonly Fault[] => []

const string: Plain<string, string> = { type: STRING, faultsOf: noFaults }
const bool: Plain<boolean, boolean> = { type: BOOL, faultsOf: noFaults }
const dynamic: Plain<Dynamic, Dynamic> = { type: DYNAMIC, faultsOf: noFaults }

/** Numbers without limit: `number`, or `bigint` and `Decimal` where that would lose digits. */
const exactNumber: Plain<NumberValue, NumberValue> = { type: NUMBER, faultsOf: noFaults }

const number: Plain<number, number> = {
  type: NUMBER,
  faultsOf: (value) =>
    typeof value === 'bigint' || value instanceof Decimal
      ? [{ path: [], rule: 'must be a number of at most 15 digits' }]
      : [],
}

const int: Plain<number, number> = {
  type: NUMBER,
  faultsOf: (value) => {
    if (Number.isSafeInteger(value)) return []
    const isLarge = typeof value === 'bigint' || Number.isInteger(value)
    return [{ path: [], rule: `must be a whole number${isLarge ? ' of at most 15 digits' : ''}` }]
  },
}

function list<K, P>(of: Plain<K, P>): Plain<readonly K[], readonly (P | Unknown)[]> {
  return { type: listOf(of.type), faultsOf: (value) => sequenceFaults(of, value) }
}

function set<K, P>(of: Plain<K, P>): Plain<readonly K[], readonly (P | Unknown)[]> {
  return { type: setOf(of.type), faultsOf: (value) => sequenceFaults(of, value) }
}

function map<K, P>(
  of: Plain<K, P>,
): Plain<ReadonlyMap<string, K>, ReadonlyMap<string, P | Unknown>> {
  return {
    type: mapOf(of.type),
    faultsOf: (value) =>
      isMapValue(value)
        ? [...value].flatMap(([key, element]) => elementFaults(of, { step: { key }, element }))
        : [],
  }
}

/** An object of plain fields; every field may be null. */
function object<const F extends Fields>(
  fields: F,
): Plain<
  { readonly [K in keyof F]: KnownOf<F[K]> | null },
  { readonly [K in keyof F]: PartlyOf<F[K]> | null | Unknown }
> {
  return {
    type: objectOf(Object.entries(fields).map(([name, of]) => [name, of.type] as const)),
    faultsOf: (value) =>
      isObjectValue(value)
        ? Object.entries(fields).flatMap(([name, of]) => {
            const field = value[name]
            return isKnown(field) ? below(name, of.faultsOf(field)) : []
          })
        : [],
  }
}

function tuple<const E extends readonly Plain[]>(
  elements: E,
): Plain<
  { readonly [K in keyof E]: KnownOf<E[K]> | null },
  { readonly [K in keyof E]: PartlyOf<E[K]> | null | Unknown }
> {
  return {
    type: tupleOf(elements.map((element) => element.type)),
    faultsOf: (value) =>
      isListValue(value)
        ? value.flatMap((element, index) => {
            const of = elements[index]
            return of !== undefined && isKnown(element) ? below(index, of.faultsOf(element)) : []
          })
        : [],
  }
}

/** The plain types. */
export const t = { string, bool, number, int, exactNumber, dynamic, list, set, map, object, tuple }

function sequenceFaults(of: Plain, value: Value): readonly Fault[] {
  if (!isListValue(value)) return []
  return value.flatMap((element, index) => elementFaults(of, { step: index, element }))
}

function elementFaults(
  of: Plain,
  { step, element }: { readonly step: PathStep; readonly element: Value },
): readonly Fault[] {
  if (element === null) return [{ path: [step], rule: 'must not be null' }]
  return isKnown(element) ? below(step, of.faultsOf(element)) : []
}

function below(step: PathStep, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, path: [step, ...fault.path] }))
}
