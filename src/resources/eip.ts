/** `lb_eip`: an address for the public, bound by an instance (R9, R10). */

import { optionalComputed, resource } from '../provider/index.ts'
import { addressRule, isSameAddress } from './address.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import type { Engine } from './engine.ts'

const attributes = {
  ...envelope,
  name: nameOf('EIP'),
  address: optionalComputed.string({
    description:
      "The address, of the engine's pool; chosen when not given. Another address is another EIP.",
    check: [addressRule],
    equivalent: isSameAddress,
    requiresReplace: true,
    dependsOn: [],
  }),
}

const mapping: Mapping<typeof attributes> = { kind: 'eip', attributes }

export const eip = resource<Engine>()({
  type: 'lb_eip',
  description:
    'An address from the pool of the engine that lasts while instances come and go. An instance ' +
    'binds it with `eip_id` and answers there, too.',
  attributes,
  ...throughEngine(mapping),
})

export const eipData = lookup('lb_eip', mapping)
export const eipList = listed('lb_eip', mapping)
