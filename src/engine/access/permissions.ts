/**
 * Which role each call of the engine API needs.
 *
 * Answers for: the whole table; a call that is not in it is nobody's. Pure.
 */

import { engineService } from '../client/index.ts'
import type { Role } from '../client/index.ts'

/**
 * A dry run (`check`) is reading: a plan needs no more. What a token may be made for is judged by
 * the tokens themselves, and `export` with secrets by who serves it.
 */
const permissions: Readonly<Record<keyof typeof engineService, Role>> = {
  check: 'read',
  settle: 'read',
  counters: 'read',
  get: 'read',
  list: 'read',
  snapshot: 'read',
  health: 'read',
  events: 'read',
  watch: 'read',
  export: 'read',
  info: 'read',
  listTokens: 'read',
  transact: 'write',
  transactMany: 'write',
  claim: 'write',
  attend: 'write',
  createToken: 'write',
  revokeToken: 'write',
  import: 'admin',
  backup: 'admin',
  stop: 'admin',
}

const byPath = new Map<string, Role>(
  Object.entries(engineService).map(([name, { path }]) => [
    path,
    permissions[name as keyof typeof engineService],
  ]),
)

/** Null for what is not a call of the engine API. */
export function toNeededRole(path: string): Role | null {
  return byPath.get(path) ?? null
}
