/** `lb_subnet`: a prefix of a VPC, in one zone (R5). */

import { required, resource } from '../provider/index.ts'
import { isSamePrefix, prefixRule } from './address.ts'
import { checkBuiltIn } from './built-in.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import type { Engine } from './engine.ts'

const attributes = {
  ...envelope,
  name: nameOf('subnet'),
  vpc_id: required.string({
    description: 'Its VPC, such as the built-in `vpc-default`.',
    requiresReplace: true,
  }),
  cidr_block: required.string({
    description:
      "Its prefix, inside one of the VPC's and apart from those of the VPC's other subnets. Load " +
      'balancers get their private addresses from it.',
    check: [prefixRule],
    equivalent: isSamePrefix,
    requiresReplace: true,
  }),
  availability_zone: required.string({
    description: 'Its zone, and that of the servers in it.',
    requiresReplace: true,
  }),
}

const mapping: Mapping<typeof attributes> = { kind: 'subnet', attributes }

export const subnet = resource<Engine>()({
  type: 'lb_subnet',
  description:
    'Addresses of a VPC in one zone. The built-in `subnet-local-a`, `subnet-local-b` and ' +
    '`subnet-local-c` are there from the start, on loopback.',
  attributes,
  checkDestroy: async ({ state }) => checkBuiltIn('subnet', state),
  ...throughEngine(mapping),
})

export const subnetData = lookup('lb_subnet', mapping)
export const subnetList = listed('lb_subnet', mapping)
