/**
 * Exported objects as a file: JSON for people and for diffs, always in the same order.
 *
 * Answers for: its form, and messages that say what is wrong with one. Does not know: the engine.
 */

import type { ApiObject, Exported } from '../engine/client/index.ts'
import { EngineError } from '../engine/errors.ts'

const FORMAT = 'lb-export'
const VERSION = 1

export function toExportText({ revision, objects }: Exported, hasSecrets: boolean): string {
  const file = { format: FORMAT, version: VERSION, revision, hasSecrets, objects }
  return `${JSON.stringify(toSorted(file), null, 2)}\n`
}

/** Objects with their keys in order, at every depth; lists as they are. */
function toSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSorted)
  if (!isRecord(value)) return value
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, toSorted(each)]))
}

/** Throws `EngineError` (`invalid_argument`) that names `path`. */
export function fromExportText(text: string, path: string): readonly ApiObject[] {
  const refuse = (reason: string): never => {
    throw new EngineError({ code: 'invalid_argument', message: `${path} was not used: ${reason}` })
  }
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    return refuse('it is not JSON')
  }
  if (!isRecord(file) || file['format'] !== FORMAT) return refuse('it is no export of an engine')
  if (file['version'] !== VERSION) return refuse('it has the form of another version')
  const { objects } = file
  if (!Array.isArray(objects)) return refuse('it has no objects')
  return objects.map((object, at) => {
    return isApiObject(object) ? object : refuse(`its object number ${at + 1} is not whole`)
  })
}

function isApiObject(value: unknown): value is ApiObject {
  if (!isRecord(value)) return false
  const areTexts = ['kind', 'id', 'name', 'owner'].every((key) => typeof value[key] === 'string')
  const areNumbers = ['generation', 'createdMs'].every((key) => Number.isSafeInteger(value[key]))
  const { leavingMs, tags, spec } = value
  const isLeavingKnown = leavingMs === null || Number.isSafeInteger(leavingMs)
  const areTags = isRecord(tags) && Object.values(tags).every((tag) => typeof tag === 'string')
  return areTexts && areNumbers && isLeavingKnown && areTags && isRecord(spec)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
