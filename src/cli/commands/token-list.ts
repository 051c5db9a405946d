/** `lb token list` */

import type { TokenInfo } from '../../engine/client/index.ts'
import { endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { toColumns } from '../render/layout.ts'
import { toOneLine } from '../render/visible.ts'

export const tokenList: Command = {
  words: ['token', 'list'],
  summary: 'Show the tokens of the engine, without their secrets.',
  description: '',
  options: { ...jsonOption, ...stateDirectoryOption, ...endpointOption },
  run: (call) =>
    withEngine(call, async (client) => {
      const tokens = await client.listTokens(call.signal)
      const lines = call.flag('json') ? [JSON.stringify(tokens, null, 2)] : toLines(tokens)
      for (const line of lines) call.terminal.write(line)
      return 0
    }),
}

function toLines(tokens: readonly TokenInfo[]): readonly string[] {
  if (tokens.length === 0) return ['no tokens']
  const rows = tokens.map(({ id, role, issuer, expiresMs, lastUsedMs, description }) => [
    ...[id, role, toMinute(expiresMs), lastUsedMs === null ? 'never' : toMinute(lastUsedMs)],
    ...[issuer, description].map(toOneLine),
  ])
  return toColumns([['ID', 'ROLE', 'EXPIRES', 'LAST USED', 'MADE BY', 'DESCRIPTION'], ...rows])
}

function toMinute(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16)}Z`
}
