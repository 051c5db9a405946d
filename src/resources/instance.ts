/** `lb_instance`: the load balancer itself (R4 to R11). */

import { computed, defaulted, errorProblem, isKnown, length, optional } from '../provider/index.ts'
import { optionalComputed, required, resource, size, t } from '../provider/index.ts'
import type { Unknown } from '../provider/index.ts'
import { addressRule, isSameAddress } from './address.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'

const attributes = {
  ...envelope,
  name: nameOf('instance'),
  description: defaulted.string({
    description: 'What it is for, in at most 256 characters.',
    default: '',
    check: [length({ max: 256 })],
  }),
  availability_zones: required.set({
    of: t.string,
    description:
      'The zones whose servers get traffic. A server in another zone gets no request and no ' +
      'probe; its state is `unused`.',
    check: [size({ min: 1 })],
  }),
  vpc_id: optionalComputed.string({
    description: "The VPC. It follows from the subnet; given, it must be the subnet's.",
    requiresReplace: true,
    dependsOn: ['subnet_id'],
  }),
  subnet_id: required.string({
    description: 'The subnet of its private address, such as the built-in `subnet-local-a`.',
    requiresReplace: true,
  }),
  private_ip_address: optionalComputed.string({
    description:
      'The address its listeners answer on. Chosen from the subnet when not given; can be moved ' +
      'within the subnet.',
    check: [addressRule],
    equivalent: isSameAddress,
    dependsOn: ['subnet_id'],
  }),
  enabled: defaulted.bool({
    description: 'Switched off, its listeners do not answer; everything else stays.',
    default: true,
  }),
  deletion_protection: defaulted.bool({
    description: 'While it is on, a destroy is refused when planning, and so is a replacement.',
    default: false,
  }),
  force_destroy: defaulted.bool({
    description:
      'Whether destroying it destroys its listeners and backend services too, with all their ' +
      'traffic. Off, a destroy is refused while it has any.',
    default: false,
  }),
  security_group_ids: defaulted.set({
    of: t.string,
    description:
      'Its security groups, at most four, of its VPC; their rules count as those of one. ' +
      'Default: the built-in `sg-default`, with every port open.',
    default: ['sg-default'],
    check: [size({ min: 1, max: 4 })],
  }),
  eip_id: optional.string({
    description:
      'The EIP that it answers on as well, for everyone. Bound and unbound in place; the private ' +
      'address goes on without a gap.',
  }),
  network_type: computed.string({
    description:
      '`public` with an EIP. `intranet` without: it answers on its private address only. That ' +
      'one is for its VPC and the private ranges, with an EIP or without.',
  }),
  public_ip_address: computed.string({
    description: 'The address of its EIP; null without one.',
    nullable: true,
    dependsOn: ['eip_id'],
  }),
}

const mapping: Mapping<typeof attributes> = {
  kind: 'instance',
  attributes,
  except: ['network_type'],
  extra: ({ spec }) => ({ network_type: spec['eipId'] === null ? 'intranet' : 'public' }),
}

export const instance = resource<Engine>()({
  type: 'lb_instance',
  description: 'A load balancer: its zones, its subnet, and the address its listeners answer on.',
  attributes,
  derive: ({ planned: { eip_id: eipId } }) => derive(eipId),
  checkDestroy: async ({ state }) =>
    state.deletion_protection
      ? [
          errorProblem({
            summary: 'The instance is protected from deletion',
            detail:
              `deletion_protection is on for the instance "${state.name}" (${state.id}). It ` +
              'keeps serving. Set deletion_protection = false and apply, then destroy.\n\n' +
              'Code: deletion_protected',
          }),
        ]
      : [],
  ...throughEngine(mapping),
})

/** R10, R11. An id that is not known yet is known to be one when Terraform says: not null. */
function derive(eipId: string | Unknown | null): {
  network_type?: string
  public_ip_address?: null
} {
  if (eipId === null) return { network_type: 'intranet', public_ip_address: null }
  return isKnown(eipId) || eipId.refinements?.notNull === true ? { network_type: 'public' } : {}
}

export const instanceData = lookup('lb_instance', mapping)
export const instanceList = listed('lb_instance', mapping)
