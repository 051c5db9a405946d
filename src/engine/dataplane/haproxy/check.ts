/**
 * What HAProxy cannot carry of a configuration, beside what no plane can.
 *
 * Answers for: problems that can be known without touching the machine, and that every string which
 * gets into the configuration file is what it is taken for.
 */

import type { Problem, ProxyConfig, ProxyListener, ProxyPool } from '../../ir/index.ts'
import { toPrefix } from '../../ir/index.ts'
import { checkConfig, toRejection } from '../check.ts'
import { listenersOf, poolsOf } from '../parts.ts'

/** Characters that neither a configuration nor a regular expression gives a meaning to. */
const COOKIE_NAME = /^[A-Za-z0-9_-]{1,64}$/
/** HAProxy keeps times in 31 bits of milliseconds. */
const TIME_MS_MAX = 2_147_483_647

export function checkForHaproxy(config: ProxyConfig): readonly Problem[] {
  return [
    ...checkConfig(config),
    ...listenersOf(config).flatMap(checkListener),
    ...poolsOf(config).flatMap(checkPool),
  ]
}

function checkListener(listener: ProxyListener): readonly Problem[] {
  const { id, binds, access, accessLog, idleTimeoutMs } = listener
  const prefixes = [
    ...binds.flatMap(({ sources }) => sources ?? []),
    ...(access ?? []).flatMap((rule) => rule.prefixes),
  ]
  return [
    ...prefixes
      .filter((prefix) => toPrefix(prefix) === null)
      .map((prefix) => toRejection(id, `${prefix} is not a prefix of addresses`)),
    ...(accessLog === undefined
      ? []
      : [
          toRejection(id, 'the data plane haproxy writes no access log; take it away', [
            'accessLog',
          ]),
        ]),
    ...checkTimes(id, [idleTimeoutMs]),
  ]
}

function checkPool(pool: ProxyPool): readonly Problem[] {
  const { id, persistence, slowStartMs, connectTimeoutMs, responseTimeoutMs } = pool
  const name = persistence?.cookieName ?? 'x'
  return [
    ...(COOKIE_NAME.test(name)
      ? []
      : [
          toRejection(
            id,
            'the data plane haproxy takes letters, digits, "_" and "-" ' +
              `in the name of a cookie, not ${name}`,
            ['sessionPersistence', 'cookieName'],
          ),
        ]),
    ...checkTimes(id, [slowStartMs, connectTimeoutMs, responseTimeoutMs]),
  ]
}

function checkTimes(id: string, times: readonly number[]): readonly Problem[] {
  return times
    .filter((timeMs) => !Number.isInteger(timeMs) || timeMs < 0 || timeMs > TIME_MS_MAX)
    .map((timeMs) => toRejection(id, `${timeMs} ms is not a time that HAProxy can keep`))
}
