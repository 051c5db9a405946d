/**
 * What no plane can carry of a configuration.
 *
 * Answers for: problems that can be known without touching the machine.
 */

import { isIP } from 'node:net'
import type {
  Bind,
  ListenerTls,
  Problem,
  ProxyCertificate,
  ProxyConfig,
  ProxyListener,
  ProxyPool,
} from '../ir/index.ts'
import { bindKey, toBinds } from './binds.ts'
import { listenersOf, poolsOf } from './parts.ts'
import { toSecureContext } from './secure-context.ts'
import { WEIGHT_MAX, pickerAlgorithms } from './selection/index.ts'

const PORT_MAX = 65_535

/** A token (RFC 9110 5.6.2), short enough for the room that a head has to grow. */
const COOKIE_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/

export function checkConfig(config: ProxyConfig): readonly Problem[] {
  const pools = new Map(poolsOf(config).map((pool) => [pool.id, pool]))
  return [
    ...checkBinds(config),
    ...toBinds(config).flatMap(({ listenerId, bind }) => checkAddress(listenerId, bind)),
    ...listenersOf(config).flatMap((listener) => checkListener(listener, pools)),
    ...[...pools.values()].flatMap(checkPool),
  ]
}

function checkBinds(config: ProxyConfig): readonly Problem[] {
  const owners = new Map<string, string>()
  const problems: Problem[] = []
  for (const { listenerId, bind } of toBinds(config)) {
    const owner = owners.get(bindKey(bind))
    if (owner === undefined) owners.set(bindKey(bind), listenerId)
    else {
      problems.push({
        code: 'port_in_use',
        objectId: listenerId,
        path: ['port'],
        message: `port ${bind.port} of ${bind.address} is the listener ${owner}'s already`,
      })
    }
  }
  return problems
}

function checkListener(
  listener: ProxyListener,
  pools: ReadonlyMap<string, ProxyPool>,
): readonly Problem[] {
  const pool = pools.get(listener.poolId)
  if (pool?.protocol === listener.protocol) return checkTls(listener)
  const message =
    pool === undefined
      ? `the listener's pool ${listener.poolId} is not in the configuration`
      : `a listener on ${listener.protocol} cannot use a pool that speaks ${pool.protocol}`
  return [toRejection(listener.id, message)]
}

function checkTls({ id, protocol, tls }: ProxyListener): readonly Problem[] {
  if (tls === null) return []
  if (protocol !== 'http') return [toRejection(id, 'TLS is ended for HTTP only, not for TCP')]
  if (tls.certificates.length === 0) return [toRejection(id, 'TLS needs a certificate')]
  return tls.certificates.flatMap((certificate) => {
    const fault = findFault(certificate, tls)
    return fault === null ? [] : [toRejection(id, `the certificate ${certificate.id}: ${fault}`)]
  })
}

/** What was found out of each certificate: most stay as they are from one change to the next. */
const faults = new WeakMap<ProxyCertificate, string | null>()

function findFault(certificate: ProxyCertificate, tls: ListenerTls): string | null {
  const known = faults.get(certificate)
  if (known !== undefined) return known
  let fault: string | null = null
  try {
    toSecureContext(certificate, tls)
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error)
  }
  faults.set(certificate, fault)
  return fault
}

/** What was found out of each pool: most stay as they are from one change to the next. */
const poolProblems = new WeakMap<ProxyPool, readonly Problem[]>()

function checkPool(pool: ProxyPool): readonly Problem[] {
  const known = poolProblems.get(pool)
  if (known !== undefined) return known
  const problems = findPoolProblems(pool)
  poolProblems.set(pool, problems)
  return problems
}

function findPoolProblems(pool: ProxyPool): readonly Problem[] {
  const problems: Problem[] = []
  if (!pickerAlgorithms.includes(pool.algorithm)) {
    problems.push(toRejection(pool.id, `the algorithm ${pool.algorithm} is not known here`))
  }
  problems.push(...checkPersistence(pool))
  if (pool.proxyProtocol && pool.protocol !== 'tcp') {
    problems.push(toRejection(pool.id, 'the PROXY protocol is for TCP, this pool speaks HTTP'))
  }
  for (const endpoint of pool.endpoints) {
    const { id, weight } = endpoint
    problems.push(...checkAddress(pool.id, endpoint))
    if (Number.isInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX) continue
    problems.push(toRejection(pool.id, `the weight ${weight} of ${id} is not 0 to ${WEIGHT_MAX}`))
  }
  return problems
}

function checkPersistence({ id, persistence, protocol }: ProxyPool): readonly Problem[] {
  if (persistence === null) return []
  if (protocol !== 'http') {
    return [toRejection(id, 'session persistence is for HTTP, this pool speaks TCP')]
  }
  if (COOKIE_NAME.test(persistence.cookieName)) return []
  return [toRejection(id, `${persistence.cookieName} is no name for a cookie`)]
}

function checkAddress(objectId: string, place: Bind): readonly Problem[] {
  const { address, port } = place
  const isPort = Number.isInteger(port) && port >= 1 && port <= PORT_MAX
  if (isIP(address) !== 0 && isPort) return []
  return [toRejection(objectId, `${address} port ${port} is not an IP address and a port`)]
}

/** `path`: of the object's spec, to the attribute at fault where there is one. */
export function toRejection(
  objectId: string | null,
  message: string,
  path: readonly string[] = [],
): Problem {
  return { code: 'data_plane_rejected', objectId, path, message }
}
