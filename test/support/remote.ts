/**
 * The engine of a workspace, on the network: TLS with certificates of its own making, and tokens.
 *
 * Answers for: what `lb engine certificate` and `lb token create` give. Does not know: who uses it.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort } from './ports.ts'
import type { Workspace } from './terraform.ts'

const program = resolve(import.meta.dirname, '../../dist/lb')
const LB_DEADLINE_MS = 60_000

export interface Remote {
  readonly port: number
  readonly endpoint: string
  readonly caFile: string
  /** The environment of somebody who trusts the engine and has proved nothing. */
  readonly trusting: Readonly<Record<string, string>>
  /** Of somebody with a new token of this role. */
  withToken(role: string, expires?: string): Readonly<Record<string, string>>
  /** Of somebody with a new client certificate of this name. */
  withCertificate(name: string): Readonly<Record<string, string>>
}

/** `lb` on the machine of the engine; throws its words when it fails. */
export function runLb(workspace: Workspace, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: workspace.environment,
    timeout: LB_DEADLINE_MS,
    encoding: 'utf8',
  })
  assert.equal(status, 0, `lb ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** Starts the engine of the workspace with an API for `localhost`. */
export async function startRemote(workspace: Workspace): Promise<Remote> {
  const port = await freePort()
  const tls = join(workspace.stateDirectory, 'tls')
  runLb(workspace, 'engine', 'certificate', '--name', 'localhost')
  const api = {
    ...{ listen: `127.0.0.1:${port}`, client_ca_file: 'tls/ca.pem' },
    ...{ certificate_file: 'tls/server.pem', key_file: 'tls/server.key' },
    client_roles: { deploy: 'write' },
  }
  writeFileSync(join(workspace.stateDirectory, 'engine.json'), JSON.stringify({ api }))
  runLb(workspace, 'engine', 'start')
  const caFile = join(tls, 'ca.pem')
  const endpoint = `https://localhost:${port}`
  const trusting = { LB_ENDPOINT: endpoint, LB_CA_FILE: caFile }
  return {
    ...{ port, endpoint, caFile, trusting },
    withToken: (role, expires = '1h') => ({
      ...trusting,
      LB_TOKEN: runLb(workspace, 'token', 'create', '--role', role, '--expires', expires).trim(),
    }),
    withCertificate: (name) => {
      runLb(workspace, 'engine', 'certificate', '--client', name)
      return {
        ...trusting,
        LB_CLIENT_CERTIFICATE_FILE: join(tls, `${name}.pem`),
        LB_CLIENT_KEY_FILE: join(tls, `${name}.key`),
      }
    },
  }
}
