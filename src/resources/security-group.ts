/** `lb_security_group`: who may connect to load balancers, and what they may dial (R8). */

import {
  ascending,
  defaulted,
  each,
  length,
  optionalComputed,
  range,
  required,
} from '../provider/index.ts'
import { resource, size, t } from '../provider/index.ts'
import { areSamePrefixes, prefixRule } from './address.ts'
import { checkBuiltIn } from './built-in.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import type { Engine } from './engine.ts'

const portRule = range({ min: 1, max: 65_535 })

const ruleAttributes = {
  direction: required.string({
    description:
      '`ingress`: clients that connect to the listeners. `egress`: servers that are dialled, for ' +
      'traffic and for health checks.',
    oneOf: ['ingress', 'egress'],
  }),
  action: defaulted.string({
    description: '`allow` or `deny`.',
    oneOf: ['allow', 'deny'],
    default: 'allow',
  }),
  protocol: defaulted.string({
    description: '`TCP`, or `ALL`, which takes no ports.',
    oneOf: ['TCP', 'ALL'],
    default: 'TCP',
  }),
  from_port: defaulted.int({
    description: "The first port: the listener's (ingress), the server's (egress).",
    default: 1,
    check: [portRule],
  }),
  to_port: defaulted.int({
    description: 'The last port, not below the first.',
    default: 65_535,
    check: [portRule],
  }),
  cidr_blocks: defaulted.set({
    of: t.string,
    description: 'Prefixes of the clients (ingress) or of the servers (egress); all by default.',
    default: ['0.0.0.0/0', '::/0'],
    check: [size({ min: 1, max: 64 }), each(prefixRule)],
    equivalent: areSamePrefixes,
  }),
  priority: defaulted.int({
    description: 'From 1 to 100; the lowest number decides, and deny among equal numbers.',
    default: 1,
    check: [range({ min: 1, max: 100 })],
  }),
}

const attributes = {
  ...envelope,
  name: nameOf('security group'),
  description: defaulted.string({
    description: 'What it is for, in at most 256 characters.',
    default: '',
    check: [length({ max: 256 })],
  }),
  vpc_id: optionalComputed.string({
    description:
      'Its VPC, that of its instances. Default: the built-in `vpc-default`. The built-in ' +
      '`sg-default` has none: it is in every VPC.',
    nullable: true,
    requiresReplace: true,
    dependsOn: [],
  }),
  rules: required.objectList({
    description:
      "The rules. What no rule of an instance's groups matches is denied, in both directions: a " +
      'group without an egress rule keeps its instances from all servers.',
    check: [size({ max: 200 })],
    attributes: ruleAttributes,
    rules: [ascending('from_port', 'to_port')],
  }),
}

const mapping: Mapping<typeof attributes> = { kind: 'security_group', attributes }

export const securityGroup = resource<Engine>()({
  type: 'lb_security_group',
  description:
    'Rules for the connections of load balancers. They are stateful: asked when a client ' +
    'connects, before a byte of it is read, and when a server is dialled or probed. A change ' +
    'holds for new connections at once; clients that are connected go on, and a server that ' +
    'may not be dialled any more gets the time to drain. Such a server is `unhealthy` with ' +
    '`connect_failed` in `lb_target_health`. An instance that names no group has the built-in ' +
    '`sg-default`, which allows everything and cannot be changed.',
  attributes,
  checkDestroy: async ({ state }) => checkBuiltIn('security group', state),
  ...throughEngine(mapping),
})

export const securityGroupData = lookup('lb_security_group', mapping)
export const securityGroupList = listed('lb_security_group', mapping)
