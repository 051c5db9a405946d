/**
 * Plays Terraform's part just far enough for the plugin to serve, so that its code cache can be
 * taken from a process that has served.
 *
 * Answers for: what the plugin is asked, and a process that is gone afterwards whatever happened.
 * Does not know: how Terraform speaks to plugins, which the protocol tests know already.
 */

import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlugin } from '../../test/protocol/support/core.ts'

interface WarmUp {
  /** What starts the plugin. */
  readonly starter: string
  /** The script that runs a starter and writes its cache. */
  readonly script: string
  readonly cacheFile: string
}

/** Writes `cacheFile`. Throws when the plugin cannot be served from or leaves no cache. */
export async function warmUp({ starter, script, cacheFile }: WarmUp): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-build-'))
  try {
    await using plugin = await startPlugin({
      command: [process.execPath, script, starter, cacheFile],
      env: {
        // V8 refuses a cache that was made with other flags.
        NODE_OPTIONS: undefined,
        NODE_V8_COVERAGE: undefined,
        PLUGIN_UNIX_SOCKET_DIR: directory,
        LB_STATE_DIR: join(directory, 'engine'),
      },
    })
    await plugin.provider.getProviderSchema({})
    await plugin.shutDown()
    await access(cacheFile)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
