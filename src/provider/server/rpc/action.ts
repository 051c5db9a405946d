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
  const waiting: ActionEvent[] = []
  let news = Promise.withResolvers<void>()
  const tell = (event: ActionEvent): void => {
    waiting.push(event)
    news.resolve()
  }
  const progress = (message: string): void => {
    if (waiting.length < MESSAGES_WAITING_MAX) tell({ message })
  }
  void invoke(host, request, progress).then(
    (problems) => tell({ problems }),
    (error: unknown) => {
      const place = { rpc: 'InvokeAction', type: action.type }
      tell({ problems: problemsOf(host, { error, place }) })
    },
  )
  for (;;) {
    for (const event of waiting.splice(0)) {
      yield event
      if ('problems' in event) return
    }
    // What was told while the caller took its time is there already.
    if (waiting.length === 0) await news.promise
    news = Promise.withResolvers<void>()
  }
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
