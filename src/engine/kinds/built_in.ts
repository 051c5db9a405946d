/**
 * What exists from the start: the default VPC and one subnet per zone, on loopback addresses, so
 * that the five resources alone give a working load balancer, without root (R5); and the security
 * group with every port open (R8).
 *
 * Answers for: these objects. Does not know: how they are kept apart from declared ones.
 */

import { BUILT_IN_OWNER } from './object.ts'
import type { EngineObject, Kind } from './object.ts'
import { openGroupId, securityGroup, toOpenSpec } from './security_group.ts'
import { subnet } from './subnet.ts'
import type { Topology } from './topology.ts'
import { defaultVpcId, vpc } from './vpc.ts'

const defaultPrefixes = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
]

/** The second byte of the first zone's subnet: 127.10.0.0/16, then 127.11.0.0/16, … */
const firstSubnetByte = 10

/** The built-in objects for a topology; never stored, never changed. */
export function toBuiltIns(topology: Topology): readonly EngineObject[] {
  const home = toBuiltIn(vpc, { id: defaultVpcId, spec: { cidrBlocks: defaultPrefixes } })
  const subnets = topology.zones.map((zone, index) =>
    toBuiltIn(subnet, {
      id: `subnet-${zone.name}`,
      spec: {
        vpcId: defaultVpcId,
        cidrBlock: `127.${firstSubnetByte + index}.0.0/16`,
        availabilityZone: zone.name,
      },
    }),
  )
  const open = toBuiltIn(securityGroup, { id: openGroupId, spec: toOpenSpec() })
  return [home, ...subnets, open]
}

function toBuiltIn<Spec>(
  kind: Kind<Spec>,
  { id, spec }: { readonly id: string; readonly spec: Spec },
): EngineObject<Spec> {
  return {
    kind: kind.name,
    id,
    name: id,
    owner: BUILT_IN_OWNER,
    tags: {},
    generation: 1,
    idempotencyKey: null,
    createdMs: 0,
    spec,
  }
}
