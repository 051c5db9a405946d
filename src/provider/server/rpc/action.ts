/**
 * PlanAction and InvokeAction. What an action says while it works reaches the user at once.
 */

import type { Problem } from '../../schema/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import { bounded } from '../bounded.ts'
import type { Action } from '../declaration/action.ts'
import { problemsOf, Warnings } from '../host.ts'
import type { Host } from '../host.ts'
import { parseDurationMs, DEFAULT_TIMEOUTS, READ_TIMEOUT_MS } from '../timeouts.ts'

export interface ActionRequest {
  readonly action: Action<unknown>
  readonly config: ObjectValue
  readonly signal: AbortSignal
}

/** More messages than this, not yet taken by the caller, are dropped. */
const MESSAGES_WAITING_MAX = 1_000

export async function planAction(host: Host, request: ActionRequest): Promise<readonly Problem[]> {
  const { action, config } = request
  const { run } = host
  const bounds = {
    limitMs: READ_TIMEOUT_MS,
    signals: [run.signal, request.signal],
    what: `planning ${action.type}`,
  }
  const client = (): Promise<unknown> => (run.isPending ? Promise.resolve(null) : run.client())
  return bounded(bounds, (signal) => action.checkPlan({ client, signal, config }))
}

export type ActionEvent = { readonly message: string } | { readonly problems: readonly Problem[] }

/** Messages as they come, then what came of it: problems, or none. */
export async function* invokeAction(
  host: Host,
  request: ActionRequest,
): AsyncGenerator<ActionEvent> {
  const { action } = request
  const waiting: string[] = []
  let news = Promise.withResolvers<void>()
  const progress = (message: string): void => {
    if (waiting.length < MESSAGES_WAITING_MAX) waiting.push(message)
    news.resolve()
  }
  let problems: readonly Problem[] | null = null
  const done = invoke(host, request, progress).then(
    (warnings) => {
      problems = warnings
      news.resolve()
    },
    (error: unknown) => {
      problems = problemsOf(host, { error, place: { rpc: 'InvokeAction', type: action.type } })
      news.resolve()
    },
  )
  while (problems === null || waiting.length > 0) {
    for (const message of waiting.splice(0)) yield { message }
    if (problems !== null) continue
    await news.promise
    news = Promise.withResolvers<void>()
  }
  await done
  yield { problems }
}

function invoke(
  host: Host,
  request: ActionRequest,
  progress: (message: string) => void,
): Promise<readonly Problem[]> {
  const { action, config } = request
  const warnings = new Warnings()
  const bounds = {
    limitMs: parseDurationMs(DEFAULT_TIMEOUTS.create) ?? READ_TIMEOUT_MS,
    signals: [host.run.signal, request.signal],
    what: `invoking ${action.type}`,
  }
  return bounded(bounds, async (signal) => {
    const client = await host.run.client()
    await action.invoke({ config, client, signal, progress, warn: warnings.add })
    return warnings.problems
  })
}
