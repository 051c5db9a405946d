/** What is drained, by whom and why, as a table. Pure. */

import { toName } from '../drain/members.ts'
import type { Progress } from '../drain/progress.ts'
import { toColumns } from './layout.ts'
import type { Style } from './style.ts'
import { toDuration } from './time.ts'

export interface DrainLinesOptions {
  readonly style: Style
  readonly nowMs: number
}

export function toDrainLines(
  progress: readonly Progress[],
  { style, nowMs }: DrainLinesOptions,
): readonly string[] {
  if (progress.length === 0) return ['No server is drained.']
  const rows = progress.map((each) => {
    const { member } = each
    const { note } = member
    const since = note === null ? '' : toDuration(nowMs - note.drain.createdMs)
    return [
      toState(each, style),
      style.strong(toName(member)),
      `${member.group.kind.replaceAll('_', ' ')} ${member.group.name}`,
      style.faint(`for ${since}`),
      note === null ? '' : `by ${note.by}${note.reason === '' ? '' : `: ${note.reason}`}`,
    ]
  })
  return [...toColumns(rows), '', style.faint('`lb undrain SERVER` brings a server back.')]
}

function toState({ isDone, connections, member }: Progress, style: Style): string {
  if (member.targets.length === 0) return style.faint('○ in no backend service')
  if (isDone) return style.faint('○ out of traffic')
  const left = connections === null ? '' : `, ${connections} left`
  return style.warning(`◌ draining${left}`)
}
