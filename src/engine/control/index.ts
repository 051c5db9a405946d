/** The face of the control process. */

export { startControl } from './control.ts'
export type { Control, ControlOptions } from './control.ts'
export { toGroupWorld, withGroups } from './groups.ts'
export type { GroupedOptions } from './groups.ts'
export { serveEngine } from './service.ts'
export type { EngineApi } from './service.ts'
export type { Step } from './steps.ts'
