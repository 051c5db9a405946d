/** `lb_server`: one member of a server group, as a resource of its own (R6, R30). */

import { defaulted, optional, range, regex, required, resource } from '../provider/index.ts'
import { addressRule, isSameAddress } from './address.ts'
import { envelope, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import type { Engine } from './engine.ts'
import { memberAttributes, memberPort } from './member.ts'

const attributes = {
  ...envelope,
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
  server_group_id: required.string({
    description: 'Its group, which must not list `servers` itself.',
    requiresReplace: true,
  }),
  address: required.string({
    description: "Its IP address, inside the group's VPC.",
    check: [addressRule],
    equivalent: isSameAddress,
    requiresReplace: true,
  }),
  port: optional.int({
    description: memberPort,
    check: [range({ min: 1, max: 65_535 })],
    requiresReplace: true,
  }),
  ...memberAttributes,
}

const mapping: Mapping<typeof attributes> = { kind: 'server', attributes }

export const server = resource<Engine>()({
  type: 'lb_server',
  description:
    'One server of a group, for where servers come and go one by one. The group must not list ' +
    '`servers`; address and port are unique in it. The last server that a backend service has, ' +
    'once destroyed, serves on until another one comes, for ten seconds at most: a server that ' +
    'is replaced goes before its successor comes, and no request sees a gap. To have it out of ' +
    'traffic at once, set `enabled = false` first.',
  attributes,
  ...throughEngine(mapping),
})

export const serverData = lookup('lb_server', mapping)
export const serverList = listed('lb_server', mapping)
