/** An engine as the dashboard sees it, from data, and a dashboard on a free port. */

import assert from 'node:assert/strict'
import type { TestAccess } from '../../../support/engine-api.ts'
import { localCaller, openAccess } from '../../../support/engine-api.ts'
import type {
  ApiObject,
  Counters,
  EngineEvent,
  Snapshot,
  TargetHealth,
} from '../../../../src/engine/client/index.ts'
import type { Assets } from '../../../../src/engine/dashboard/assets.ts'
import type { DashboardSource } from '../../../../src/engine/dashboard/sampler.ts'
import { Dashboard } from '../../../../src/engine/dashboard/server.ts'
import {
  noEndpointCounters,
  noListenerCounters,
} from '../../../../src/engine/dataplane/contract.ts'
import { defaultTopology } from '../../../../src/engine/kinds/index.ts'
import { systemClock } from '../../../../src/engine/runtime/index.ts'
import { quiet } from '../control/world.ts'

export function toObject(kind: string, name: string, spec: ApiObject['spec'] = {}): ApiObject {
  const rest = { owner: 'test', tags: {}, generation: 1, createdMs: 0, leavingMs: null }
  return { kind, id: `${kind}-${name}`, name, ...rest, spec }
}

export function toTarget(port: number, more: Partial<TargetHealth> = {}): TargetHealth {
  return {
    ...{ poolId: 'backend_service-web', endpointId: `127.0.0.1:${port}` },
    ...{ address: '127.0.0.1', port, zone: 'a', weight: 1, state: 'healthy', reason: null },
    ...{ sinceMs: 0, ...more },
  }
}

/** One load balancer with one listener and one backend service; its name is the user's. */
export function toSnapshot(health: readonly TargetHealth[], name = 'web'): Snapshot {
  const agent = { pid: 2, dataplane: 'embedded', revision: 1, isCurrent: true }
  const lbInstanceId = `instance-${name}`
  const spec = { privateIpAddress: '127.10.0.2', availabilityZones: ['a'], enabled: true }
  return {
    revision: 7,
    objects: [
      toObject('instance', name, spec),
      toObject('server_group', 'group'),
      toObject('backend_service', 'web', {
        ...{ lbInstanceId, protocol: 'HTTP', algorithm: 'weighted_round_robin' },
        serverGroupId: 'server_group-group',
      }),
      toObject('listener', 'http', {
        ...{ lbInstanceId, protocol: 'HTTP', port: 80 },
        backendServiceId: 'backend_service-web',
      }),
    ],
    leaving: [],
    health,
    info: {
      ...{ version: '1.2.3', pid: 1, startedMs: 0, revision: 7, topology: defaultTopology },
      agent,
      outlets: [],
    },
  }
}

/** At a second, how many requests each port has had, of 3 ms each. */
export function toCounters(second: number, requests: Readonly<Record<number, number>>): Counters {
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0)
  const listener = noListenerCounters('listener-http')
  return {
    atMs: second * 1000,
    listeners: [{ ...listener, requestsTotal: total, durations: [0, 0, total, ...zeros(11)] }],
    endpoints: Object.entries(requests).map(([port, requestsTotal]) => ({
      ...noEndpointCounters('backend_service-web', `127.0.0.1:${port}`),
      requestsTotal,
    })),
  }
}

function zeros(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0)
}

export function toEvent(sequence: number, message = 'It was made.'): EngineEvent {
  return {
    ...{ sequence, atMs: sequence, type: 'created', kind: 'backend_service', owner: 'test' },
    ...{ objectId: 'backend_service-web', objectName: 'web', message },
  }
}

export interface FakeSource extends DashboardSource {
  snapshots: number
}

export function toSource(name = 'web'): FakeSource {
  const source: FakeSource = {
    snapshots: 0,
    snapshot: async () => {
      source.snapshots += 1
      const down = { state: 'unhealthy', reason: 'connect_failed' } as const
      return toSnapshot([toTarget(1), toTarget(2, down)], name)
    },
    counters: async () => {
      const second = source.snapshots
      return toCounters(second, { 1: second * 10, 2: 0 })
    },
    async *events({ after }) {
      if (after < 1) yield toEvent(1, name)
    },
  }
  return source
}

export interface TestDashboard {
  readonly dashboard: Dashboard
  readonly source: FakeSource
  readonly access: TestAccess
  readonly url: string
  token(ttlMs?: number): Promise<{ readonly id: string; readonly secret: string }>
  close(): Promise<void>
}

const plain: Assets = {
  '/': { type: 'text/html; charset=utf-8', content: 'the page' },
  '/login': { type: 'text/html; charset=utf-8', content: '<p hidden role="alert">No.</p>' },
  '/dashboard.css': { type: 'text/css; charset=utf-8', content: 'p {}' },
  '/dashboard.js': { type: 'text/javascript; charset=utf-8', content: '0' },
}

export async function openDashboard(
  options: { readonly assets?: Assets; readonly name?: string } = {},
): Promise<TestDashboard> {
  const access = await openAccess()
  const source = toSource(options.name)
  const address = { host: '127.0.0.1', port: 0 }
  const dashboard = new Dashboard({
    ...{ address, source, tokens: access.tokens, assets: options.assets ?? plain },
    ...{ clock: systemClock, logger: quiet },
  })
  assert.equal(await dashboard.listen(address), null)
  return {
    ...{ dashboard, source, access, url: `http://127.0.0.1:${dashboard.port}` },
    token: async (ttlMs = 3_600_000) => {
      const order = { role: 'read', ttlMs, description: 'a test' } as const
      const { token, secret } = await access.tokens.issue(order, localCaller)
      return { id: token.id, secret }
    },
    close: async () => {
      dashboard.close()
      await access.tokens.close()
    },
  }
}
