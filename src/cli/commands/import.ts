/** `lb import` */

import { readFile } from 'node:fs/promises'
import type { Imported } from '../../engine/client/index.ts'
import { EngineError } from '../../engine/errors.ts'
import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { fromExportText } from '../transfer-file.ts'

export const importCommand: Command = {
  words: ['import'],
  summary: 'Take over exported objects with their ids, all or none.',
  description:
    'One transaction: live when it returns, and refused as a whole when anything of it does not ' +
    'fit. With --prune the engine has these objects and no others afterwards, as a standby that ' +
    'follows. Secrets that are null are kept as they are.',
  options: {
    prune: { type: 'boolean', help: 'Delete every declared object that is not in the file.' },
    'dry-run': { type: 'boolean', help: 'Say what it would do, and do nothing.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  takes: 'FILE',
  run: async (call) => {
    const [path, ...more] = call.words
    if (path === undefined || more.length > 0) throw new UsageError('`lb import` takes one file.')
    const objects = fromExportText(await read(path), path)
    const dryRun = call.flag('dry-run')
    return withEngine(call, async (client) => {
      const query = { objects, prune: call.flag('prune'), dryRun }
      const imported = await client.importObjects(query, call.signal)
      const lines = call.flag('json')
        ? [JSON.stringify(imported, null, 2)]
        : toLines(imported, dryRun)
      for (const line of lines) call.terminal.write(line)
      return 0
    })
  },
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const message = `${path} cannot be read (${reason})`
    throw new EngineError({ code: 'invalid_argument', message, cause })
  }
}

function toLines({ steps, revision }: Imported, isDry: boolean): readonly string[] {
  const lines = steps.map(({ type, kind, id, name }) => `${type} ${kind} ${id} ${name}`.trimEnd())
  const change = steps.length === 1 ? '1 change' : `${steps.length} changes`
  return [...lines, isDry ? `${change}, not done` : `${change}, revision ${revision}`]
}
