/** `lb_listener`: a port of an instance, and the backend service behind it (R12 to R14, R22). */

import { defaulted, errorProblem, length, optionalComputed } from '../provider/index.ts'
import { isKnown, range, regex, required, resource } from '../provider/index.ts'
import { envelope, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'

const IDLE_TIMEOUT_SECONDS = { HTTP: 60, TCP: 1800 }

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
    description: 'What it speaks: `HTTP` or `TCP`.',
    oneOf: ['HTTP', 'TCP'],
  }),
  port: required.int({
    description:
      'Where it listens, once in an instance. Changed in place: the new port is bound before the ' +
      'old one is released.',
    check: [range({ min: 1, max: 65_535 })],
  }),
  backend_service_id: required.string({
    description:
      'Where its traffic goes. It must be of the same instance and protocol. Changing it moves ' +
      'the traffic with no failed request.',
  }),
  idle_timeout_seconds: optionalComputed.int({
    description:
      'After how long without a byte a connection is closed. Default: 60 for HTTP, 1800 for TCP.',
    check: [range({ min: 1, max: 86_400 })],
    dependsOn: ['protocol'],
  }),
  enabled: defaulted.bool({
    description: 'Switched off, the port does not answer; everything else stays.',
    default: true,
  }),
  x_forwarded_for: optionalComputed.bool({
    description:
      "Whether requests carry the client's address in `X-Forwarded-For`, appended to what came " +
      'in: always for HTTP, never for TCP. It cannot be chosen.',
    dependsOn: ['protocol'],
  }),
}

const mapping: Mapping<typeof attributes> = {
  kind: 'listener',
  attributes,
  except: ['x_forwarded_for'],
  extra: ({ spec }) => ({ x_forwarded_for: spec['protocol'] === 'HTTP' }),
}

export const listener = resource<Engine>()({
  type: 'lb_listener',
  description: 'A port of an instance that answers HTTP or TCP, and the backend service behind it.',
  attributes,
  validate: ({ x_forwarded_for: forwarded, protocol }) => {
    if (!isKnown(forwarded) || forwarded === null || !isKnown(protocol)) return []
    if (forwarded === (protocol === 'HTTP')) return []
    return [
      errorProblem({
        path: ['x_forwarded_for'],
        summary: 'x_forwarded_for cannot be chosen',
        detail:
          'The rule: HTTP listeners always forward the client’s address in X-Forwarded-For, ' +
          'and it cannot be shut down; TCP listeners have no headers. Leave x_forwarded_for out.',
      }),
    ]
  },
  derive: ({ planned: { protocol } }) =>
    isKnown(protocol)
      ? {
          x_forwarded_for: protocol === 'HTTP',
          idle_timeout_seconds: IDLE_TIMEOUT_SECONDS[protocol],
        }
      : {},
  ...throughEngine(mapping),
})

export const listenerData = lookup('lb_listener', mapping)
export const listenerList = listed('lb_listener', mapping)
