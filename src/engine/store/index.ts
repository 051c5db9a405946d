/** The face of the stores, and the list of them: a new store is a file and a line here. */

import type { Store } from './contract.ts'
import { openMemoryStore } from './memory.ts'
import { openSqliteStore } from './sqlite.ts'

/** Opens the store that lives in the directory, which must exist; throws `StoreError`. */
export type StoreOpener = (options: { readonly directory: string }) => Promise<Store>

export const stores = {
  sqlite: openSqliteStore,
  memory: openMemoryStore,
} as const satisfies Record<string, StoreOpener>

export type StoreName = keyof typeof stores

export { checkBackup, unpackBackup, writeBackup } from './backup.ts'
export type { BackupAbout, BackupHeader } from './backup.ts'
export { EVENTS_KEPT_MAX, EVENTS_PAGE_MAX, StoreError } from './contract.ts'
export { storeFileName } from './sqlite.ts'
export type { Batch, EngineEvent, EventInit, EventQuery, EventType } from './contract.ts'
export type { Store, StoreCopy, StoredState } from './contract.ts'
