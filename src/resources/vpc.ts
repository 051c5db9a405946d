/** `lb_vpc`: the prefixes whose addresses belong together (R5, R6). */

import { each, required, resource, size, t } from '../provider/index.ts'
import { areSamePrefixes, prefixRule } from './address.ts'
import { checkBuiltIn } from './built-in.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import type { Engine } from './engine.ts'

const attributes = {
  ...envelope,
  name: nameOf('VPC'),
  cidr_blocks: required.set({
    of: t.string,
    description:
      'Its prefixes, such as `10.0.0.0/8`. Only servers in one of them get traffic from the ' +
      'load balancers of the VPC. A prefix that subnets or servers still need cannot be taken ' +
      'away.',
    check: [size({ min: 1, max: 64 }), each(prefixRule)],
    equivalent: areSamePrefixes,
  }),
}

const mapping: Mapping<typeof attributes> = { kind: 'vpc', attributes }

export const vpc = resource<Engine>()({
  type: 'lb_vpc',
  description:
    'A network of its own: load balancers forward only to servers inside their VPC. The built-in ' +
    '`vpc-default` is there from the start, on loopback and the private ranges.',
  attributes,
  checkDestroy: async ({ state }) => checkBuiltIn('VPC', state),
  ...throughEngine(mapping),
})

export const vpcData = lookup('lb_vpc', mapping)
export const vpcList = listed('lb_vpc', mapping)
