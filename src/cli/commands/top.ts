/** `lb top` */

import type { Counters } from '../../engine/client/contract.ts'
import type { EngineConnection } from '../../engine/client/index.ts'
import { pause } from '../../engine/runtime/index.ts'
import { endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { Scene } from '../render/scene.ts'
import { toTopLines } from '../render/top.ts'
import { toIdleRates, toRates } from '../../engine/client/index.ts'
import type { AllRates } from '../../engine/client/index.ts'
import { watch } from '../watch.ts'

const LOOK_EVERY_MS = 2_000
/** The agent counts about once a second. */
const SOON_MS = 250
/** An agent that tells nothing for so long counts nothing: all rates are zero. */
const NEWS_MAX_MS = 3_000
const SERVERS_MAX = 5

export const top: Command = {
  words: ['top'],
  summary: 'Show live rates of listeners, services and servers, the busiest first.',
  description:
    'Requests (TCP: connections) and bytes a second, open connections, answers of class 5xx and\n' +
    'failures of servers a second, and the mean time of an answer. Redrawn on a terminal until\n' +
    'interrupted; elsewhere, and with --json, written again every two seconds.',
  options: {
    once: { type: 'boolean', help: 'One look, over a second, and the end.' },
    all: { type: 'boolean', help: `Every server, not only the ${SERVERS_MAX} busiest of each.` },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  run: (call) =>
    withEngine(call, async (client) => {
      let last = await client.counters(call.signal)
      let looks = 0
      const look = async (): Promise<{ lines: readonly string[]; gist: string }> => {
        const { rates, counters } = await untilNew(client, last, call.signal)
        last = counters
        const lines = await toLines(client, call, rates)
        // Rates that stay the same are news as well: each line is of its own moment.
        return { lines, gist: String(looks++) }
      }
      if (!call.flag('once')) return watch(call, { everyMs: LOOK_EVERY_MS, look })
      for (const line of (await look()).lines) call.terminal.write(line)
      return 0
    }),
}

interface News {
  readonly counters: Counters
  readonly rates: AllRates
}

/** The rates since `before`, once the agent has counted again; zeros when it does not. */
async function untilNew(
  client: EngineConnection,
  before: Counters,
  signal: AbortSignal,
): Promise<News> {
  let from = before
  let latest = before
  for (let waitedMs = 0; waitedMs < NEWS_MAX_MS; waitedMs += SOON_MS) {
    latest = await client.counters(signal)
    const rates = toRates(from, latest)
    if (rates !== null) return { counters: latest, rates }
    if (from.atMs === null) from = latest
    await pause(SOON_MS, signal)
  }
  return { counters: latest, rates: toIdleRates(latest) }
}

async function toLines(
  client: EngineConnection,
  call: Call,
  rates: AllRates,
): Promise<readonly string[]> {
  if (call.flag('json')) {
    const servers = [...rates.servers].flatMap(([serviceId, rows]) =>
      [...rows].map(([serverId, row]) => ({ serviceId, serverId, ...row })),
    )
    const listeners = [...rates.listeners].map(([listenerId, row]) => ({ listenerId, ...row }))
    return [JSON.stringify({ listeners, servers })]
  }
  const scene = new Scene(await client.snapshot(call.signal))
  const serversMax = call.flag('all') ? Infinity : SERVERS_MAX
  const lines = toTopLines(scene, rates, { style: call.terminal.style, serversMax })
  return call.terminal.screen === null ? [...lines, ''] : lines
}
