/** `lb_target_health`: every server of a backend service, with its state and the reason (R24). */

import { data, dataSource } from '../../provider/index.ts'
import type { Engine } from '../engine.ts'
import { translated } from '../diagnostics.ts'

export const targetHealth = dataSource<Engine>()({
  type: 'lb_target_health',
  description: 'The servers of a backend service as the engine sees them now.',
  attributes: {
    backend_service_id: data.required.string({ description: 'The backend service.' }),
    targets: data.computed.objectList({
      description: 'One for each server, by address and port.',
      attributes: {
        address: data.computed.string({ description: 'Its address.' }),
        port: data.computed.int({ description: 'The port that gets its traffic.' }),
        zone: data.computed.string({ description: 'Its zone.' }),
        weight: data.computed.int({ description: 'Its weight.' }),
        state: data.computed.string({
          description:
            '`initial` (not probed yet), `healthy`, `unhealthy`, `draining` (finishing what it ' +
            'has), `unused` (no traffic by rule) or `unchecked` (its health check is off).',
        }),
        reason: data.computed.string({
          nullable: true,
          description:
            'Why: `connect_failed`, `connect_timeout`, `request_timeout`, `connection_reset`, ' +
            '`status_mismatch`, `malformed_response`, `outside_zones`, `disabled`, `drained` (by ' +
            '`lb drain`), `draining`, `warming_up`; null when there is nothing to say. ' +
            '`connect_failed` is also the reason of a server that the security groups of the ' +
            'instance do not let it dial.',
        }),
        since: data.computed.string({ description: 'When the state began, RFC 3339.' }),
      },
    }),
  },
  read: async ({ config, client: engine, signal }) => {
    const id = config.backend_service_id
    const found = await translated({}, async () =>
      (await engine.connect(signal)).health(id, signal),
    )
    const targets = found
      .map(({ address, port, zone, weight, state, reason, sinceMs }) => ({
        ...{ address, port, zone, weight, state, reason },
        since: new Date(sinceMs).toISOString(),
      }))
      .toSorted((a, b) => a.address.localeCompare(b.address) || a.port - b.port)
    return { backend_service_id: id, targets }
  },
})
