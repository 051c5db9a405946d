/**
 * A provider's services in this process, without handshake and TLS, behind a real socket.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, listen } from '../../../src/rpc/index.ts'
import type { Client, Implementation } from '../../../src/rpc/index.ts'
import { Provider } from '../../../src/provider/wire/tfplugin6.gen.ts'

const CLOSE_GRACE_MS = 1_000

export interface InProcess extends AsyncDisposable {
  readonly provider: Client<typeof Provider>
}

/** Serves and connects; disposing ends both and leaves nothing behind. */
export async function serveInProcess(implementation: Implementation): Promise<InProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'provider-'))
  const server = await listen({
    address: { path: join(directory, 's') },
    implementations: [implementation],
    maxRequestBytes: Infinity,
    onFault: (fault) => {
      throw fault
    },
  })
  const channel = await connect({ address: server.address })
  return {
    provider: channel.client(Provider),
    async [Symbol.asyncDispose]() {
      channel.close()
      await server.close(CLOSE_GRACE_MS)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
