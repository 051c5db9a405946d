/** A log for tests: errors are kept, the rest is nobody's. */

import type { Logger } from '../../../../../src/engine/runtime/contract.ts'

export function logInto(errors: string[]): Logger {
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message) => errors.push(message),
    child: () => log,
  }
  return log
}
