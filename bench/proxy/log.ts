/** A log for processes under load: warnings and errors to stderr, nothing else. */

import type { Logger } from '../../src/engine/runtime/contract.ts'

export function createLog(): Logger {
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: (message) => console.error(message),
    error: (message, fields) => console.error(message, fields ?? ''),
    child: () => log,
  }
  return log
}
