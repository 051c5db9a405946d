/**
 * What Terraform and its plugin say to each other before the first call.
 *
 * Answers for: the environment that Terraform sets, and the one line it reads. Does not know: how
 * sockets and certificates are made.
 */

import { toAddressText } from '../../rpc/index.ts'
import type { Address } from '../../rpc/index.ts'

/** The one version of the plugin protocol that is spoken here. */
export const protocolVersion = 6

const coreVersion = 1
const cookieName = 'TF_PLUGIN_MAGIC_COOKIE'
const cookieValue = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'

export type Environment = Readonly<Record<string, string | undefined>>

/** Whether Terraform or OpenTofu started this process. A check for sanity, not for safety. */
export function isStartedByTerraform(env: Environment): boolean {
  return env[cookieName] === cookieValue
}

/** Whether the client said that it speaks our version, or said nothing about versions. */
export function isVersionOffered(env: Environment): boolean {
  const offered = env['PLUGIN_PROTOCOL_VERSIONS']
  if (offered === undefined || offered === '') return true
  return offered.split(',').some((version) => Number(version.trim()) === protocolVersion)
}

/** The client's certificate as PEM; none means a connection in the clear. */
export function toClientCertificate(env: Environment): string | undefined {
  const pem = env['PLUGIN_CLIENT_CERT']
  return pem === undefined || pem === '' ? undefined : pem
}

export interface Handshake {
  readonly address: Address
  /** Our certificate in DER; none in the clear. */
  readonly certificate: Buffer | undefined
}

/** The line, with its end. A client that does not speak our version complains when it reads it. */
export function toHandshakeLine({ address, certificate }: Handshake): string {
  const [network, where] =
    'path' in address ? ['unix', address.path] : ['tcp', toAddressText(address)]
  // Go's reader of base64 takes no padding here.
  const encoded = certificate?.toString('base64').replace(/=+$/, '') ?? ''
  return `${[coreVersion, protocolVersion, network, where, 'grpc', encoded].join('|')}\n`
}
