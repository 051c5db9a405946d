/** Where an engine can run at all. */

import { EngineError } from '../errors.ts'

/** Throws `unavailable` where its sockets and signals do not exist: on Windows. */
export function assertHostRunsEngines(platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'win32') return
  throw new EngineError({
    code: 'unavailable',
    message: 'An engine runs on Linux and macOS, and not on Windows',
    remedy: 'Name a remote engine: `endpoint` in the provider block, or LB_ENDPOINT and LB_TOKEN.',
  })
}
