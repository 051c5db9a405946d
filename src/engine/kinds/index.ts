/** The face of the kinds, and the explicit list of them: a new kind is a file and a line here. */

import { availabilityGroup } from './availability_group.ts'
import { backendService } from './backend_service.ts'
import { drain } from './drain.ts'
import { certificate } from './certificate.ts'
import { eip } from './eip.ts'
import { groupInstance } from './group_instance.ts'
import { groupState } from './group_state.ts'
import { instance } from './instance.ts'
import { listener } from './listener.ts'
import type { Kind } from './object.ts'
import { securityGroup } from './security_group.ts'
import { server } from './server.ts'
import { serverGroup } from './server_group.ts'
import { subnet } from './subnet.ts'
import { vpc } from './vpc.ts'

/** In the order of creation. */
export const kinds: readonly Kind[] = [
  vpc,
  subnet,
  securityGroup,
  eip,
  certificate,
  instance,
  serverGroup,
  server,
  availabilityGroup,
  groupInstance,
  groupState,
  drain,
  backendService,
  listener,
]

export { availabilityGroup, toInstancePort, toOwnPort, toSize } from './availability_group.ts'
export type { AvailabilityGroupSpec } from './availability_group.ts'
export { toBuiltIns } from './built_in.ts'
export { groupInstance, toHomes } from './group_instance.ts'
export type { GroupInstanceSpec, Home } from './group_instance.ts'
export { groupState } from './group_state.ts'
export type { GroupStateSpec } from './group_state.ts'
export { isInventory } from './launch.ts'
export type { Launch } from './launch.ts'
export { BUILT_IN_OWNER, lookUp, lookUpReferrers } from './object.ts'
export type {
  EngineObject,
  GroupSpec,
  InstanceDraft,
  Kind,
  Maker,
  Member,
  Reference,
  ReferenceRole,
  World,
} from './object.ts'
export { checkName, isProblems, toProblem } from './problems.ts'
export { latestBetween, toRecurrence } from './recurrence.ts'
export type { ScalingMetric, ScalingPolicy } from './scaling_policy.ts'
export { toSubnetFinder } from './subnet.ts'
export { toMembership, vpc } from './vpc.ts'
export { defaultTopology } from './topology.ts'
export { toTopology } from './topology_settings.ts'
export type { Topology, Zone } from './topology.ts'
