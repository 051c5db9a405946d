/** The machine's timers. */

import { systemClock } from './clock.ts'
import type { Timers } from './contract.ts'

export const systemTimers: Timers = {
  ...systemClock,
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
