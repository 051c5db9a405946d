/** The face of the graph: references between objects, and all that follows from them. */

export { Graph } from './graph.ts'
export type { GraphContext, LayerChanges } from './graph.ts'
export { findCycle, toCreationOrder, toDeletionOrder } from './order.ts'
export { toConcerned, toDangling, toDependents, toKeepers } from './reach.ts'
export { toOwned, toTouched, toTouchedInstances } from './reach.ts'
