/** An error as lines for a person: what happened, where, and what to do. Pure. */

import { EngineError, toPathText } from '../../engine/errors.ts'
import { UsageError } from '../command.ts'

/**
 * The first line begins with `lb: `; the others are indented under it. `about`: the words of the
 * command, when it is known.
 */
export function toFailureLines(error: unknown, about: readonly string[] = []): readonly string[] {
  if (error instanceof UsageError) {
    const help = ['lb help', ...(error.command ?? about)].join(' ')
    return [`lb: ${error.message}`, `    See \`${help}\`.`]
  }
  if (error instanceof EngineError) return toEngineErrorLines(error)
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const [first = '', ...rest] = text.split('\n')
  return [`lb: a bug in lb: ${first}`, ...rest]
}

function toEngineErrorLines(error: EngineError): readonly string[] {
  const [first = '', ...more] = error.message.split('\n')
  const lines = [`lb: ${first} (${error.code})`, ...more]
  for (const problem of isToldAlready(error) ? [] : error.problems) {
    const place = [problem.objectId ?? '', toPathText(problem.path)]
    const where = place.filter((part) => part !== '')
    lines.push([...where, problem.message].join(': '))
  }
  for (const { kind, name, id, owner } of error.referrers) {
    lines.push(`used by ${kind.replaceAll('_', ' ')} ${name} ${id} of ${owner}`)
  }
  if (error.remedy !== null) lines.push(error.remedy)
  return lines.map((line, index) => (index === 0 ? line : `    ${line}`))
}

/** A refusal for one problem alone has all of it in its first sentence. */
function isToldAlready({ message, problems }: EngineError): boolean {
  const [only, ...others] = problems
  return only !== undefined && others.length === 0 && message.includes(only.message)
}
