/** The face of the neutral model; see the files for contracts. */

export type * from './config.ts'
export type * from './problem.ts'
export { toCodeRange, toCodeRanges, toNormalCodes } from './success-codes.ts'
