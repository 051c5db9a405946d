/**
 * What the engine needs of the machine, as interfaces, so that rooms with a clock or a log can be
 * tested without one.
 *
 * Answers for: the forms of logger, clock and timers. Does not know: what is logged, or why.
 */

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger
}

/** Never secrets; values are JSON. */
export type LogFields = Readonly<Record<string, unknown>>

export interface Clock {
  /** Milliseconds since the epoch, for records. */
  nowMs(): number
  /** Milliseconds that never go back, for durations. */
  monotonicMs(): number
}

/** A clock that can also wake somebody up. */
export interface Timers extends Clock {
  after(delayMs: number, run: () => void): Cancel
}

/** Stops what was begun. Idempotent; nothing is called back afterwards. */
export type Cancel = () => void
