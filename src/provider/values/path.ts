/**
 * Where in a value something is: the steps from the root down to it.
 */

import type { Value } from './value.ts'

/**
 * One step: an attribute (its name), an element of a list (its index), of a map (`{key}`), or of a
 * set (`{element}`: sets have no order, so the element itself is the step; `label` says in words
 * which one it is).
 */
export type PathStep =
  string | number | { readonly key: string } | { readonly element: Value; readonly label?: string }

export type Path = readonly PathStep[]

/** As a user would write it: `servers[0].port`, `tags["a b"]`; inside sets the element's label. */
export function formatPath(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'string') text += text === '' ? step : `.${step}`
    else if (typeof step === 'number') text += `[${step}]`
    else if ('key' in step) text += `[${JSON.stringify(step.key)}]`
    else text += `[${step.label ?? '(element)'}]`
  }
  return text
}

/** A value that does not have the form its type asks for. A mistake of whoever made the value. */
export class ValueError extends Error {
  readonly path: Path
  /** What is wrong, without the path. */
  readonly reason: string

  constructor(reason: string, path: Path = []) {
    super(path.length === 0 ? reason : `${formatPath(path)}: ${reason}`)
    this.name = 'ValueError'
    this.reason = reason
    this.path = path
  }
}

/** Puts one more step before the path of a ValueError on its way up; other errors pass through. */
export function errorBelow(step: PathStep, error: unknown): unknown {
  return error instanceof ValueError ? new ValueError(error.reason, [step, ...error.path]) : error
}
