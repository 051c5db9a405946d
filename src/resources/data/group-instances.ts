/** `lb_availability_group_instances`: what runs of an availability group now (R31, R33). */

import { data, dataSource } from '../../provider/index.ts'
import type { Engine } from '../engine.ts'
import { translated } from '../diagnostics.ts'

/** The spec of the engine's kind `group_instance`, as far as it is shown. */
interface InstanceSpec {
  readonly groupId: string
  readonly address: string
  readonly zone: string
  readonly rack: number
}

export const availabilityGroupInstances = dataSource<Engine>()({
  type: 'lb_availability_group_instances',
  description: 'The instances that an availability group has now, with their places.',
  attributes: {
    availability_group_id: data.required.string({ description: 'The group.' }),
    instances: data.computed.objectList({
      description: 'One for each instance, the oldest first.',
      attributes: {
        id: data.computed.string({ description: 'Its identity.' }),
        address: data.computed.string({ description: 'Its address.' }),
        zone: data.computed.string({ description: 'Its zone.' }),
        rack: data.computed.int({ description: 'Its rack, counted from 0.' }),
        created: data.computed.string({ description: 'When it was made, RFC 3339.' }),
      },
    }),
  },
  read: async ({ config, client: engine, signal }) => {
    const groupId = config.availability_group_id
    const { objects } = await translated({}, async () =>
      (await engine.connect(signal)).snapshot(signal),
    )
    const instances = objects
      .filter(({ kind, spec }) => kind === 'group_instance' && spec['groupId'] === groupId)
      .toSorted((a, b) => a.createdMs - b.createdMs || a.id.localeCompare(b.id))
      .map(({ id, createdMs, spec }) => {
        const { address, zone, rack } = spec as unknown as InstanceSpec
        return { id, address, zone, rack, created: new Date(createdMs).toISOString() }
      })
    return { availability_group_id: groupId, instances }
  },
})
