/**
 * The configuration file of the engine: `engine.json` in the state directory, or one that is named.
 *
 * Answers for: its form, and messages that name the key that is wrong. Paths in it are relative to
 * the file. A file that is not there is an empty one. Does not know: what the settings do.
 *
 *     { "api": { "listen": "0.0.0.0:7443",
 *                "certificate_file": "server.pem", "key_file": "server.key",
 *                "client_ca_file": "ca.pem", "client_roles": { "deploy": "write", "*": "read" } },
 *       "network": { "region": "dc1", "zones": [{ "name": "dc1-a", "racks": 4 }],
 *                    "eip_pool": "203.0.113.0/28", "interface": "eth0" },
 *       "metrics": { "listen": "127.0.0.1:9464" },
 *       "dashboard": { "listen": "127.0.0.1:7480" },
 *       "holds": { "clash_ms": 5000, "last_server_ms": 10000 },
 *       "data_plane": "haproxy" }
 */

import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import type { MetricsAddress } from '../agent/index.ts'
import type { CertificateRoles } from '../access/index.ts'
import type { DashboardAddress } from '../dashboard/index.ts'
import { defaultHolds } from '../control/index.ts'
import type { HoldLimits } from '../control/index.ts'
import { DEFAULT_PORT, dataPlaneChoices, isDataPlaneChoice } from '../client/index.ts'
import { isRole, roles } from '../client/index.ts'
import type { DataPlaneChoice } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import { defaultTopology, isProblems, toTopology } from '../kinds/index.ts'
import type { Topology } from '../kinds/index.ts'

const FILE_NAME = 'engine.json'

const METRICS_PORT = 9464
const DASHBOARD_PORT = 7480
/** Whoever waits longer than that is taken for dead by those who wait for the answer. */
const HOLD_MS_MAX = 60_000

export interface EngineFile {
  /** Null: the unix socket alone. */
  readonly api: ApiSettings | null
  /** Zones, the pool of EIPs, and the interface that addresses are added to. */
  readonly topology: Topology
  /** Where the agent serves metrics; null: nowhere. */
  readonly metrics: MetricsAddress | null
  /** Where control shows itself to people of this machine; null: nowhere. */
  readonly dashboard: DashboardAddress | null
  /** How long writes may wait for other writes. */
  readonly holds: HoldLimits
  /** What carries the traffic; null: what was asked for when the engine was started. */
  readonly dataPlane: DataPlaneChoice | null
}

/** The engine API on the network. */
export interface ApiSettings {
  readonly host: string
  readonly port: number
  readonly certificateFile: string
  readonly keyFile: string
  /** Whose clients' certificates are trusted; null: tokens alone. */
  readonly clientCaFile: string | null
  /** By common name; `*` is everybody else whose certificate is trusted. */
  readonly clientRoles: CertificateRoles
}

const nothing: EngineFile = {
  ...{ api: null, topology: defaultTopology, metrics: null, dashboard: null },
  holds: defaultHolds,
  dataPlane: null,
}

export interface EngineFileOptions {
  readonly stateDirectory: string
  /** Null: that of the state directory, if it is there. */
  readonly configFile: string | null
}

/** Throws `EngineError` (`invalid_argument`) with the file and the key. */
export async function readEngineFile(options: EngineFileOptions): Promise<EngineFile> {
  const path = resolve(options.configFile ?? join(options.stateDirectory, FILE_NAME))
  const text = await read(path, options.configFile !== null)
  if (text === null) return nothing
  try {
    const file = new Section(JSON.parse(text), '')
    const api = file.section('api')
    const topology = toNetwork(file.value('network') ?? {})
    const metrics = file.section('metrics')
    const dashboard = file.section('dashboard')
    const holds = file.section('holds')
    const dataPlane = toDataPlane(file.text('data_plane'))
    file.assertNothingElse()
    return {
      api: api === null ? null : toApiSettings(api, dirname(path)),
      topology,
      metrics: metrics === null ? null : toMetricsAddress(metrics),
      dashboard: dashboard === null ? null : toDashboardAddress(dashboard),
      holds: holds === null ? defaultHolds : toHolds(holds),
      dataPlane,
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw toWrong(path, reason, error)
  }
}

async function read(path: string, isNamed: boolean): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' && !isNamed) return null
    throw toWrong(path, `it cannot be read (${String(code)})`, error)
  }
}

function toWrong(path: string, reason: string, cause: unknown): EngineError {
  return new EngineError({
    code: 'invalid_argument',
    message: `The configuration file ${path} is wrong: ${reason}`,
    cause,
  })
}

function toNetwork(settings: unknown): Topology {
  const topology = toTopology(settings)
  if (!isProblems(topology)) return topology
  const [first] = topology
  throw new TypeError(`${['network', ...(first?.path ?? [])].join('.')}: ${first?.message ?? ''}`)
}

function toApiSettings(api: Section, directory: string): ApiSettings {
  const toPath = (name: string): string | null => {
    const text = api.text(name)
    return text === null ? null : resolve(directory, text)
  }
  const listen = api.needed('listen', api.text('listen'))
  const { host, port } = toListen(listen, { key: 'api.listen', fallbackPort: DEFAULT_PORT })
  const clientCaFile = toPath('client_ca_file')
  const clientRoles = api.section('client_roles')
  if (clientRoles !== null && clientCaFile === null) {
    throw new Error('api.client_roles needs api.client_ca_file beside it')
  }
  const settings = {
    ...{ host, port, clientCaFile },
    certificateFile: api.needed('certificate_file', toPath('certificate_file')),
    keyFile: api.needed('key_file', toPath('key_file')),
    clientRoles: clientRoles === null ? { '*': 'write' as const } : toRoles(clientRoles),
  }
  api.assertNothingElse()
  return settings
}

/** Loopback unless told otherwise: whoever can connect can read them. */
function toMetricsAddress(metrics: Section): MetricsAddress {
  const listen = metrics.text('listen') ?? '127.0.0.1'
  metrics.assertNothingElse()
  return toListen(listen, { key: 'metrics.listen', fallbackPort: METRICS_PORT })
}

/** Loopback and nothing else: it is plain HTTP, and tokens travel by it. */
function toDashboardAddress(dashboard: Section): DashboardAddress {
  const listen = dashboard.text('listen') ?? '127.0.0.1'
  dashboard.assertNothingElse()
  const settings = { key: 'dashboard.listen', fallbackPort: DASHBOARD_PORT }
  const address = toListen(listen, settings)
  if (/^(?:localhost|127\..*|::1)$/.test(address.host)) return address
  throw new Error(
    `dashboard.listen is a loopback address ("127.0.0.1:${DASHBOARD_PORT}"), not "${listen}":` +
      ' from elsewhere it is reached through a tunnel, such as that of ssh -L',
  )
}

function toHolds(holds: Section): HoldLimits {
  const roomMs = holds.count('clash_ms', HOLD_MS_MAX) ?? defaultHolds.roomMs
  const lingerMs = holds.count('last_server_ms', HOLD_MS_MAX) ?? defaultHolds.lingerMs
  holds.assertNothingElse()
  return { ...defaultHolds, roomMs, lingerMs }
}

function toDataPlane(text: string | null): DataPlaneChoice | null {
  if (text === null || isDataPlaneChoice(text)) return text
  throw new Error(`data_plane is one of ${dataPlaneChoices.join(', ')}, not "${text}"`)
}

function toListen(
  text: string,
  { key, fallbackPort }: { readonly key: string; readonly fallbackPort: number },
): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3] ?? fallbackPort)
  const isNamed = match?.[2] === 'localhost'
  if ((isNamed || isIP(host) === (match?.[1] === undefined ? 4 : 6)) && port <= 65_535) {
    return { host, port }
  }
  throw new Error(
    `${key} is an address and a port such as "127.0.0.1:${fallbackPort}", not "${text}"`,
  )
}

function toRoles(section: Section): CertificateRoles {
  const entries = section.names().map((name) => {
    const role = section.text(name) ?? ''
    if (isRole(role)) return [name, role] as const
    throw new Error(`api.client_roles gives "${name}" none of the roles ${roles.join(', ')}`)
  })
  return Object.fromEntries(entries)
}

/** An object of the file; whatever is not asked for is a mistake. */
class Section {
  readonly #values: ReadonlyMap<string, unknown>
  readonly #path: string
  readonly #asked = new Set<string>()

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new TypeError(`${path === '' ? 'the whole' : path} is no JSON object`)
    }
    this.#values = new Map(Object.entries(value))
    this.#path = path
  }

  names(): readonly string[] {
    return [...this.#values.keys()]
  }

  value(name: string): unknown {
    this.#asked.add(name)
    return this.#values.get(name) ?? null
  }

  text(name: string): string | null {
    const value = this.value(name)
    if (value === null || (typeof value === 'string' && value !== '')) return value
    throw new TypeError(`${this.#toPath(name)} is no text`)
  }

  /** A whole number from 0. */
  count(name: string, most: number): number | null {
    const value = this.value(name)
    if (value === null) return null
    const isWithin = Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most
    if (isWithin) return Number(value)
    throw new TypeError(`${this.#toPath(name)} is no whole number from 0 to ${most}`)
  }

  section(name: string): Section | null {
    const value = this.value(name)
    return value === null ? null : new Section(value, this.#toPath(name))
  }

  needed<Value>(name: string, value: Value | null): Value {
    if (value !== null) return value
    throw new TypeError(`${this.#toPath(name)} is missing`)
  }

  assertNothingElse(): void {
    const strange = this.names().find((name) => !this.#asked.has(name))
    if (strange === undefined) return
    throw new TypeError(`there is no setting ${this.#toPath(strange)}`)
  }

  #toPath(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }
}
