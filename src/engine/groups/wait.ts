/**
 * Waiting for a group: until its instances run, or until nothing of it runs any more.
 *
 * Answers for: a deadline, an abort that is heard at once, and errors that say what stands in the
 * way.
 * Does not know: who waits, and what they undo when it comes to nothing.
 */

import { EngineError } from '../errors.ts'
import type { GroupController, Progress } from './controller.ts'
import * as limits from './limits.ts'

/** How often to look when nothing tells: aborts and deadlines are heard in between. */
const LOOK_MAX_MS = 250

/**
 * Resolves when every instance that the group should have runs, each of today's launch, and none
 * too many; at once when there is no such group. Throws `EngineError`: `instance_failed` with the
 * last output of an instance that keeps ending, `deadline_exceeded` after `SETTLE_MAX_MS`; or the
 * signal's reason.
 */
export async function untilSettled(
  controller: GroupController,
  groupId: string,
  signal: AbortSignal,
): Promise<void> {
  const isSettled = ({ kind }: Progress): boolean => kind === 'settled' || kind === 'absent'
  await until({ controller, groupId, isDone: isSettled }, signal)
}

/** Resolves when there is no such group and nothing of it runs. Throws as `untilSettled` does. */
export async function untilGone(
  controller: GroupController,
  groupId: string,
  signal: AbortSignal,
): Promise<void> {
  const isGone = (progress: Progress): boolean =>
    progress.kind === 'absent' && progress.running === 0
  await until({ controller, groupId, isDone: isGone }, signal)
}

interface Waiting {
  readonly controller: GroupController
  readonly groupId: string
  readonly isDone: (progress: Progress) => boolean
}

async function until({ controller, groupId, isDone }: Waiting, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(limits.SETTLE_MAX_MS)
  controller.look(groupId)
  for (;;) {
    signal.throwIfAborted()
    if (controller.closed.aborted) throw toClosed()
    const progress = await controller.progress(groupId)
    if (isDone(progress)) return
    if (deadline.aborted) throw toLate(groupId, progress)
    const failure = toFailure(groupId, progress)
    if (failure !== null) throw failure
    await controller.nextLook(groupId, LOOK_MAX_MS)
  }
}

/** What will not go away by waiting; null when something else may still come of it. */
function toFailure(groupId: string, progress: Progress): EngineError | null {
  if (progress.kind === 'refused') return progress.error
  if (progress.kind !== 'stuck') return null
  const { instanceId, failures, lastEnd } = progress.memory
  const how = `${lastEnd?.how ?? 'does not run'}, ${failures} times in a row`
  const output = lastEnd?.output ?? ''
  const said = output === '' ? 'It wrote nothing.' : `The last it wrote:\n${output}`
  return new EngineError({
    code: 'instance_failed',
    message: `The instance ${instanceId} of the group ${groupId} ${how}. ${said}`,
    remedy: 'Look at what it wrote, and correct the launch.',
  })
}

function toLate(groupId: string, progress: Progress): EngineError {
  return new EngineError({
    code: 'deadline_exceeded',
    message: `The group ${groupId} is not what it should be yet: ${toText(progress)}.`,
    remedy: 'The engine goes on with it: look at its events, then try again.',
  })
}

function toText(progress: Progress): string {
  switch (progress.kind) {
    case 'absent':
      return `${progress.running} of its instances still run`
    case 'under_way':
      return `${progress.ready} of ${progress.size} instances are ready`
    case 'settled':
    case 'stuck':
    case 'refused':
      return `it is ${progress.kind}`
  }
}

function toClosed(): EngineError {
  return new EngineError({
    code: 'unavailable',
    message: 'The engine is stopping; it goes on with the group when it is back.',
  })
}
