/**
 * From the neutral model to a plan: names, slots, and who may have work.
 *
 * Answers for: the conditions of endpoints and fail-open, told by slots that are on or off. Does
 * not know: what HAProxy has at this moment.
 */

import type { ProxyConfig, ProxyEndpoint, ProxyListener, ProxyPool } from '../../ir/index.ts'
import type { Conditions } from '../contract.ts'
import { toCookieToken } from '../cookie.ts'
import { isUp, listenersOf, poolsOf } from '../parts.ts'
import { toBackName, toFrontName } from './naming.ts'
import { emptySlot } from './plan.ts'
import type { Back, Front, Plan, Slot } from './plan.ts'
import { Roster } from './roster.ts'

/** By the ids of pools. */
export type Rosters = ReadonlyMap<string, Roster>

/**
 * The rosters for another configuration; those given stay as they are, and those of pools that
 * `known` has too are the same.
 */
export function toRosters(config: ProxyConfig, before: Rosters, known?: ProxyConfig): Rosters {
  const same = new Set(known === undefined ? [] : poolsOf(known))
  return new Map(
    poolsOf(config).map((pool) => {
      const old = before.get(pool.id)
      if (old !== undefined && same.has(pool)) return [pool.id, old]
      const roster = old?.copy() ?? new Roster()
      roster.seat(pool.endpoints.map(({ id }) => id))
      return [pool.id, roster]
    }),
  )
}

export interface KnownPlan {
  readonly config: ProxyConfig
  readonly plan: Plan
}

export interface Ground {
  readonly config: ProxyConfig
  readonly conditions: Conditions
  readonly rosters: Rosters
  /** What slots of endpoints that have left are kept as; by pool id and endpoint id. */
  readonly departed: ReadonlyMap<string, ProxyEndpoint>
}

/**
 * `known`: backs of pools that it has too are taken from it, their slots as they were then; right
 * for all that does not look into slots.
 */
export function toPlan(ground: Ground, known?: KnownPlan): Plan {
  const listeners = listenersOf(ground.config)
  const tcpIdleMs = new Map<string, number>()
  const backs = new Map(
    known === undefined
      ? []
      : poolsOf(known.config).map((pool, index) => [pool, known.plan.backs[index]] as const),
  )
  for (const { poolId, idleTimeoutMs } of listeners) {
    tcpIdleMs.set(poolId, Math.max(tcpIdleMs.get(poolId) ?? 0, idleTimeoutMs))
  }
  return {
    fronts: listeners.map(toFront),
    backs: poolsOf(ground.config).map((pool) => {
      const idleMs = tcpIdleMs.get(pool.id) ?? pool.responseTimeoutMs
      const old = backs.get(pool)
      return old?.idleTimeoutMs === idleMs ? old : toBack(pool, { ground, idleMs })
    }),
  }
}

function toFront(listener: ProxyListener): Front {
  const { id, protocol, tls, access, idleTimeoutMs } = listener
  const name = toFrontName(id)
  return {
    name,
    protocol,
    binds: listener.binds.map(({ address, port, sources }) => ({
      address,
      port,
      sources: sources ?? null,
    })),
    tls:
      tls === null
        ? null
        : {
            versionMin: tls.versionMin,
            files: tls.certificates.map(({ domains }, index) => ({
              file: certificateFile(name, index),
              domains: domains.filter(isHostName),
            })),
          },
    backName: toBackName(listener.poolId),
    idleTimeoutMs,
    access:
      access?.map(({ action, prefixes }) => ({ isAllowed: action === 'allow', prefixes })) ?? null,
  }
}

/** Names by which clients can ask; addresses are not asked for (RFC 6066 3). */
function isHostName(domain: string): boolean {
  return /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(domain) && !/^[\d.]+$/.test(domain)
}

/** The name of the file with a front's certificate number `index`. */
export function certificateFile(frontName: string, index: number): string {
  return `${frontName}-${index}.pem`
}

interface BackGround {
  readonly ground: Ground
  readonly idleMs: number
}

function toBack(pool: ProxyPool, { ground, idleMs }: BackGround): Back {
  const { persistence } = pool
  return {
    name: toBackName(pool.id),
    protocol: pool.protocol,
    algorithm: pool.algorithm,
    cookie:
      persistence === null
        ? null
        : { name: persistence.cookieName, maxAgeSeconds: persistence.maxAgeSeconds },
    proxyProtocol: pool.proxyProtocol,
    slowStartMs: pool.slowStartMs,
    connectTimeoutMs: pool.connectTimeoutMs,
    serverTimeoutMs: pool.protocol === 'tcp' ? idleMs : pool.responseTimeoutMs,
    idleTimeoutMs: idleMs,
    connectionsMax: pool.connectionsMaxPerEndpoint,
    slots: toSlots(pool, ground),
  }
}

export function toSlots(pool: ProxyPool, ground: Ground): readonly Slot[] {
  const roster = ground.rosters.get(pool.id)
  const slots = Array.from({ length: roster?.size ?? 0 }, () => emptySlot)
  const admitted = pool.endpoints.filter(({ admission }) => admission === 'admitted')
  const up = admitted.filter((endpoint) => isUp(pool, endpoint, ground.conditions))
  const on = new Set(up.length === 0 && pool.failOpen ? admitted : up)
  const put = (endpoint: ProxyEndpoint, isOn: boolean): void => {
    const slot = roster?.slotOf(endpoint.id)
    if (slot === undefined) return
    const { address, port, weight } = endpoint
    const token = pool.persistence === null ? null : toCookieToken(pool.id, endpoint.id)
    slots[slot] = { address, port, weight, isOn, token }
  }
  for (const [id] of roster?.entries() ?? []) {
    const departed = ground.departed.get(`${pool.id}/${id}`)
    if (departed !== undefined && roster?.isLeaving(id) === true) put(departed, false)
  }
  for (const endpoint of pool.endpoints) put(endpoint, on.has(endpoint))
  return slots
}
