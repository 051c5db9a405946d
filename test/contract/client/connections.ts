/**
 * Every way to reach an engine: in this process, over a unix socket, over TLS with a token and with
 * a client certificate.
 *
 * Answers for: connecting and taking down. Does not know: what is asked.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectEngine, toEndpoint } from '../../../src/engine/client/index.ts'
import type { EngineClient } from '../../../src/engine/client/index.ts'
import { serveEngine } from '../../../src/engine/control/index.ts'
import type { Control } from '../../../src/engine/control/index.ts'
import { writePem } from '../../support/authority.ts'
import { openAccess, serveOverTls } from '../../support/engine-api.ts'
import type { TlsApi } from '../../support/engine-api.ts'
import { quiet } from '../../unit/engine/control/world.ts'

export interface Connection {
  readonly client: EngineClient
  close(): Promise<void>
}

export type Connect = (api: Control) => Promise<Connection>

export async function makeDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'lb-client-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

export async function connectOverSocket(api: Control): Promise<Connection> {
  const directory = await makeDirectory()
  const address = { path: join(directory.path, 'engine.sock') }
  const server = await serveEngine(api, { address, logger: quiet, access: await openAccess() })
  const client = connectEngine(server.address)
  return {
    client,
    close: async () => {
      client.close()
      await server.close(0)
      await directory[Symbol.asyncDispose]()
    },
  }
}

type Proof = (tls: TlsApi) => Promise<'certificate' | { readonly token: string }>

async function connectOverTls(api: Control, prove: Proof): Promise<Connection> {
  const directory = await makeDirectory()
  const tls = await serveOverTls(api)
  const proof = await prove(tls)
  const { authority } = tls
  const files = writePem(directory.path, { authority, issued: authority.issue({}) })
  const isCertificate = proof === 'certificate'
  const settings = {
    ...{ endpoint: `https://localhost:${tls.port}`, caFile: files.caFile, tokenFile: null },
    token: isCertificate ? null : proof.token,
    clientCertificateFile: isCertificate ? files.certificateFile : null,
    clientKeyFile: isCertificate ? files.keyFile : null,
  }
  const client = connectEngine(toEndpoint(settings, settingNames))
  return {
    client,
    close: async () => {
      client.close()
      await tls.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}

export const settingNames = {
  ...{ endpoint: 'endpoint', token: 'token', tokenFile: 'token_file', caFile: 'ca_file' },
  ...{ clientCertificateFile: 'client_certificate_file', clientKeyFile: 'client_key_file' },
}

export const clients: Readonly<Record<string, Connect>> = {
  'in this process': async (api) => {
    const client: EngineClient = {
      transact: (...args) => api.transact(...args),
      check: (...args) => api.check(...args),
      settle: (...args) => api.settle(...args),
      get: (...args) => api.get(...args),
      list: (...args) => api.list(...args),
      snapshot: (...args) => api.snapshot(...args),
      claim: (...args) => api.claim(...args),
      attend: (...args) => api.attend(...args),
      health: (...args) => api.health(...args),
      counters: (...args) => api.counters(...args),
      events: (...args) => api.events(...args),
      watch: (...args) => api.watch(...args),
      exportObjects: (...args) => api.exportObjects(...args),
      backup: (...args) => api.backup(...args),
      importObjects: (...args) => api.importObjects(...args),
      info: (...args) => api.info(...args),
      stop: (...args) => api.stop(...args),
      close: () => {},
    }
    return { client, close: async () => {} }
  },
  'over a unix socket': connectOverSocket,
  'over TLS with a token': (api) =>
    connectOverTls(api, async (tls) => ({ token: (await tls.token('admin')).secret })),
  'over TLS with a client certificate': (api) => connectOverTls(api, async () => 'certificate'),
}
