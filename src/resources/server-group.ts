/** `lb_server_group`: servers you run, with weights (R6, R30). */

import { optional, optionalComputed, required, resource, size } from '../provider/index.ts'
import { addressRule, isSameAddress } from './address.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import { memberAttributes, memberPort, serverPort } from './member.ts'

const attributes = {
  ...envelope,
  name: nameOf('server group'),
  vpc_id: optionalComputed.string({
    description: 'The VPC of its servers. Default: the built-in `vpc-default`.',
    requiresReplace: true,
    dependsOn: [],
  }),
  port: serverPort("The port of servers that name none; null means the backend service's."),
  servers: optional.objectSet({
    description:
      'The servers; address and port are unique in the group. Null means that its members are ' +
      '`lb_server` resources. Terraform compares the elements of a set pair by pair: with many ' +
      'thousands of servers an apply takes it minutes, and several groups take less.',
    check: [size({ max: 10_000 })],
    attributes: {
      address: required.string({
        description: 'Its IP address, inside the VPC.',
        check: [addressRule],
        equivalent: isSameAddress,
      }),
      port: serverPort(memberPort),
      ...memberAttributes,
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
export const serverGroupList = listed('lb_server_group', mapping)
