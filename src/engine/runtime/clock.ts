/** The machine's clocks, behind the interface that rooms with time in them take. */

import type { Clock } from './contract.ts'

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}
