/**
 * Waiting for a group: until its instances run, or until nothing of it runs any more.
 *
 * Answers for: a limit for each call, an abort that is heard at once, and errors that say what
 * stands in the way.
 * Does not know: who waits, and for how long in all.
 */

import { EngineError } from '../errors.ts'
import type { GroupController, Progress } from './controller.ts'
import * as limits from './limits.ts'
import { LAUNCH_REMEDY, toCrashRemedy, toCrashText, toLateText } from './words.ts'

/** How often to look when nothing tells: aborts and deadlines are heard in between. */
const LOOK_MAX_MS = 250

export interface Awaited {
  readonly groupId: string
  /** With the group's spec that is waited for; null: as it is. */
  readonly generation: number | null
}

/**
 * Resolves with null when every instance that the group should have runs, each of today's launch
 * and none too many, and as many are healthy as it asks for; when there is no such group, when
 * nothing of it runs. After `SETTLE_WAIT_MS` with a sentence that says how far it is. Throws
 * `EngineError`: `instance_failed` with the last output of an instance that keeps ending, does not
 * become healthy, or has had an update taken back; or the signal's reason.
 */
export async function settle(
  controller: GroupController,
  { groupId, generation }: Awaited,
  signal: AbortSignal,
): Promise<string | null> {
  const deadline = AbortSignal.timeout(limits.SETTLE_WAIT_MS)
  controller.look(groupId)
  for (;;) {
    signal.throwIfAborted()
    if (controller.closed.aborted) throw toClosed()
    const progress = await controller.progress(groupId, generation)
    if (progress.kind === 'settled') return null
    if (progress.kind === 'absent' && progress.running === 0) return null
    const failure = await toFailure(controller, progress)
    if (failure !== null) throw failure
    if (deadline.aborted) return toText(progress)
    await controller.nextLook(groupId, LOOK_MAX_MS)
  }
}

/** What will not go away by waiting; null when something else may still come of it. */
async function toFailure(
  controller: GroupController,
  progress: Progress,
): Promise<EngineError | null> {
  if (progress.kind === 'refused') return progress.error
  if (progress.kind === 'stuck') {
    return toFailed(toCrashText(progress.memory), toCrashRemedy(progress))
  }
  if (progress.kind === 'set_back') return toFailed(progress.reason)
  if (progress.kind !== 'late') return null
  const output = await controller.output(progress.memory.instanceId)
  return toFailed(toLateText({ ...progress, output }))
}

function toFailed(message: string, remedy = LAUNCH_REMEDY): EngineError {
  return new EngineError({
    code: 'instance_failed',
    message,
    remedy,
  })
}

function toText(progress: Progress): string {
  switch (progress.kind) {
    case 'absent':
      return `${progress.running} of its instances still run`
    case 'under_way':
      return `${progress.ready} of ${progress.size} instances are ready`
    default:
      return `it is ${progress.kind}`
  }
}

function toClosed(): EngineError {
  return new EngineError({
    code: 'unavailable',
    message: 'The engine is stopping; it goes on with the group when it is back.',
  })
}
