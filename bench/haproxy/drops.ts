/**
 * A hundred changes at a thousand requests a second: how many requests fail.
 *
 * Answers for: changes that HAProxy is told while it runs, and such that take a reload, in turns.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { createHaproxy } from '../../src/engine/dataplane/haproxy/index.ts'
import type { ProxyConfig } from '../../src/engine/ir/index.ts'
import { startBackend, startTraffic } from '../../test/support/backends.ts'
import { freePort } from '../../test/support/ports.ts'
import { createLog } from '../proxy/log.ts'
import { LOOPBACK, haproxyPath, toListener, toPool } from './objects.ts'

const REQUESTS_PER_SECOND = 1000
const CHANGES = 100
const CHANGE_EVERY_MS = 100
const SERVERS = 6
const DEADLINE_MS = 30_000

export async function benchDrops(): Promise<void> {
  const plane = createHaproxy({ log: createLog(), path: haproxyPath() })
  const servers = await Promise.all(
    Array.from({ length: SERVERS }, (_, index) => startBackend({ name: `s${index}` })),
  )
  const place = { port: await freePort(), otherPort: await freePort() }
  const ports = servers.map(({ port }) => port)
  const apply = async (turn: number): Promise<void> => {
    const config = toConfig({ ...place, ports, turn })
    const outcome = await plane.apply(config, new Map(), AbortSignal.timeout(DEADLINE_MS))
    if (outcome.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
  }
  try {
    await apply(0)
    const traffic = startTraffic(`http://${LOOPBACK}:${place.port}/`, REQUESTS_PER_SECOND)
    const startMs = performance.now()
    for (let turn = 1; turn <= CHANGES; turn++) {
      await apply(turn)
      await delay(CHANGE_EVERY_MS)
    }
    const seconds = (performance.now() - startMs) / 1000
    const { sent, failures } = await traffic.stop()
    const rate = (sent / seconds).toFixed(0)
    console.log(`\n${CHANGES} changes in ${seconds.toFixed(1)} s, every third with a reload`)
    console.log(`${sent} requests (${rate}/s), ${failures.length} failed`)
    for (const failure of failures.slice(0, 5)) console.log(`failed: ${failure}`)
  } finally {
    await plane.close(0)
    await Promise.all(servers.map((server) => server.close()))
  }
}

/** Weights change in each turn, members in two of three; in the third a listener comes or goes. */
function toConfig(place: {
  readonly port: number
  readonly otherPort: number
  readonly ports: readonly number[]
  readonly turn: number
}): ProxyConfig {
  const { port, otherPort, ports, turn } = place
  const pool = toPool('pool', ports)
  const endpoints = pool.endpoints
    .map((endpoint, index) => ({ ...endpoint, weight: 1 + ((turn * (index + 1)) % 20) }))
    .filter((_, index) => turn % 3 === 0 || index !== turn % ports.length)
  const other = toListener({ id: 'other', port: otherPort, poolId: 'pool' })
  return {
    revision: turn + 1,
    instances: [
      {
        id: 'instance',
        name: 'bench',
        pools: [{ ...pool, endpoints }],
        listeners: [
          toListener({ id: 'listener', port, poolId: 'pool' }),
          ...(Math.floor(turn / 3) % 2 === 0 ? [] : [other]),
        ],
      },
    ],
  }
}
