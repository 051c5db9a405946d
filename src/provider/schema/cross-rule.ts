/**
 * Rules between attributes of one object: which ones exclude, need or complete each other.
 *
 * An unknown value may still turn out to be null, so a rule speaks up only when it is broken
 * whatever the unknown values become.
 */

import { formatPath, isUnknown } from '../values/index.ts'
import type { ObjectValue, Path, Value } from '../values/index.ts'
import { errorProblem } from './problem.ts'
import type { Problem } from './problem.ts'

/** A rule over the attributes named `N`. */
export interface CrossRule<out N extends string = string> {
  readonly names: readonly N[]
  /** What holds of every valid configuration. For the manual. */
  readonly rule: string
  readonly check: (config: ObjectValue, path: Path) => readonly Problem[]
}

/** At most one of these has a value. */
export function conflicting<const N extends string>(...names: readonly N[]): CrossRule<N> {
  const rule = `At most one of ${list(names)} can be set.`
  return {
    names,
    rule,
    check(config, path) {
      const { set } = count(config, names)
      const [, second] = set
      return second === undefined ? [] : [broken({ rule, path: [...path, second], set })]
    },
  }
}

/** Exactly one of these has a value. */
export function exactlyOneOf<const N extends string>(...names: readonly N[]): CrossRule<N> {
  const rule = `Exactly one of ${list(names)} must be set.`
  return {
    names,
    rule,
    check(config, path) {
      const { set, hasUnknown } = count(config, names)
      if (set.length === 1 || (set.length === 0 && hasUnknown)) return []
      return [broken({ rule, path: [...path, ...set.slice(1, 2)], set })]
    },
  }
}

/** One or more of these have a value. */
export function atLeastOneOf<const N extends string>(...names: readonly N[]): CrossRule<N> {
  const rule = `At least one of ${list(names)} must be set.`
  return {
    names,
    rule,
    check(config, path) {
      const { set, hasUnknown } = count(config, names)
      return set.length > 0 || hasUnknown ? [] : [broken({ rule, path, set })]
    },
  }
}

/** All of these have a value, or none has. */
export function together<const N extends string>(...names: readonly N[]): CrossRule<N> {
  const rule = `${list(names)} must be set together.`
  return {
    names,
    rule,
    check(config, path) {
      const { set, unset } = count(config, names)
      const [first] = set
      if (first === undefined || unset.length === 0) return []
      return [broken({ rule, path: [...path, first], set })]
    },
  }
}

/** When the first has a value, so have all the others. */
export function requires<const N extends string>(name: N, ...others: readonly N[]): CrossRule<N> {
  const rule = `${list([name])} needs ${list(others)}.`
  return {
    names: [name, ...others],
    rule,
    check(config, path) {
      const { set } = count(config, [name])
      const { unset } = count(config, others)
      if (set.length === 0 || unset.length === 0) return []
      return [broken({ rule, path: [...path, name], set })]
    },
  }
}

/** The first number is not above the second; nothing is said where either is left out. */
export function ascending<const N extends string>(first: N, second: N): CrossRule<N> {
  const rule = `${list([first])} must not be above ${list([second])}.`
  return {
    names: [first, second],
    rule,
    check(config, path) {
      const low = toNumber(config[first] ?? null)
      const high = toNumber(config[second] ?? null)
      if (low === null || high === null || low <= high) return []
      return [broken({ rule, path: [...path, second], set: [first, second] })]
    },
  }
}

/** Null for what is not given, not known yet or no number. */
function toNumber(value: Value): number | null {
  return typeof value === 'number' ? value : null
}

interface Count {
  /** Those that certainly have a value. */
  readonly set: readonly string[]
  /** Those that certainly have none. */
  readonly unset: readonly string[]
  readonly hasUnknown: boolean
}

function count(config: ObjectValue, names: readonly string[]): Count {
  const valueOf = (name: string) => config[name] ?? null
  const isMaybe = (name: string): boolean => {
    const value = valueOf(name)
    return isUnknown(value) && value.refinements?.notNull !== true
  }
  return {
    set: names.filter((name) => valueOf(name) !== null && !isMaybe(name)),
    unset: names.filter((name) => valueOf(name) === null),
    hasUnknown: names.some(isMaybe),
  }
}

interface Broken {
  readonly rule: string
  readonly path: Path
  readonly set: readonly string[]
}

function broken({ rule, path, set }: Broken): Problem {
  const found = set.length === 0 ? 'None of them is set' : `What is set: ${list(set)}`
  // The last step is an attribute that the rule names.
  const place = path.findLastIndex((step) => typeof step !== 'string')
  const where = place === -1 ? '' : `, in ${formatPath(path.slice(0, place + 1))}`
  return errorProblem({
    path,
    summary: 'Invalid combination of arguments',
    detail: `${rule} ${found}${where}.`,
  })
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`. */
function list(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`
}
