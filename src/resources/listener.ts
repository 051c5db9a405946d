/** `lb_listener`: a port of an instance, and the backend service behind it (R12 to R14, R22). */

import { defaulted, errorProblem, length, optional, optionalComputed } from '../provider/index.ts'
import { isKnown, range, regex, required, resource, size, t, unique } from '../provider/index.ts'
import type { Config, Problem } from '../provider/index.ts'
import { envelope, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'

const IDLE_TIMEOUT_SECONDS = { HTTP: 60, HTTPS: 60, TCP: 1800 }
const CERTIFICATES_MAX = 100

const attributes = {
  ...envelope,
  lb_instance_id: required.string({
    description: 'The instance whose port it is.',
    requiresReplace: true,
  }),
  name: defaulted.string({
    description: 'A name for people; it need not be unique.',
    default: '',
    check: [
      regex(
        /^[\p{L}\p{M}\p{Nd} _.-]{0,128}$/u,
        'must have at most 128 letters of any script, digits, spaces, "_", "-" and "."',
      ),
    ],
  }),
  description: defaulted.string({
    description: 'What it is for, in at most 256 characters.',
    default: '',
    check: [length({ max: 256 })],
  }),
  protocol: required.string({
    description:
      'What it speaks: `HTTP`, `HTTPS` or `TCP`. With HTTPS, TLS is ended here, and servers are ' +
      'told so by `X-Forwarded-Proto: https`.',
    oneOf: ['HTTP', 'HTTPS', 'TCP'],
  }),
  port: required.int({
    description:
      'Where it listens, once in an instance. Changed in place: the new port is bound before the ' +
      'old one is released.',
    check: [range({ min: 1, max: 65_535 })],
  }),
  backend_service_id: required.string({
    description:
      'Where its traffic goes. It must be of the same instance, and of the protocol `HTTP` for ' +
      'HTTP and HTTPS, `TCP` for TCP. Changing it moves the traffic with no failed request.',
  }),
  certificate_ids: defaulted.list({
    of: t.string,
    description:
      'For HTTPS, at least one. The first is the default; each other one is shown to clients ' +
      'that ask for one of its names (SNI): exactly that name first, then a wildcard for its ' +
      'first label.',
    default: [],
    check: [size({ max: CERTIFICATES_MAX }), unique()],
  }),
  minimum_tls_version: optional.string({
    description: 'For HTTPS: `1.2`, which is what null means, or `1.3`. Nothing older is spoken.',
    oneOf: ['1.2', '1.3'],
  }),
  idle_timeout_seconds: optionalComputed.int({
    description:
      'After how long without a byte a connection is closed. Default: 60 for HTTP and HTTPS, ' +
      '1800 for TCP.',
    check: [range({ min: 1, max: 86_400 })],
    dependsOn: ['protocol'],
  }),
  access_log: optional.string({
    description:
      'For HTTP and HTTPS: a line for each request, `json` (one object a line) or `combined` ' +
      '(the format of Apache and nginx), in `agent/access-log/<id>.log` of the engine’s state ' +
      'directory. Five files of 64 MiB are kept. Each request then has an id: its ' +
      '`X-Request-Id`, or a new one that the server is told too. Off by default; lines never ' +
      'delay traffic: those that find no room are left out and counted.',
    oneOf: ['json', 'combined'],
  }),
  enabled: defaulted.bool({
    description: 'Switched off, the port does not answer; everything else stays.',
    default: true,
  }),
  x_forwarded_for: optionalComputed.bool({
    description:
      "Whether requests carry the client's address in `X-Forwarded-For`, appended to what came " +
      'in: always for HTTP and HTTPS, never for TCP. It cannot be chosen.',
    dependsOn: ['protocol'],
  }),
}

const mapping: Mapping<typeof attributes> = {
  kind: 'listener',
  attributes,
  except: ['x_forwarded_for'],
  extra: ({ spec }) => ({ x_forwarded_for: spec['protocol'] !== 'TCP' }),
}

type Said = Config<typeof attributes>

function checkAccessLog({ access_log: format, protocol }: Said): readonly Problem[] {
  if (!isKnown(format) || format === null || !isKnown(protocol) || protocol !== 'TCP') return []
  const summary = 'Access logs are for HTTP and HTTPS'
  const detail = 'The listener speaks TCP, which has no requests. Leave access_log out.'
  return [errorProblem({ path: ['access_log'], summary, detail })]
}

function checkForwarded({ x_forwarded_for: forwarded, protocol }: Said): readonly Problem[] {
  if (!isKnown(forwarded) || forwarded === null || !isKnown(protocol)) return []
  if (forwarded === (protocol !== 'TCP')) return []
  return [
    errorProblem({
      path: ['x_forwarded_for'],
      summary: 'x_forwarded_for cannot be chosen',
      detail:
        'The rule: HTTP and HTTPS listeners always forward the client’s address in ' +
        'X-Forwarded-For, and it cannot be shut down; TCP listeners have no headers. Leave ' +
        'x_forwarded_for out.',
    }),
  ]
}

/** Certificates are for HTTPS, which cannot do without. */
function checkTls(config: Said): readonly Problem[] {
  const { protocol, certificate_ids: ids, minimum_tls_version: version } = config
  if (!isKnown(protocol) || !isKnown(ids)) return []
  const count = ids?.length ?? 0
  if (protocol === 'HTTPS') {
    if (count > 0) return []
    const detail = 'Name at least one lb_certificate by its id. The first is the default.'
    return [
      errorProblem({ path: ['certificate_ids'], summary: 'HTTPS needs a certificate', detail }),
    ]
  }
  const detail = `The listener speaks ${protocol}. Leave it out, or set protocol = "HTTPS".`
  const summary = 'This is for HTTPS listeners'
  return [
    ...(count > 0 ? [errorProblem({ path: ['certificate_ids'], summary, detail })] : []),
    ...(isKnown(version) && version !== null
      ? [errorProblem({ path: ['minimum_tls_version'], summary, detail })]
      : []),
  ]
}

export const listener = resource<Engine>()({
  type: 'lb_listener',
  description:
    'A port of an instance that answers HTTP, HTTPS or TCP, and the backend service behind it.',
  attributes,
  validate: (config) => [...checkForwarded(config), ...checkTls(config), ...checkAccessLog(config)],
  derive: ({ planned: { protocol } }) =>
    isKnown(protocol)
      ? {
          x_forwarded_for: protocol !== 'TCP',
          idle_timeout_seconds: IDLE_TIMEOUT_SECONDS[protocol],
        }
      : {},
  ...throughEngine(mapping),
})

export const listenerData = lookup('lb_listener', mapping)
export const listenerList = listed('lb_listener', mapping)
