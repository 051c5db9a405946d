/**
 * HAProxy's table of statistics, as rows by name.
 *
 * Answers for: reading `show stat`, and turning a row into the contract's counters. Pure. Does not
 * know: sockets, or workers that were before.
 */

/** A row's numbers by HAProxy's names of columns. */
export type Row = ReadonlyMap<string, number>

export interface Statistics {
  /** By the name of the front. */
  readonly fronts: ReadonlyMap<string, Row>
  /** By `back/slot`. */
  readonly servers: ReadonlyMap<string, Row>
}

const wanted: ReadonlySet<string> = new Set([
  ...['scur', 'stot', 'bin', 'bout', 'dreq', 'ereq', 'econ', 'eresp', 'dcon', 'dses'],
  ...['wretr', 'wredis'],
  ...['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'req_tot', 'conn_tot'],
  ...['connect', 'used_conn_cur', 'idle_conn_cur', 'ssl_failed_handshake'],
])

/** Rows that are not fronts or servers are left out, as are columns that nobody needs. */
export function readStatistics(text: string): Statistics {
  const [head = '', ...lines] = text.replace(/^# /, '').split('\n')
  const columns = head.split(',')
  const fronts = new Map<string, Row>()
  const servers = new Map<string, Row>()
  for (const line of lines) {
    const cells = line.split(',')
    const [name, part] = cells
    if (name === undefined || part === undefined || part === 'BACKEND') continue
    const row = toRow(columns, cells)
    if (part === 'FRONTEND') fronts.set(name, row)
    else servers.set(`${name}/${part}`, row)
  }
  return { fronts, servers }
}

function toRow(columns: readonly string[], cells: readonly string[]): Row {
  const row = new Map<string, number>()
  for (const [index, column] of columns.entries()) {
    if (wanted.has(column)) row.set(column, Number(cells[index] ?? 0))
  }
  return row
}

/** Columns that say how much there is now; all others only grow. */
const gauges: ReadonlySet<string> = new Set(['scur', 'used_conn_cur', 'idle_conn_cur'])

export function addRows(left: Row | undefined, right: Row | undefined): Row {
  if (left === undefined) return right ?? new Map()
  const sum = new Map(left)
  for (const [column, value] of right ?? []) sum.set(column, (sum.get(column) ?? 0) + value)
  return sum
}

/** What is left of a row when its worker is gone. */
export function withoutGauges(row: Row): Row {
  return new Map([...row].filter(([column]) => !gauges.has(column)))
}

/** What a row counts beyond what it did; gauges are as they are. */
export function withoutBase(row: Row | undefined, base: Row | undefined): Row {
  const values = [...(row ?? [])].map(([column, value]): [string, number] => [
    column,
    gauges.has(column) ? value : value - (base?.get(column) ?? 0),
  ])
  return new Map(values)
}
