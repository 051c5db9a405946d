/** The face of the neutral model; see the files for contracts. */

export type * from './config.ts'
export type * from './problem.ts'
export { AccessTable } from './access.ts'
export {
  contains,
  covers,
  firstUsable,
  fromAddress,
  fromPrefix,
  isUsable,
  lastUsable,
  overlaps,
  toAddress,
  toHostPort,
  toLowestFree,
  toPrefix,
} from './ip.ts'
export type { Address, Prefix } from './ip.ts'
export { toCodeRange, toCodeRanges, toNormalCodes } from './success-codes.ts'
