/** Configurations of pools and endpoints, for the tests of this plane's parts. */

import type { ProxyConfig, ProxyListener, ProxyPool } from '../../../../../src/engine/ir/index.ts'

export { endpointOf, listenerOf, poolOf } from '../../../../support/proxy.ts'

export function configOf(
  pools: readonly ProxyPool[],
  listeners: readonly ProxyListener[] = [],
): ProxyConfig {
  return { revision: 1, instances: [{ id: 'instance', name: 'instance', pools, listeners }] }
}
