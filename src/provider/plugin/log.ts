/**
 * Log lines as Terraform reads them from a plugin's standard error.
 *
 * Answers for: the format, the level, and keeping secrets out. Does not know: what is worth saying.
 * A line that nobody wants is not built: pass costly fields as a function.
 */

import type { Environment } from './handshake.ts'

const ranks = { trace: 0, debug: 1, info: 2, warn: 3, error: 4, off: 5 } as const

export type LogLevel = Exclude<keyof typeof ranks, 'off'>

export type LogFields = Readonly<Record<string, unknown>>

type Say = (message: string, fields?: LogFields | (() => LogFields)) => void

/** One method a level. Values under keys that name secrets are masked. */
export type Logger = Readonly<Record<LogLevel, Say>>

export interface LogOptions {
  readonly env: Environment
  /** Who speaks, for Terraform's `@module`. */
  readonly module: string
  /** Takes whole lines; standard error when left out. */
  readonly write?: (line: string) => void
}

/** Terraform cuts lines at 64 KiB and reads the pieces as plain text. */
const maxLineBytes = 60_000
const maxTextLength = 8_000
const mask = '***'
const maxDepth = 6

const secretKey =
  /^pass$|pass(word|wd|phrase)|secret|token|credential|(private|api)[-_]?key|authorization|cookie/i

/** How every private key in PEM begins, wherever it stands. */
const secretText = /-----BEGIN [A-Z ]*PRIVATE KEY-----/

/** The level that `TF_LOG_PROVIDER`, else `TF_LOG`, asks for; a word nobody knows means all. */
function toRank(env: Environment): number {
  const wanted = (env['TF_LOG_PROVIDER'] || env['TF_LOG'] || 'off').toLowerCase()
  return wanted in ranks ? ranks[wanted as keyof typeof ranks] : ranks.trace
}

/** A logger for this process. Says nothing unless Terraform's log is switched on. */
export function createLogger({ env, module, write = writeToStderr }: LogOptions): Logger {
  const rank = toRank(env)
  const toSay = (level: LogLevel): Say => {
    if (ranks[level] < rank) return () => {}
    return (message, fields = {}) => {
      const values = typeof fields === 'function' ? fields() : fields
      write(toLine({ level, module, message, fields: values, nowMs: Date.now() }))
    }
  }
  return {
    trace: toSay('trace'),
    debug: toSay('debug'),
    info: toSay('info'),
    warn: toSay('warn'),
    error: toSay('error'),
  }
}

function writeToStderr(line: string): void {
  process.stderr.write(line)
}

interface Line {
  readonly level: LogLevel
  readonly module: string
  readonly message: string
  readonly fields: LogFields
  readonly nowMs: number
}

/** One line of JSON with its end, in the form that Terraform's parser takes for structured. */
export function toLine({ level, module, message, fields, nowMs }: Line): string {
  const head = {
    '@level': level,
    '@message': toShort(message),
    '@module': module,
    '@timestamp': toTimestamp(nowMs),
  }
  const line = `${JSON.stringify({ ...toFields(fields), ...head })}\n`
  if (Buffer.byteLength(line) <= maxLineBytes) return line
  return `${JSON.stringify({ ...head, fields: 'left out: too long' })}\n`
}

/** Go's layout `2006-01-02T15:04:05.000000Z07:00`: microseconds, or the line is no JSON to it. */
function toTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z')
}

function toShort(text: string): string {
  if (secretText.test(text)) return mask
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`
}

function toFields(fields: LogFields): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, toField(key, value, 0)]))
}

function toField(key: string, value: unknown, depth: number): unknown {
  if (secretKey.test(key)) return mask
  if (typeof value === 'string') return toShort(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (value instanceof Error) return toShort(value.stack ?? value.message)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object') return typeof value
  if (depth >= maxDepth) return '…'
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (Array.isArray(value)) return value.map((item: unknown) => toField('', item, depth + 1))
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(
    entries.map(([name, item]) => [String(name), toField(String(name), item, depth + 1)]),
  )
}
