/**
 * Problems as kinds state them, and the rules that several kinds share.
 *
 * Answers for: the form of a finding, names (R4), zones, what may not change after creation.
 * Does not know: any kind. Pure.
 */

import type { ErrorCode } from '../errors.ts'
import type { Problem } from '../ir/index.ts'
import type { EngineObject, World } from './object.ts'

type Path = Problem['path']

/** A finding in the object that is being judged. `message` is a whole sentence. */
export function toProblem(code: ErrorCode, path: Path, message: string): Problem {
  return { code, objectId: null, path, message }
}

/** A finding that two objects do not fit together, so that a change of either may end it. */
export function toClash(problem: Problem, rival: Pick<EngineObject, 'id'>): Problem {
  return { ...problem, rivalId: rival.id }
}

/** Whether a kind answered with problems instead of a spec; no spec is a list. */
export function isProblems(answer: unknown): answer is readonly Problem[] {
  return Array.isArray(answer)
}

/** A value in a message: texts in quotes, cut when long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text
}

const SHOWN_CHARACTERS_MAX = 80

const nameRule = /^[\p{L}\p{M}\p{Nd} _.-]{1,128}$/u

/** The rule for names (R4): people choose them, and they need not be unique. */
export function checkName(name: string): readonly Problem[] {
  if (nameRule.test(name)) return []
  const rule = '1 to 128 letters of any script, digits, spaces, "_", "-" and "."'
  return [toProblem('invalid_argument', ['name'], `The name ${show(name)} must have ${rule}.`)]
}

/** Zones must be of the topology, each named once. */
export function checkZones(zones: readonly string[], path: Path, world: World): readonly Problem[] {
  const known = new Set(world.topology.zones.map((zone) => zone.name))
  return zones.flatMap((zone, index) => {
    if (!known.has(zone)) return [toUnknownZone({ zone, known }, [...path, index])]
    if (zones.indexOf(zone) === index) return []
    return [toProblem('invalid_argument', [...path, index], `The zone ${show(zone)} is repeated.`)]
  })
}

export function toUnknownZone(
  { zone, known }: { readonly zone: string; readonly known: Iterable<string> },
  path: Path,
): Problem {
  const names = [...known].join(', ')
  return toProblem(
    'unknown_zone',
    path,
    `The zone ${show(zone)} is unknown; the engine has ${names}.`,
  )
}

/** One problem for each of `fields` that differs from the stored object's; none on creation. */
export function checkUnchanged<Spec extends object>(
  object: EngineObject<Spec>,
  prior: EngineObject<Spec> | undefined,
  fields: readonly (keyof Spec & string)[],
): readonly Problem[] {
  if (prior === undefined) return []
  return fields
    .filter((field) => object.spec[field] !== prior.spec[field])
    .map((field) => {
      const from = show(prior.spec[field])
      const message = `It was ${from} on creation and cannot change: make a new object instead.`
      return toProblem('immutable', [field], message)
    })
}
