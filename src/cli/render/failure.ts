/** An error as lines for a person: what happened, where, and what to do. Pure. */

import { EngineError } from '../../engine/errors.ts'
import { UsageError } from '../command.ts'

/** The first line begins with `lb: `; the others are indented under it. */
export function toFailureLines(error: unknown): readonly string[] {
  if (error instanceof UsageError) return [`lb: ${error.message}`, '    See `lb help`.']
  if (error instanceof EngineError) return toEngineErrorLines(error)
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const [first = '', ...rest] = text.split('\n')
  return [`lb: a bug in lb: ${first}`, ...rest]
}

function toEngineErrorLines(error: EngineError): readonly string[] {
  const [first = '', ...more] = error.message.split('\n')
  const lines = [`lb: ${first} (${error.code})`, ...more]
  for (const problem of error.problems) {
    const where = [problem.objectId ?? '', problem.path.join('.')].filter((part) => part !== '')
    lines.push([...where, problem.message].join(': '))
  }
  for (const { kind, name, id, owner } of error.referrers) {
    lines.push(`used by ${kind.replaceAll('_', ' ')} ${name} ${id} of ${owner}`)
  }
  if (error.remedy !== null) lines.push(error.remedy)
  return lines.map((line, index) => (index === 0 ? line : `    ${line}`))
}
