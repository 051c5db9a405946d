/**
 * Problems and paths to messages.
 */

import type { Problem, Schema } from '../schema/index.ts'
import type { Path, Type } from '../values/index.ts'
import { Diagnostic_Severity } from './tfplugin6.gen.ts'
import type { AttributePath, AttributePath_Step, Diagnostic } from './tfplugin6.gen.ts'

/** Of the object that paths start at. */
export type PathSchema = Pick<Schema, 'attributes' | 'type'>

/** Without a schema a path is passed on as it is. */
export function diagnosticsToWire(problems: readonly Problem[], schema?: PathSchema): Diagnostic[] {
  return problems.map(({ severity, summary, detail, path }) => ({
    severity: severity === 'error' ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary,
    detail,
    attribute: path.length === 0 ? undefined : pathToWire(toShown(path, schema), schema?.type),
  }))
}

/**
 * The path as far as Terraform finds its line: through blocks and the elements of an attribute,
 * but not to what an object inside an attribute has. A longer one would make it show the head of
 * the resource. The text of the problem says the rest.
 */
function toShown(path: Path, schema: PathSchema | undefined): Path {
  let attributes = schema?.attributes
  for (const [index, step] of path.entries()) {
    if (typeof step !== 'string' || attributes === undefined) continue
    const attribute = attributes[step]
    if (attribute === undefined) return path
    const { nested } = attribute
    if (nested === null || nested.block === null) {
      return path.slice(0, toElementEnd(path, index + 1))
    }
    attributes = nested.attributes
  }
  return path
}

/** The place behind the steps to elements that begin at `from`. */
function toElementEnd(path: Path, from: number): number {
  const end = path.findIndex((step, index) => index >= from && typeof step === 'string')
  return end === -1 ? path.length : end
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
