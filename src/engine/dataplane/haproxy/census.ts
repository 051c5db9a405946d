/**
 * The contract's counters, from the tables of all workers that ever ran.
 *
 * Answers for: what a slot counted for an endpoint that had it before is not the next one's. Does
 * not know: who may have work.
 */

import type { Observation } from '../contract.ts'
import { listenersOf, poolsOf } from '../parts.ts'
import type { Known } from './known.ts'
import { toBackName, toFrontName } from './naming.ts'
import { slotName } from './plan.ts'
import { toEndpointCounters, toListenerCounters } from './reports.ts'
import { withoutBase } from './statistics.ts'
import type { Row, Statistics } from './statistics.ts'
import type { Workers } from './workers.ts'

export class Census {
  readonly #workers: Workers
  /** What servers had counted for those who had their slots before. */
  readonly #bases = new Map<string, Row>()
  #statistics: Statistics = { fronts: new Map(), servers: new Map() }

  constructor(workers: Workers) {
    this.#workers = workers
  }

  /** Asks the workers. */
  async read(): Promise<void> {
    this.#statistics = await this.#workers.read()
  }

  /** Asks for the servers of these backs alone. */
  async readBacks(backs: ReadonlySet<string>): Promise<void> {
    const servers = await this.#workers.readBacks(backs)
    this.#statistics = {
      ...this.#statistics,
      servers: new Map([...this.#statistics.servers, ...servers]),
    }
  }

  /** How much work a server had when it was read. */
  workOf(server: string): number {
    return this.#statistics.servers.get(server)?.get('scur') ?? 0
  }

  /** From now on it counts for another. */
  rebase(server: string): void {
    this.#bases.set(server, this.#statistics.servers.get(server) ?? new Map())
  }

  toCounters({ config, rosters }: Known): Observation {
    const { fronts, servers } = this.#statistics
    const listeners = listenersOf(config).map(({ id }) =>
      toListenerCounters(id, fronts.get(toFrontName(id)) ?? new Map()),
    )
    const endpoints = poolsOf(config).flatMap(({ id: poolId, endpoints: list }) => {
      const back = toBackName(poolId)
      return list.map(({ id: endpointId }) => {
        const server = `${back}/${slotName(rosters.get(poolId)?.slotOf(endpointId) ?? 0)}`
        const row = withoutBase(servers.get(server), this.#bases.get(server))
        return toEndpointCounters({ poolId, endpointId }, row)
      })
    })
    return { kind: 'counters', listeners, endpoints }
  }
}
