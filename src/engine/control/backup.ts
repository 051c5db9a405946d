/**
 * A backup of the store while it is in use.
 *
 * Answers for: that it is of one moment, and that its working copy goes again. Does not know: its
 * form, or who wants it.
 */

import type { Store } from '../store/index.ts'
import { writeBackup } from '../store/index.ts'
import type { BackupAbout } from '../store/index.ts'
import { toError } from './refusal.ts'

/** Throws `EngineError` when there is no room for a copy. */
export async function* backUp(
  store: Store,
  about: Omit<BackupAbout, 'revision'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const copy = await store.copy().catch((cause: unknown) => {
    throw toError('store_failed', `The store could not be copied: ${String(cause)}`, { cause })
  })
  if (copy === null) {
    throw toError('invalid_argument', 'A store in memory has no file to be backed up.')
  }
  try {
    const { path, revision } = copy
    for await (const chunk of writeBackup(path, { ...about, revision })) {
      signal.throwIfAborted()
      yield chunk
    }
  } finally {
    await copy.remove()
  }
}
