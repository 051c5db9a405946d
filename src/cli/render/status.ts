/**
 * The status tree: instance → listener → backend service → group → targets with their health.
 *
 * Answers for: what hangs below what, each thing once, and the words for it. Pure.
 * Does not know: where the snapshot came from.
 */

import type { ApiObject, Outlet, Snapshot } from '../../engine/client/contract.ts'
import { toTree } from './layout.ts'
import type { TreeNode } from './layout.ts'
import { Scene, textOf } from './scene.ts'
import type { Style } from './style.ts'
import { toSummary, toTargetLines } from './targets.ts'
import { toDuration } from './time.ts'
import { toCertificateFacts } from './validity.ts'
import { toOneLine } from './visible.ts'

export interface StatusOptions {
  readonly style: Style
  /** For how long something has been so; milliseconds since the epoch. */
  readonly nowMs: number
  /** Long lists of servers whole. */
  readonly isAll: boolean
}

/** The whole answer of `lb status`, as lines. */
export function toStatusLines(snapshot: Snapshot, options: StatusOptions): readonly string[] {
  const trees = new StatusTree(new Scene(snapshot), options).trees()
  return [
    ...toEngineLines(snapshot.info, options),
    ...trees.flatMap((tree) => ['', ...toTree(tree)]),
    ...(trees.length === 0 ? ['', 'Nothing is declared yet.'] : []),
  ]
}

/** The engine itself: two lines, and one for each place where it shows itself. */
export function toEngineLines(
  info: Snapshot['info'],
  { style, nowMs }: Pick<StatusOptions, 'style' | 'nowMs'>,
): readonly string[] {
  const age = toDuration(nowMs - info.startedMs)
  return [
    `engine  ${info.version}, pid ${info.pid}, up ${age}, revision ${info.revision}`,
    `agent   ${toAgentText(info.agent, style)}`,
    ...info.outlets.map((outlet) => toOutletLine(outlet, style)),
  ]
}

function toOutletLine({ name, at, trouble }: Outlet, style: Style): string {
  const url = `http://${at}/${name === 'metrics' ? 'metrics' : ''}`
  if (trouble === null) return `shows   ${name} at ${url}`
  return `shows   ${style.bad(`no ${name} at ${url}: ${trouble}`)}`
}

function toAgentText(agent: Snapshot['info']['agent'], style: Style): string {
  if (agent === null) return style.bad('none is connected: what it served goes on if it lives')
  const who = `pid ${agent.pid}, data plane ${agent.dataplane}`
  return agent.isCurrent
    ? `${who}, serves what is declared`
    : `${who}, ${style.warning('is being brought to what is declared')}`
}

/** Where it answers: the private address, and that of its EIP. */
function toAddresses(spec: ApiObject['spec']): string {
  const publicAddress = textOf(spec['publicIpAddress'])
  const own = textOf(spec['privateIpAddress'])
  return publicAddress === '' ? own : `${own}, public ${publicAddress}`
}

class StatusTree {
  readonly #scene: Scene
  readonly #options: StatusOptions
  /** Backend services that were drawn already. */
  readonly #drawn = new Set<string>()
  /** Several: names alone do not tell whose an instance is. */
  readonly #hasOwners: boolean

  constructor(scene: Scene, options: StatusOptions) {
    this.#scene = scene
    this.#options = options
    const owners = scene.ofKind('instance').map(({ owner }) => owner)
    this.#hasOwners = new Set(owners).size > 1
  }

  trees(): readonly TreeNode[] {
    const instances = this.#scene.ofKind('instance').map((instance) => this.#instance(instance))
    const unused = this.#unusedGroups()
    if (unused.length === 0) return instances
    return [...instances, { label: 'groups that no backend service uses', children: unused }]
  }

  #instance(instance: ApiObject): TreeNode {
    const { spec } = instance
    const zones = Array.isArray(spec['availabilityZones']) ? spec['availabilityZones'] : []
    const whose = this.#hasOwners ? `of ${toOneLine(instance.owner)}` : ''
    const facts = [toAddresses(spec), zones.join(', '), whose, this.#switch(instance)]
    const listeners = this.#scene.partsOf(instance, 'listener')
    const used = new Set(listeners.map((listener) => listener.spec['backendServiceId']))
    const services = this.#scene.partsOf(instance, 'backend_service')
    return {
      label: this.#label(instance, facts),
      children: [
        ...listeners.map((listener) => this.#listener(listener)),
        ...services
          .filter((service) => !used.has(service.id))
          .map((service) => this.#service(service, ['no listener uses it'])),
      ],
    }
  }

  #listener(listener: ApiObject): TreeNode {
    const { spec } = listener
    const facts = [`${textOf(spec['protocol'])} :${textOf(spec['port'])}`, this.#switch(listener)]
    const service = this.#scene.find(textOf(spec['backendServiceId']))
    const certificates = this.#scene.certificatesOf(listener)
    return {
      label: this.#label(listener, facts),
      children: [
        ...certificates.map((certificate) => ({
          label: this.#label(certificate, toCertificateFacts(certificate, this.#options)),
          children: [],
        })),
        ...(service === undefined ? [] : [this.#service(service, [])]),
      ],
    }
  }

  /** Its servers are drawn once, however many listeners forward to it. */
  #service(service: ApiObject, remarks: readonly string[]): TreeNode {
    const { spec } = service
    const facts = [textOf(spec['protocol']), textOf(spec['algorithm']).replaceAll('_', ' ')]
    const targets = this.#scene.targetsOf(service)
    const summary = toSummary(targets, this.#options.style)
    if (this.#drawn.has(service.id)) {
      const above = this.#options.style.faint('shown above')
      return { label: this.#label(service, [summary, above]), children: [] }
    }
    this.#drawn.add(service.id)
    const drainOf = this.#scene.drainOf.bind(this.#scene)
    const lines = toTargetLines(targets, { ...this.#options, drainOf })
    const leaves = lines.map((label) => ({ label, children: [] }))
    const group = this.#scene.groupOf(service)
    return {
      label: this.#label(service, [...facts, summary, ...remarks]),
      children:
        group === undefined ? leaves : [{ label: this.#label(group, []), children: leaves }],
    }
  }

  #unusedGroups(): readonly TreeNode[] {
    const services = this.#scene.ofKind('backend_service')
    const used = new Set(services.map((service) => this.#scene.groupOf(service)?.id))
    return [...this.#scene.ofKind('server_group'), ...this.#scene.ofKind('availability_group')]
      .filter((group) => !used.has(group.id))
      .map((group) => ({ label: this.#label(group, []), children: [] }))
  }

  #switch({ spec }: ApiObject): string {
    return spec['enabled'] === false ? this.#options.style.warning('disabled') : ''
  }

  #label(object: ApiObject, facts: readonly string[]): string {
    const { style } = this.#options
    const name = object.name === '' ? [] : [style.strong(object.name)]
    const kind = object.kind.replaceAll('_', ' ')
    const told = facts.filter((fact) => fact !== '')
    const leaving = object.leavingMs === null ? [] : [this.#leaving(object.leavingMs)]
    // While an apply runs this is so of all that it makes.
    const unclaimed = object.unclaimed === true ? [style.warning('in no state yet')] : []
    return [kind, ...name, style.faint(object.id), ...told, ...leaving, ...unclaimed].join('  ')
  }

  #leaving(sinceMs: number): string {
    const since = toDuration(this.#options.nowMs - sinceMs)
    return this.#options.style.warning(`deleted ${since} ago, serves until nothing uses it`)
  }
}
