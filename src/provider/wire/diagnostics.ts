/**
 * Problems and paths to messages.
 */

import type { Problem } from '../schema/index.ts'
import type { Path, Type } from '../values/index.ts'
import { Diagnostic_Severity } from './tfplugin6.gen.ts'
import type { AttributePath, AttributePath_Step, Diagnostic } from './tfplugin6.gen.ts'

/** `type` is that of the object which the paths start at. */
export function diagnosticsToWire(problems: readonly Problem[], type?: Type): Diagnostic[] {
  return problems.map(({ severity, summary, detail, path }) => ({
    severity: severity === 'error' ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary,
    detail,
    attribute: path.length === 0 ? undefined : pathToWire(path, type),
  }))
}

/** The path as far as the protocol can say it: elements of sets have no address. */
export function pathToWire(path: Path, type?: Type): AttributePath {
  const steps: AttributePath_Step[] = []
  let at = type
  for (const step of path) {
    if (at?.kind === 'set' || (typeof step === 'object' && 'element' in step)) break
    at = at === undefined ? undefined : typeBelow(at, step)
    steps.push(stepToWire(step))
  }
  return { steps }
}

type Addressable = Exclude<Path[number], { readonly element: unknown }>

function stepToWire(step: Addressable): AttributePath_Step {
  return {
    attributeName: typeof step === 'string' ? step : undefined,
    elementKeyString: typeof step === 'object' ? step.key : undefined,
    elementKeyInt: typeof step === 'number' ? step : undefined,
  }
}

function typeBelow(type: Type, step: Addressable): Type | undefined {
  switch (type.kind) {
    case 'list':
    case 'map':
      return type.element
    case 'tuple':
      return typeof step === 'number' ? type.elements[step] : undefined
    case 'object':
      return typeof step === 'string' ? type.attributes.get(step) : undefined
    default:
      return undefined
  }
}
