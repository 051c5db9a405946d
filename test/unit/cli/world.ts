/** Snapshots for tests of what the command line shows. */

import type { ApiObject, Snapshot, TargetHealth } from '../../../src/engine/client/contract.ts'
import { defaultTopology } from '../../../src/engine/kinds/index.ts'

export const NOW_MS = 1_000_000

/** Named by the second part of its id, unless told otherwise. */
export function object(
  kind: string,
  id: string,
  rest: { name?: string; owner?: string; spec?: Record<string, unknown> } = {},
): ApiObject {
  const { name = id.split('-')[1] ?? '', owner = 'default', spec = {} } = rest
  return {
    ...{ kind, id, name, owner, tags: {}, generation: 1, createdMs: 0, leavingMs: null, spec },
  }
}

/** A server of the backend service `bes-web`. */
export function target(port: number, rest: Partial<TargetHealth> = {}): TargetHealth {
  return {
    ...{ poolId: 'bes-web', endpointId: `127.0.0.1:${port}`, address: '127.0.0.1', port },
    ...{ zone: 'local-a', weight: 10, state: 'healthy', reason: null, sinceMs: NOW_MS - 5000 },
    ...rest,
  }
}

export interface Input {
  readonly objects: readonly ApiObject[]
  readonly leaving?: readonly ApiObject[]
  readonly health?: readonly TargetHealth[]
  readonly agent?: null
  readonly outlets?: Snapshot['info']['outlets']
}

export function toSnapshot(input: Input): Snapshot {
  const serving = { pid: 8, dataplane: 'embedded', revision: 3, isCurrent: true }
  return {
    revision: 3,
    objects: input.objects,
    leaving: input.leaving ?? [],
    health: input.health ?? [],
    info: {
      ...{ version: '1.2.3', pid: 7, startedMs: NOW_MS - 90_000, revision: 3 },
      topology: defaultTopology,
      agent: input.agent === null ? null : serving,
      outlets: input.outlets ?? [],
    },
  }
}

/** Of the default network, with `servers` listed by a group that one service and listener use. */
export function toStack(servers: readonly number[]): readonly ApiObject[] {
  const lbInstanceId = 'lb-web'
  const own = { owner: 'engine' }
  return [
    object('vpc', 'vpc-default', { ...own, spec: { cidrBlocks: ['127.0.0.0/8'] } }),
    ...['a', 'b'].map((zone) =>
      object('subnet', `subnet-local-${zone}`, {
        ...own,
        name: `local-${zone}`,
        spec: { vpcId: 'vpc-default', cidrBlock: '127.10.0.0/24', availabilityZone: 'local-a' },
      }),
    ),
    object('instance', 'lb-web', {
      spec: { vpcId: 'vpc-default', subnetId: 'subnet-local-a', availabilityZones: ['local-a'] },
    }),
    object('server_group', 'sgr-web', {
      spec: { servers: servers.map((port) => ({ address: '127.0.0.1', port })) },
    }),
    object('backend_service', 'bes-web', {
      spec: { lbInstanceId, protocol: 'HTTP', port: 80, serverGroupId: 'sgr-web' },
    }),
    object('listener', 'lsn-web', {
      spec: { lbInstanceId, protocol: 'HTTP', port: 80, backendServiceId: 'bes-web' },
    }),
  ]
}
