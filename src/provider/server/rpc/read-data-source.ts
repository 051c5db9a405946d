/**
 * ReadDataSource: looks something up.
 */

import type { Problem } from '../../schema/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import { bounded } from '../bounded.ts'
import type { DataSource } from '../declaration/data-source.ts'
import { Warnings } from '../host.ts'
import type { Host } from '../host.ts'
import { checkStorable, settle } from '../plan/settle.ts'
import { READ_TIMEOUT_MS } from '../timeouts.ts'

export interface DataReadRequest {
  readonly dataSource: DataSource<unknown>
  readonly config: ObjectValue
  readonly signal: AbortSignal
}

export interface DataReadAnswer {
  readonly state: ObjectValue
  readonly problems: readonly Problem[]
}

export async function readDataSource(
  host: Host,
  request: DataReadRequest,
): Promise<DataReadAnswer> {
  const { dataSource, config } = request
  const { run } = host
  const warnings = new Warnings()
  const what = `reading data source ${dataSource.type}`
  const bounds = { limitMs: READ_TIMEOUT_MS, signals: [run.signal, request.signal], what }
  const returned = await bounded(bounds, async (signal) => {
    const client = await run.client()
    return dataSource.read({ config, client, signal, warn: warnings.add })
  })
  const { schema } = dataSource
  const state = settle(schema.attributes, { returned, expected: config })
  const faults = checkStorable(schema, state)
  if (faults.length > 0) throw new TypeError(`what was read cannot be stored: ${faults.join('; ')}`)
  return { state, problems: warnings.problems }
}
