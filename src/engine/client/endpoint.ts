/**
 * Which engine is meant, and how its caller proves who it is: from settings to a connection.
 *
 * Answers for: the forms of an endpoint, which settings fit together, and reading the files they
 * name. Does not know: where settings come from; what is asked of the engine.
 */

import { readFile } from 'node:fs/promises'
import { EngineError } from '../errors.ts'
import { toAddressText } from '../../rpc/index.ts'
import type { Address, ClientTls } from '../../rpc/index.ts'

/** As users write them; null: not given. */
export interface EndpointSettings {
  /** `https://host:port`, or `unix:///path/to/engine.sock`. */
  readonly endpoint: string
  readonly token: string | null
  /** Holds the token; read again when the engine refuses what was in it. */
  readonly tokenFile: string | null
  /** Authorities to trust, as PEM; the system's when null. */
  readonly caFile: string | null
  readonly clientCertificateFile: string | null
  readonly clientKeyFile: string | null
}

/** The names of settings as their users know them, for messages. */
export type SettingNames = Readonly<Record<keyof EndpointSettings, string>>

/** An engine and the way to it. */
export interface Endpoint {
  readonly address: Address
  /** Null on a unix socket. */
  readonly tls: TlsFiles | null
  readonly token: TokenSource | null
}

interface TlsFiles {
  readonly caFile: string | null
  readonly identity: { readonly certificateFile: string; readonly keyFile: string } | null
}

type TokenSource = { readonly text: string } | { readonly file: string }

export const DEFAULT_PORT = 7443

const SETTINGS_BYTES_MAX = 1024 * 1024
const HTTPS = 'https://'
const UNIX = 'unix://'

/** What is wrong with the settings, and with which; null when they fit together. */
export interface SettingsProblem {
  readonly setting: keyof EndpointSettings
  readonly message: string
}

/** Null when the settings fit together. */
export function checkEndpoint(
  settings: EndpointSettings,
  names: SettingNames,
): SettingsProblem | null {
  const { endpoint } = settings
  const isLocal = endpoint.startsWith(UNIX)
  if (toAddress(endpoint) === null) return { setting: 'endpoint', message: toFormText(endpoint) }
  if (settings.token !== null && settings.tokenFile !== null) {
    const message = `Give ${names.token} or ${names.tokenFile}, not both.`
    return { setting: 'token', message }
  }
  if ((settings.clientCertificateFile === null) !== (settings.clientKeyFile === null)) {
    const [given, missing] =
      settings.clientKeyFile === null
        ? (['clientCertificateFile', 'clientKeyFile'] as const)
        : (['clientKeyFile', 'clientCertificateFile'] as const)
    return { setting: given, message: `${names[given]} needs ${names[missing]} beside it.` }
  }
  const needless = (['caFile', 'clientCertificateFile'] as const).find(
    (name) => settings[name] !== null,
  )
  if (isLocal && needless !== undefined) {
    const message = `${names[needless]} is for https endpoints; a unix socket has no TLS.`
    return { setting: needless, message }
  }
  return null
}

function toFormText(endpoint: string): string {
  const forms = 'https://host:port or unix:///path/to/engine.sock'
  if (endpoint.startsWith('http://')) {
    return `The endpoint "${endpoint}" has no TLS, and the engine speaks nothing else: ${forms}.`
  }
  return `The endpoint "${endpoint}" is not of the form ${forms}.`
}

/** Throws `EngineError` (`invalid_argument`) when the settings do not fit together. */
export function toEndpoint(settings: EndpointSettings, names: SettingNames): Endpoint {
  const problem = checkEndpoint(settings, names)
  const address = toAddress(settings.endpoint)
  if (problem !== null || address === null) {
    const message = problem?.message ?? toFormText(settings.endpoint)
    throw new EngineError({ code: 'invalid_argument', message })
  }
  if ('path' in address) return { address, tls: null, token: null }
  const { token, tokenFile, caFile, clientCertificateFile, clientKeyFile } = settings
  const hasIdentity = clientCertificateFile !== null && clientKeyFile !== null
  return {
    address,
    tls: {
      caFile,
      identity: hasIdentity
        ? { certificateFile: clientCertificateFile, keyFile: clientKeyFile }
        : null,
    },
    token: token !== null ? { text: token } : tokenFile !== null ? { file: tokenFile } : null,
  }
}

function toAddress(endpoint: string): Address | null {
  if (endpoint.startsWith(`${UNIX}/`)) return { path: endpoint.slice(UNIX.length) }
  if (!endpoint.startsWith(HTTPS) || !URL.canParse(endpoint)) return null
  const { hostname, port, pathname, search, hash, username, password } = new URL(endpoint)
  const isBare = pathname === '/' && `${search}${hash}${username}${password}` === ''
  if (!isBare || hostname === '') return null
  const isDefault = port === '' && !/:443\/?$/.test(endpoint)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: isDefault ? DEFAULT_PORT : Number(port === '' ? 443 : port) }
}

/** As users write it, for messages. */
export function toEndpointText(address: Address): string {
  return 'path' in address ? toAddressText(address) : `${HTTPS}${toAddressText(address)}`
}

/** Reads the files. Throws `EngineError` (`invalid_argument`) naming the one that cannot be. */
export async function readTls({ caFile, identity }: TlsFiles): Promise<ClientTls> {
  const authority = caFile === null ? undefined : await readPem(caFile)
  if (identity === null) return { authority }
  const [certificate, key] = await Promise.all([
    readPem(identity.certificateFile),
    readPem(identity.keyFile),
  ])
  return { authority, identity: { key, certificate } }
}

/** Throws as `readTls`. */
export async function readToken(source: TokenSource): Promise<string> {
  const text = 'text' in source ? source.text : await readSmall(source.file)
  const token = text.trim()
  // A header cannot carry anything else, and the value must not come up in a message.
  if (/^[\x21-\x7e]{1,512}$/.test(token)) return token
  const where = 'text' in source ? 'The token' : `The token in ${source.file}`
  const message = `${where} is not one: a token is a word of printable characters.`
  throw new EngineError({ code: 'invalid_argument', message })
}

async function readPem(path: string): Promise<string> {
  const text = await readSmall(path)
  if (text.includes('-----BEGIN ')) return text
  throw new EngineError({ code: 'invalid_argument', message: `The file ${path} is not PEM.` })
}

async function readSmall(path: string): Promise<string> {
  try {
    const bytes = await readFile(path)
    if (bytes.length <= SETTINGS_BYTES_MAX) return bytes.toString()
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const message = `The file ${path} cannot be read (${reason}).`
    throw new EngineError({ code: 'invalid_argument', message, cause })
  }
  const message = `The file ${path} is too large to be what it should be.`
  throw new EngineError({ code: 'invalid_argument', message })
}
