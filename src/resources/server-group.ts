/** `lb_server_group`: servers you run, with weights (R6, R30). */

import { defaulted, optional, optionalComputed, range } from '../provider/index.ts'
import { required, resource, size } from '../provider/index.ts'
import { addressRule, isSameAddress } from './address.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { lookup } from './data/lookup.ts'

const port = (description: string) =>
  optional.int({ description, check: [range({ min: 1, max: 65_535 })] })

const attributes = {
  ...envelope,
  name: nameOf('server group'),
  vpc_id: optionalComputed.string({
    description: 'The VPC of its servers. Default: the built-in `vpc-default`.',
    requiresReplace: true,
    dependsOn: [],
  }),
  port: port("The port of servers that name none; null means the backend service's."),
  servers: defaulted.objectSet({
    description: 'The servers; address and port are unique in the group.',
    default: [],
    check: [size({ max: 10_000 })],
    attributes: {
      address: required.string({
        description: 'Its IP address, inside the VPC.',
        check: [addressRule],
        equivalent: isSameAddress,
      }),
      port: port("Its port; null means the group's, else the backend service's."),
      weight: defaulted.int({
        description:
          'Its share, 0 to 100, against the other weights. 0 takes no new work and finishes what ' +
          'it has.',
        default: 10,
        check: [range({ min: 0, max: 100 })],
      }),
      zone: optional.string({
        description:
          "Its zone; null means its subnet's. In the default VPC a server outside all subnets is " +
          'in the first zone of the topology.',
      }),
      enabled: defaulted.bool({
        description: 'Switched off, it gets no traffic and no probe.',
        default: true,
      }),
      name: optional.string({ description: 'A name for people.' }),
    },
  }),
}

const mapping: Mapping<typeof attributes> = { kind: 'server_group', attributes }

export const serverGroup = resource<Engine>()({
  type: 'lb_server_group',
  description: 'Servers that you run, with their weights.',
  attributes,
  ...throughEngine(mapping),
})

export const serverGroupData = lookup('lb_server_group', mapping)
