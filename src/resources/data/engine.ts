/** `lb_engine` and `lb_zones`: the engine that answers, and its topology. */

import { data, dataSource, t } from '../../provider/index.ts'
import type { Engine } from '../engine.ts'
import { translated } from '../diagnostics.ts'

export const engine = dataSource<Engine>()({
  type: 'lb_engine',
  description: 'The engine that this provider talks to.',
  attributes: {
    version: data.computed.string({ description: 'Its version.' }),
    region: data.computed.string({ description: 'The region of its topology.' }),
    data_plane: data.computed.string({
      nullable: true,
      description: 'What carries the traffic; null while its agent is away.',
    }),
  },
  read: async ({ client: reached, signal }) => {
    const { version, topology, agent } = await translated({}, async () =>
      (await reached.connect(signal)).info(signal),
    )
    return { version, region: topology.region, data_plane: agent?.dataplane ?? null }
  },
})

export const zones = dataSource<Engine>()({
  type: 'lb_zones',
  description: 'The availability zones that the engine has.',
  attributes: {
    names: data.computed.list({
      of: t.string,
      description: 'Their names, in the order of the topology.',
    }),
    zones: data.computed.objectList({
      description: 'The zones, in the order of the topology.',
      attributes: {
        name: data.computed.string({ description: 'Its name.' }),
        racks: data.computed.int({ description: 'How many racks it has.' }),
      },
    }),
  },
  read: async ({ client: reached, signal }) => {
    const { topology } = await translated({}, async () =>
      (await reached.connect(signal)).info(signal),
    )
    return { names: topology.zones.map(({ name }) => name), zones: topology.zones }
  },
})
