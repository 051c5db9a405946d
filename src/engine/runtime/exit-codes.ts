/** How the engine's processes end, for whoever started them. */

export const exitCodes = {
  done: 0,
  failed: 1,
  /** EX_SOFTWARE of sysexits.h: a bug; the log has its stack. */
  crashed: 70,
  /** EX_TEMPFAIL: another process has this role and this state directory. Not an error. */
  alreadyRunning: 75,
} as const
