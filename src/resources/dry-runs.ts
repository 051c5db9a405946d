/**
 * Dry runs of many resources that are planned at the same time, as few calls of the engine.
 *
 * Answers for: bundling: what is asked while a dry run is under way goes with the next one. Does
 * not know: what is planned.
 */

import type { EngineClient, Operation } from '../engine/client/contract.ts'
import type { EngineError } from '../engine/errors.ts'

/** Questions in one bundle; Terraform asks as many at once as its parallelism allows. */
const BUNDLE_MAX = 64

interface Question {
  readonly operations: readonly Operation[]
  readonly signal: AbortSignal
  readonly resolve: (refusal: EngineError | null) => void
  readonly reject: (reason: unknown) => void
}

export class DryRuns {
  readonly client: EngineClient
  #waiting: Question[] = []
  #isBusy = false

  constructor(client: EngineClient) {
    this.client = client
  }

  /** What the engine would refuse of these operations, or null. Throws as `EngineClient.check`. */
  check(operations: readonly Operation[], signal: AbortSignal): Promise<EngineError | null> {
    const { promise, resolve, reject } = Promise.withResolvers<EngineError | null>()
    this.#waiting.push({ operations, signal, resolve, reject })
    if (!this.#isBusy) void this.#run()
    return promise
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    while (this.#waiting.length > 0) await this.#ask(this.#waiting.splice(0, BUNDLE_MAX))
    this.#isBusy = false
  }

  /** Where all is well together, all is well; else each is asked about for itself. */
  async #ask(questions: readonly Question[]): Promise<void> {
    if (questions.length > 1 && (await this.#isAllWell(questions))) {
      for (const { resolve } of questions) resolve(null)
      return
    }
    const answers = questions.map(async ({ operations, signal, resolve, reject }) => {
      await this.client.check(operations, signal).then(resolve, reject)
    })
    await Promise.all(answers)
  }

  async #isAllWell(questions: readonly Question[]): Promise<boolean> {
    const operations = new Set(questions.flatMap((question) => question.operations))
    const signal = AbortSignal.any(questions.map((question) => question.signal))
    try {
      return (await this.client.check([...operations], signal)) === null
    } catch {
      // Each is told for itself what went wrong.
      return false
    }
  }
}
