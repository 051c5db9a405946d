/** The face of the control process. */

export { Calls } from './calls.ts'
export { checkFitness } from './fitness.ts'
export { startControl } from './control.ts'
export type { Control, ControlOptions } from './control.ts'
export { toGroupWorld, withGroups } from './groups.ts'
export type { GroupedOptions } from './groups.ts'
export type { EngineApi } from './api.ts'
export { serveEngine } from './service.ts'
export type { Network, ServeEngineOptions } from './service.ts'
export type { Access } from './service-writes.ts'
export type { Step } from './steps.ts'
