/** `lb_backend_service`: how traffic is shared and servers are checked (R15 to R29). */

import { check, defaulted, each, errorProblem, exactlyOneOf } from '../provider/index.ts'
import { isKnown, optional, range, regex, required, resource, size, t } from '../provider/index.ts'
import { toCodeRange, toNormalCodes } from '../engine/ir/index.ts'
import { PAGE_SIZE_MAX } from '../engine/client/contract.ts'
import type { ApiObject, EngineClient, Page } from '../engine/client/contract.ts'
import { envelope, nameOf, throughEngine, unlessAbsent } from './common.ts'
import type { Mapping } from './common.ts'
import type { Config, PlanCheckRequest, Problem } from '../provider/index.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'

const MILLISECONDS = { min: 100, max: 300_000 }

const healthCheck = {
  enabled: defaulted.bool({
    description: 'Switched off, every server counts as healthy.',
    default: true,
  }),
  protocol: optional.string({
    description: "`HTTP` or `TCP`; null means the backend service's. TCP: a server that accepts.",
    oneOf: ['HTTP', 'TCP'],
  }),
  method: defaulted.string({
    description: 'The method of an HTTP probe.',
    default: 'HEAD',
    oneOf: ['HEAD', 'GET'],
  }),
  path: defaulted.string({
    description: 'The path of an HTTP probe, query included.',
    default: '/',
    check: [
      regex(
        /^\/[\x21-\x7e]{0,2047}$/,
        'must start with "/" and have only visible ASCII characters',
      ),
    ],
  }),
  host: optional.string({
    description: "The Host header of an HTTP probe; null means the server's address and port.",
    check: [regex(/^[A-Za-z0-9._:[\]-]{1,255}$/, 'must be a host name, with a port or without')],
  }),
  port: optional.int({
    description: "Where to probe; null means the port that gets the server's traffic.",
    check: [range({ min: 1, max: 65_535 })],
  }),
  timeout_ms: defaulted.int({
    description:
      'How long a probe may take, in milliseconds. May be longer than the interval: one probe ' +
      'per server is under way at a time.',
    default: 5000,
    check: [range(MILLISECONDS)],
  }),
  interval_ms: defaulted.int({
    description: 'From the start of a probe to the start of the next, in milliseconds.',
    default: 3000,
    check: [range(MILLISECONDS)],
  }),
  unhealthy_threshold: defaulted.int({
    description: 'How many failures in a row make a server unhealthy.',
    default: 3,
    check: [range({ min: 1, max: 10 })],
  }),
  healthy_threshold: defaulted.int({
    description:
      'How many successes in a row bring an unhealthy server back. A new server needs one.',
    default: 3,
    check: [range({ min: 1, max: 10 })],
  }),
  success_codes: defaulted.list({
    of: t.string,
    description: 'Statuses that count as success: classes, single ones and ranges.',
    default: ['2xx', '3xx'],
    check: [
      size({ min: 1, max: 64 }),
      each(
        check(
          'must be a class, status or range such as 2xx, 301 or 200-204',
          (code: string) => toCodeRange(code) !== null,
        ),
      ),
    ],
    equivalent: (a, b) => toNormalCodes(a).join() === toNormalCodes(b).join(),
  }),
}

const sessionPersistence = {
  enabled: required.bool({ description: 'Whether a client keeps its server.' }),
  cookie_name: defaulted.string({
    description: 'The name of the cookie.',
    default: 'LBSESSION',
    check: [
      regex(
        /^(?!__(?:host|secure)-)[A-Za-z0-9_.-]{1,64}$/i,
        'must have 1 to 64 letters, digits, "_", "-" and ".", and not begin with "__Host-" or ' +
          '"__Secure-"',
      ),
    ],
  }),
  cookie_expire_seconds: defaulted.int({
    description:
      'How long the cookie is good after the last answer, in seconds; 0 means until the browser ' +
      'is closed. Above 0 the cookie is given anew with each answer.',
    default: 0,
    check: [range({ min: 0, max: 86_400 })],
  }),
}

const attributes = {
  ...envelope,
  lb_instance_id: required.string({
    description: 'The instance it belongs to.',
    requiresReplace: true,
  }),
  name: nameOf('backend service'),
  protocol: required.string({
    description:
      'What it speaks to servers: `HTTP` or `TCP`. Its listeners must speak the same. While ' +
      'listeners of the old protocol use it, a change replaces it: the new one is there first, ' +
      'and listeners whose `protocol` changes in the same apply move to it with no gap.',
    oneOf: ['HTTP', 'TCP'],
  }),
  port: required.int({
    description: 'The port opened on the servers, for those that name no port of their own.',
    check: [range({ min: 1, max: 65_535 })],
  }),
  algorithm: defaulted.string({
    description:
      'How a server is chosen. `weighted_round_robin`: shares follow the weights exactly. ' +
      '`weighted_least_connections`: the least active connections for its weight. `source_ip`: ' +
      'one client, one server.',
    default: 'weighted_round_robin',
    oneOf: ['weighted_round_robin', 'weighted_least_connections', 'source_ip'],
  }),
  server_group_id: optional.string({
    description: 'The servers: a server group. Either this or `availability_group_id`.',
  }),
  availability_group_id: optional.string({
    description: 'The servers: an availability group. Either this or `server_group_id`.',
  }),
  availability_group_weight: defaulted.int({
    description: "The weight of each of an availability group's instances, 0 to 100.",
    default: 10,
    check: [range({ min: 0, max: 100 })],
  }),
  session_persistence: optional.object({
    description:
      'Off when left out. For HTTP: a client keeps its server, by a cookie that the load ' +
      'balancer inserts. The cookie does not show which server that is, and servers do not get ' +
      'to see it. An answer that sets it also gets `Cache-Control: private`. The cookie wins ' +
      'over the algorithm and the weight, also a weight of 0; when its server is unhealthy, ' +
      'disabled, full or gone, the algorithm chooses another one and the cookie is renewed.',
    attributes: sessionPersistence,
  }),
  proxy_protocol: defaulted.bool({
    description:
      'For TCP: every connection to a server begins with a line of the PROXY protocol, ' +
      "version 1, that tells the client's address; servers must expect it. Health checks of the " +
      'same port begin with `PROXY UNKNOWN`, those of a `port` of their own do not.',
    default: false,
  }),
  health_check: defaulted.object({
    description: 'How servers are checked. On by default.',
    attributes: healthCheck,
    default: {},
  }),
  connection_draining_seconds: defaulted.int({
    description: 'How long the connections of a leaving server may go on.',
    default: 300,
    check: [range({ min: 0, max: 3600 })],
  }),
  fail_open: defaulted.bool({
    description:
      'With no healthy server: true sends traffic to all of them, false answers 503 (HTTP) or ' +
      'closes the connection (TCP).',
    default: false,
  }),
  connect_timeout_ms: defaulted.int({
    description: 'How long connecting to a server may take, in milliseconds.',
    default: 5000,
    check: [range({ min: 1, max: 3_600_000 })],
  }),
  response_timeout_ms: defaulted.int({
    description: 'How long a server may take to begin its answer, in milliseconds.',
    default: 60_000,
    check: [range({ min: 1, max: 3_600_000 })],
  }),
  max_connections_per_server: optional.int({
    description:
      'How many requests (HTTP) or connections (TCP) a server may have at once; null for no ' +
      'limit. A full server is passed over, also by session persistence; when all are full, the ' +
      'answer is 503 (HTTP) or the connection is closed (TCP).',
    check: [range({ min: 1, max: 1_000_000 })],
  }),
  slow_start_seconds: defaulted.int({
    description:
      'How long a server that joins others, as a new one or back in health, takes to get the ' +
      'full share of its weight; 0 means that it has it at once.',
    default: 0,
    check: [range({ min: 0, max: 900 })],
  }),
}

type Given = Config<typeof attributes>

function checkPersistence({ protocol, session_persistence: persistence }: Given): Problem[] {
  if (protocol !== 'TCP' || !isKnown(persistence) || persistence?.enabled !== true) return []
  return [
    errorProblem({
      path: ['session_persistence'],
      summary: 'Session persistence is for HTTP',
      detail:
        'A client keeps its server by a cookie, which TCP has not. Leave session_persistence ' +
        'out, or use algorithm = "source_ip", by which a client address keeps its server.',
    }),
  ]
}

function checkProxyProtocol({ protocol, proxy_protocol: isOn }: Given): Problem[] {
  if (protocol !== 'HTTP' || isOn !== true) return []
  return [
    errorProblem({
      path: ['proxy_protocol'],
      summary: 'The PROXY protocol is for TCP',
      detail:
        'Over HTTP, X-Forwarded-For tells servers the address of the client. Leave ' +
        'proxy_protocol out.',
    }),
  ]
}

const mapping: Mapping<typeof attributes> = { kind: 'backend_service', attributes }

/**
 * Terraform changes a service before its listeners, and each of them waits for the other then: a
 * service whose listeners speak the old protocol is replaced, and they move to the new one (R15).
 */
async function findReplacing(
  request: PlanCheckRequest<Engine, typeof attributes>,
): Promise<readonly 'protocol'[]> {
  const { prior, planned, signal } = request
  const { protocol } = planned
  if (prior === null || !isKnown(protocol) || protocol === prior.protocol) return []
  const engine = await request.client()
  const client = await unlessAbsent(async () => engine?.reach(signal))
  if (client === undefined || client === null) return []
  const isInTheWay = ({ spec }: ApiObject): boolean =>
    spec['backendServiceId'] === prior.id &&
    (spec['protocol'] === 'TCP' ? 'TCP' : 'HTTP') !== protocol
  const listeners = await unlessAbsent(() => allListeners(client, signal))
  return listeners?.some(isInTheWay) === true ? ['protocol'] : []
}

async function allListeners(
  client: EngineClient,
  signal: AbortSignal,
): Promise<readonly ApiObject[]> {
  const listeners: ApiObject[] = []
  const query = { kind: 'listener', owner: null, name: null, leaving: false, limit: PAGE_SIZE_MAX }
  for (let cursor: string | null = null; ;) {
    const page: Page = await client.list({ ...query, cursor }, signal)
    listeners.push(...page.objects)
    cursor = page.cursor
    if (cursor === null) return listeners
  }
}

export const backendService = resource<Engine>()({
  type: 'lb_backend_service',
  description: 'How traffic reaches the servers of a group: port, algorithm and health check.',
  attributes,
  rules: [exactlyOneOf('server_group_id', 'availability_group_id')],
  validate: (config) => [...checkPersistence(config), ...checkProxyProtocol(config)],
  findReplacing,
  ...throughEngine(mapping),
})

export const backendServiceData = lookup('lb_backend_service', mapping)
export const backendServiceList = listed('lb_backend_service', mapping)
