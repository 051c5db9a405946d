/**
 * The log: one JSON object a line, with time, level, message, process, and the caller's fields.
 *
 * Answers for: levels and the form of a line. Writing never throws and never waits for anyone.
 * Does not know: where lines go (`log-file.ts`, or standard error), what may be said in them.
 */

import type { Clock, LogFields, Logger } from './contract.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof logLevels)[number]

export function isLogLevel(text: string): text is LogLevel {
  return logLevels.some((level) => level === text)
}

/** Where whole lines go, each with its newline. Must not throw. */
export type LogSink = (line: string) => void

export interface LoggerOptions {
  readonly sink: LogSink
  /** Lines below it are dropped. */
  readonly level: LogLevel
  readonly clock: Clock
  /** On every line. */
  readonly fields: LogFields
}

export function createLogger(options: LoggerOptions): Logger {
  const threshold = logLevels.indexOf(options.level)
  const at = (level: LogLevel) => {
    const enabled = logLevels.indexOf(level) >= threshold
    return (message: string, fields?: LogFields): void => {
      if (!enabled) return
      const time = new Date(options.clock.nowMs()).toISOString()
      options.sink(toLine({ time, level, message, ...options.fields, ...fields }))
    }
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => createLogger({ ...options, fields: { ...options.fields, ...fields } }),
  }
}

/** For terminals and service managers, which keep what a process writes to standard error. */
export const stderrSink: LogSink = (line) => {
  process.stderr.write(line)
}

function toLine(entry: LogFields): string {
  try {
    return `${JSON.stringify(entry, toPlain)}\n`
  } catch (error) {
    // A field that has no JSON (a cycle) must not cost the message.
    const { time, level, message } = entry
    return `${JSON.stringify({ time, level, message, unloggable: String(error) })}\n`
  }
}

/** Errors have no enumerable fields and integers beyond 2^53 have no JSON. */
function toPlain(_key: string, value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    const code = 'code' in value ? value.code : undefined
    return { name, message, code, stack, cause }
  }
  return typeof value === 'bigint' ? value.toString() : value
}
