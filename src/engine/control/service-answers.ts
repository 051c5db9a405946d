/** Answers of the engine API, with refusals as callers get them. */

import { toRpcError } from '../client/index.ts'

export async function tell<Reply>(answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer()
  } catch (error) {
    throw toRpcError(error)
  }
}

export async function* tellAll<Part>(answers: () => AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* answers()
  } catch (error) {
    throw toRpcError(error)
  }
}
