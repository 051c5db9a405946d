/** The face of the control process. */

export { startControl } from './control.ts'
export type { Control, ControlOptions } from './control.ts'
export type { Step } from './steps.ts'
