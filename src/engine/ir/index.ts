/** The face of the neutral model; see the files for contracts. */

export type * from './config.ts'
export type * from './problem.ts'
