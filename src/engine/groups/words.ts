/** What people are told of instances that do not work. Pure; never with an environment. */

import type { InstanceMemory } from './memory.ts'
import * as limits from './limits.ts'

/** Of one that keeps ending. */
export function toCrashText({ instanceId, failures, lastEnd }: InstanceMemory): string {
  const how = `${lastEnd?.how ?? 'does not run'}, ${failures} times in a row`
  return `The instance ${instanceId} ${how}. ${toOutputText(lastEnd?.output ?? '')}`
}

export const LAUNCH_REMEDY = 'Look at what it wrote, and correct the launch.'

/** A program that looks for PORT in vain names it, and cannot know where it would come from. */
export function toCrashRemedy({
  memory: { lastEnd },
  hasPort,
}: {
  readonly memory: Pick<InstanceMemory, 'lastEnd'>
  readonly hasPort: boolean
}): string {
  const isMissed = !hasPort && /\bPORT\b/.test(lastEnd?.output ?? '')
  return isMissed ? 'It has no PORT: give the group its `port`.' : LAUNCH_REMEDY
}

export interface Late {
  readonly memory: InstanceMemory
  readonly graceSeconds: number
  readonly output: string
}

/** Of one that runs and gets no traffic. */
export function toLateText({ memory: { instanceId }, graceSeconds, output }: Late): string {
  const what = `The instance ${instanceId} runs, and has not become healthy in ${graceSeconds} s.`
  return `${what} ${toOutputText(output)}`
}

function toOutputText(output: string): string {
  if (output === '') return 'It wrote nothing.'
  return `The last it wrote:\n${output.slice(-limits.SETBACK_CHARACTERS_MAX / 2)}`
}
