/** The face of the kinds, and the explicit list of them. */

export { BUILT_IN_OWNER } from './object.ts'
export type {
  EngineObject,
  GroupSpec,
  InstanceDraft,
  Kind,
  Member,
  Reference,
  ReferenceRole,
  World,
} from './object.ts'
export { defaultTopology } from './topology.ts'
export type { Topology, Zone } from './topology.ts'
