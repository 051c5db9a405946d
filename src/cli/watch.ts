/**
 * Commands that go on showing how things are, until they are interrupted.
 *
 * Answers for: a picture that is redrawn on a terminal; elsewhere lines, and only when something is
 * different; an engine that is away for a while. Does not know: what is shown.
 */

import { EngineError } from '../engine/errors.ts'
import { pause } from '../engine/runtime/index.ts'
import type { Call } from './command.ts'
import { toFailureLines } from './render/failure.ts'

export interface Watched {
  readonly everyMs: number
  /** What is shown now. */
  readonly look: () => Promise<View>
}

export interface View {
  readonly lines: readonly string[]
  /** Where nothing is redrawn: the same text means that there is nothing new to say. */
  readonly gist: string
}

/** Resolves with 0 when interrupted, which is how one stops watching. */
export async function watch(call: Call, { everyMs, look }: Watched): Promise<number> {
  const { terminal, signal } = call
  let gist: string | null = null
  try {
    while (!signal.aborted) {
      const view = await lookOrExcuse(look, signal)
      if (terminal.screen !== null) terminal.screen.draw(view.lines)
      else if (view.gist !== gist) for (const line of view.lines) terminal.write(line)
      gist = view.gist
      await pause(everyMs, signal).catch(() => {})
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    terminal.screen?.close()
  }
  return 0
}

/** What may pass is shown in the picture's place. */
async function lookOrExcuse(look: () => Promise<View>, signal: AbortSignal): Promise<View> {
  try {
    return await look()
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof EngineError && error.retryable)) throw error
    return { lines: [...toFailureLines(error), '    Asking again.'], gist: error.code }
  }
}
