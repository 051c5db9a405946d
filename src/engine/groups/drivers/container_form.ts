/**
 * What a container of an instance is made of. Pure.
 *
 * Answers for: labels that tell whose it is, the environment, its port published at the instance's
 * own address (R35). Does not know: the API that takes it.
 */

import assert from 'node:assert/strict'
import { EngineError } from '../../errors.ts'
import type { StartRequest } from '../contract.ts'

export const LABELS = {
  /** The directory of the driver that made it: an engine knows its own. */
  engine: 'lb.engine',
  instance: 'lb.instance',
  group: 'lb.group',
  address: 'lb.address',
} as const

/** Ids are unique, so names are: a container that was made and forgotten is found by it. */
export function toName(instanceId: string): string {
  return `lb-${instanceId}`
}

/** Throws `EngineError` `instance_failed` when no port is known to publish. */
export function toForm(request: StartRequest, directory: string) {
  const { launch, port, address, instanceId, groupId, zone, rack } = request
  const { container } = launch
  assert.ok(container !== null, 'a container is launched as one')
  const inner = container.port ?? port
  const isBridge = container.network === 'bridge'
  if (isBridge && (port === null || inner === null)) throw toPortless(instanceId)
  const variables = {
    ...(inner === null ? {} : { PORT: String(inner) }),
    ...container.environment,
    INSTANCE_ID: instanceId,
    GROUP_ID: groupId,
    // Inside a network of its own it listens on every address: the one outside is not its to bind.
    ADDRESS: isBridge ? '0.0.0.0' : address,
    ZONE: zone,
    RACK: String(rack),
  }
  return {
    Image: container.image,
    ...(container.command.length === 0 ? {} : { Cmd: container.command }),
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [LABELS.engine]: directory,
      [LABELS.instance]: instanceId,
      [LABELS.group]: groupId,
      [LABELS.address]: address,
    },
    ...(isBridge ? { ExposedPorts: { [`${inner}/tcp`]: {} } } : {}),
    HostConfig: {
      NetworkMode: container.network,
      ...(isBridge
        ? { PortBindings: { [`${inner}/tcp`]: [{ HostIp: address, HostPort: String(port) }] } }
        : {}),
      ...(container.memoryBytesMax === null ? {} : { Memory: container.memoryBytesMax }),
      RestartPolicy: { Name: 'no' },
    },
  }
}

function toPortless(instanceId: string): EngineError {
  return new EngineError({
    code: 'instance_failed',
    message: `The instance ${instanceId} has no port to publish: no backend service has it yet`,
    remedy: 'Set the port of the availability group.',
  })
}
