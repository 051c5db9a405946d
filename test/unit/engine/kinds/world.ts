/** A world to judge objects in: the built-in network, and what a test adds to it. */

import assert from 'node:assert/strict'
import { Graph } from '../../../../src/engine/graph/index.ts'
import type { Problem } from '../../../../src/engine/ir/index.ts'
import { defaultTopology, isProblems, kinds } from '../../../../src/engine/kinds/index.ts'
import { toBuiltIns } from '../../../../src/engine/kinds/index.ts'
import type { EngineObject, Kind } from '../../../../src/engine/kinds/index.ts'

export type Spec = Readonly<Record<string, unknown>>

export function createWorld(): Graph {
  const graph = new Graph({ kinds, topology: defaultTopology })
  for (const object of toBuiltIns(defaultTopology)) graph.put(object)
  return graph
}

export function toKind(name: string): Kind {
  const kind = kinds.find((each) => each.name === name)
  assert.ok(kind, `there is a kind ${name}`)
  return kind
}

export interface Declaration {
  readonly kind: string
  readonly id: string
  readonly name?: string
  readonly spec: Spec
}

/** Puts the object as the engine would: parsed and completed. The spec must be well formed. */
export function declare(world: Graph, { kind, id, name = id, spec }: Declaration): EngineObject {
  const object = toObject(world, { kind, id, name, spec })
  assert.ok(!isProblems(object), `${id} is well formed: ${JSON.stringify(object)}`)
  world.put(object)
  return object
}

function toObject(
  world: Graph,
  { kind, id, name = id, spec }: Declaration,
): EngineObject | readonly Problem[] {
  const definition = toKind(kind)
  const prior = world.get(kind, id)
  const parsed = definition.parse(spec)
  if (isProblems(parsed)) return parsed
  const object: EngineObject = {
    ...{ kind, id, name, owner: 'test', tags: {}, spec: parsed },
    ...{ generation: 1, idempotencyKey: null, createdMs: 0 },
  }
  const completed = definition.complete?.(object, prior, world) ?? parsed
  return isProblems(completed) ? completed : { ...object, spec: completed }
}

/** What is wrong with the object in the world, as `code at path` lines; nothing is added. */
export function judge(world: Graph, declaration: Declaration): readonly string[] {
  const layer = world.fork()
  const object = toObject(layer, declaration)
  if (isProblems(object)) return object.map(toLine)
  layer.put(object)
  const prior = world.get(declaration.kind, declaration.id)
  return (toKind(declaration.kind).check?.(object, prior, layer) ?? []).map(toLine)
}

function toLine({ code, path }: Problem): string {
  return path.length === 0 ? code : `${code} at ${path.join('.')}`
}

/** The quickstart: an instance in two zones with a listener, a service and a group. */
export function createStack(): Graph {
  const world = createWorld()
  declare(world, {
    kind: 'instance',
    id: 'lb-1',
    spec: { subnetId: 'subnet-local-a', availabilityZones: ['local-a', 'local-b'] },
  })
  declare(world, {
    kind: 'server_group',
    id: 'sgr-1',
    spec: { servers: [{ address: '127.0.0.1', port: 9001 }, { address: '127.11.0.9' }] },
  })
  declare(world, {
    kind: 'backend_service',
    id: 'bes-1',
    spec: { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 8080, serverGroupId: 'sgr-1' },
  })
  declare(world, {
    kind: 'listener',
    id: 'lsn-1',
    spec: { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 80, backendServiceId: 'bes-1' },
  })
  return world
}
