/**
 * Where the framework writes what no user sees by default. The plugin room gives it its form.
 */

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'

export interface LogEntry {
  readonly level: LogLevel
  readonly message: string
  /** Further facts. No secrets, no attribute values. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>
}

export type Log = (entry: LogEntry) => void

/** Writes nothing. */
export const SILENT: Log = () => undefined
