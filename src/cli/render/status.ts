/**
 * The status tree: instance → listener → backend service → group → targets with their health.
 *
 * Answers for: what hangs below what, and the words for it. Pure.
 * Does not know: where the snapshot came from.
 */

import type { ApiObject, Snapshot, TargetHealth } from '../../engine/client/contract.ts'
import { toColumns, toTree } from './layout.ts'
import type { TreeNode } from './layout.ts'
import type { Style } from './style.ts'
import { toDuration } from './time.ts'

export interface StatusOptions {
  readonly style: Style
  /** For how long something has been so; milliseconds since the epoch. */
  readonly nowMs: number
}

/** The whole answer of `lb status`, as lines. */
export function toStatusLines(snapshot: Snapshot, options: StatusOptions): readonly string[] {
  const scene = new Scene(snapshot, options)
  const trees = scene.trees()
  return [
    ...toEngineLines(snapshot.info, options),
    ...trees.flatMap((tree) => ['', ...toTree(tree)]),
    ...(trees.length === 0 ? ['', 'Nothing is declared yet.'] : []),
  ]
}

/** The engine itself: two lines. */
export function toEngineLines(
  info: Snapshot['info'],
  { style, nowMs }: StatusOptions,
): readonly string[] {
  const age = toDuration(nowMs - info.startedMs)
  const agent =
    info.agent === null
      ? `agent   ${style.bad('none is connected')}`
      : `agent   pid ${info.agent.pid}, data plane ${info.agent.dataplane}, ` +
        `serves revision ${info.agent.revision}`
  return [`engine  ${info.version}, pid ${info.pid}, up ${age}, revision ${info.revision}`, agent]
}

class Scene {
  readonly #objects: readonly ApiObject[]
  readonly #style: Style
  readonly #nowMs: number
  readonly #byId: ReadonlyMap<string, ApiObject>
  readonly #targets: ReadonlyMap<string, readonly TargetHealth[]>

  constructor(snapshot: Snapshot, { style, nowMs }: StatusOptions) {
    this.#objects = [...snapshot.objects, ...snapshot.leaving]
    this.#style = style
    this.#nowMs = nowMs
    this.#byId = new Map(this.#objects.map((object) => [object.id, object]))
    this.#targets = Map.groupBy(snapshot.health, (target) => target.poolId)
  }

  trees(): readonly TreeNode[] {
    const instances = this.#ofKind('instance').map((instance) => this.#instance(instance))
    const unused = this.#unusedGroups()
    if (unused.length === 0) return instances
    return [...instances, { label: 'groups that no backend service uses', children: unused }]
  }

  #instance(instance: ApiObject): TreeNode {
    const { spec } = instance
    const zones = Array.isArray(spec['availabilityZones']) ? spec['availabilityZones'] : []
    const facts = [textOf(spec['privateIpAddress']), zones.join(', ')]
    if (spec['enabled'] === false) facts.push(this.#style.warning('disabled'))
    const isOwn = (object: ApiObject): boolean => object.spec['lbInstanceId'] === instance.id
    const listeners = this.#ofKind('listener').filter(isOwn)
    const used = new Set(listeners.map((listener) => listener.spec['backendServiceId']))
    const idle = this.#ofKind('backend_service').filter((s) => isOwn(s) && !used.has(s.id))
    return {
      label: this.#label(instance, facts),
      children: [
        ...listeners.map((listener) => this.#listener(listener)),
        ...idle.map((service) => this.#service(service, ['no listener uses it'])),
      ],
    }
  }

  #listener(listener: ApiObject): TreeNode {
    const { spec } = listener
    const facts = [`${textOf(spec['protocol'])} :${textOf(spec['port'])}`]
    if (spec['enabled'] === false) facts.push(this.#style.warning('disabled'))
    const service = this.#byId.get(textOf(spec['backendServiceId']))
    return {
      label: this.#label(listener, facts),
      children: service === undefined ? [] : [this.#service(service, [])],
    }
  }

  #service(service: ApiObject, remarks: readonly string[]): TreeNode {
    const { spec } = service
    const facts = [textOf(spec['protocol']), textOf(spec['algorithm']).replaceAll('_', ' ')]
    const targets = this.#targets.get(service.id) ?? []
    const groupId = textOf(spec['serverGroupId']) || textOf(spec['availabilityGroupId'])
    const group = this.#byId.get(groupId)
    const leaves = this.#targetLeaves(targets)
    return {
      label: this.#label(service, [...facts, this.#summary(targets), ...remarks]),
      children:
        group === undefined ? leaves : [{ label: this.#label(group, []), children: leaves }],
    }
  }

  #unusedGroups(): readonly TreeNode[] {
    const used = new Set<unknown>()
    for (const { spec } of this.#ofKind('backend_service')) {
      used.add(spec['serverGroupId']).add(spec['availabilityGroupId'])
    }
    return [...this.#ofKind('server_group'), ...this.#ofKind('availability_group')]
      .filter((group) => !used.has(group.id))
      .map((group) => ({ label: this.#label(group, []), children: [] }))
  }

  #summary(targets: readonly TargetHealth[]): string {
    const admitted = targets.filter((target) => target.state !== 'unused')
    if (admitted.length === 0) return this.#style.warning('no targets')
    const up = admitted.filter((t) => t.state === 'healthy' || t.state === 'unchecked').length
    const text = `${up} of ${admitted.length} healthy`
    if (up === admitted.length) return this.#style.good(text)
    return up === 0 ? this.#style.bad(text) : this.#style.warning(text)
  }

  #targetLeaves(targets: readonly TargetHealth[]): readonly TreeNode[] {
    const rows = targets.map((target) => {
      const since = toDuration(this.#nowMs - target.sinceMs)
      const reason = target.reason === null ? '' : ` (${target.reason.replaceAll('_', ' ')})`
      return [
        this.#state(target.state),
        toHostPort(target.address, target.port),
        `weight ${target.weight}`,
        target.zone,
        `${this.#style.faint(`for ${since}`)}${reason}`,
      ]
    })
    return toColumns(rows).map((label) => ({ label, children: [] }))
  }

  #state(state: TargetHealth['state']): string {
    switch (state) {
      case 'healthy':
      case 'unchecked':
        return this.#style.good(`● ${state}`)
      case 'unhealthy':
        return this.#style.bad(`✖ ${state}`)
      case 'initial':
      case 'draining':
        return this.#style.warning(`◌ ${state}`)
      case 'unused':
        return this.#style.faint(`○ ${state}`)
    }
  }

  #label(object: ApiObject, facts: readonly string[]): string {
    const name = object.name === '' ? [] : [this.#style.strong(object.name)]
    const kind = object.kind.replaceAll('_', ' ')
    const told = facts.filter((fact) => fact !== '')
    const leaving = object.leavingMs === null ? [] : [this.#leaving(object.leavingMs)]
    return [kind, ...name, this.#style.faint(object.id), ...told, ...leaving].join('  ')
  }

  #leaving(sinceMs: number): string {
    const since = toDuration(this.#nowMs - sinceMs)
    return this.#style.warning(`deleted ${since} ago, serves until nothing uses it`)
  }

  #ofKind(kind: string): readonly ApiObject[] {
    return this.#objects
      .filter((object) => object.kind === kind)
      .toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
  }
}

/** Fields of a spec are JSON: null and absent are nothing to show. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function toHostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Not by locale: the same order on every machine. */
function compare(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
