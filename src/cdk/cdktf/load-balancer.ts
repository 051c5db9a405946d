/**
 * A load balancer in a line: `new LoadBalancer(this, 'web').addHttp(80).toServers([…])`.
 *
 * Answers for: which resources these words stand for. They are the ones of the bindings, with ids
 * of their own in the tree, open to escape hatches, overrides and references: nothing is hidden.
 * Does not know: what the engine makes of them.
 */

import { Token } from 'cdktf'
import { Construct } from 'constructs'
import type { AvailabilityGroup } from './gen/availability-group'
import { BackendService } from './gen/backend-service'
import type { BackendServiceConfig } from './gen/backend-service'
import { Instance } from './gen/instance'
import type { InstanceConfig } from './gen/instance'
import { Listener } from './gen/listener'
import type { ListenerConfig } from './gen/listener'
import { ServerGroup } from './gen/server-group'
import type { ServerGroupServers } from './gen/server-group'

/** What `lb_instance` takes; all of it can be left out. */
export interface LoadBalancerProps extends Partial<InstanceConfig> {}

/** What `lb_listener` takes beyond what the call says. */
export type ListenerOptions = Partial<
  Omit<ListenerConfig, 'lbInstanceId' | 'backendServiceId' | 'protocol' | 'port'>
>

/** What `lb_backend_service` takes beyond what the call says. */
export type ServiceOptions = Partial<
  Omit<BackendServiceConfig, 'lbInstanceId' | 'protocol' | 'serverGroupId' | 'availabilityGroupId'>
>

/** A server as `servers` of `lb_server_group` takes it, or `'address:port'`. */
export type ServerLike = string | ServerGroupServers

/** The resources behind one port. `serverGroup` is there when the call made one. */
export interface Route {
  readonly listener: Listener
  readonly backendService: BackendService
  readonly serverGroup?: ServerGroup
}

/**
 * One `lb_instance`, and what is added to it. By default it is named like its id and stands in the
 * built-in zone `local-a`, subnet `subnet-local-a`.
 */
export class LoadBalancer extends Construct {
  readonly instance: Instance
  readonly #fronts: Front[] = []

  constructor(scope: Construct, id: string, props: LoadBalancerProps = {}) {
    super(scope, id)
    this.instance = new Instance(this, 'instance', {
      name: id,
      availabilityZones: ['local-a'],
      subnetId: 'subnet-local-a',
      ...props,
    })
    this.node.addValidation({
      validate: () => this.#fronts.filter((front) => !front.isRouted).map(toComplaint),
    })
  }

  /** Where its listeners answer, for outputs and references. */
  get address(): string {
    return this.instance.privateIpAddress
  }

  /** A port that answers HTTP. Say next where its requests go. */
  addHttp(port: number, options: ListenerOptions = {}): Front {
    return this.#add({ protocol: 'HTTP', port, options })
  }

  /** A port that answers HTTPS with these certificates; the first is the default, others by SNI. */
  addHttps(port: number, options: ListenerOptions & { certificateIds: string[] }): Front {
    return this.#add({ protocol: 'HTTPS', port, options })
  }

  /** A port whose connections are passed on as they are. */
  addTcp(port: number, options: ListenerOptions = {}): Front {
    return this.#add({ protocol: 'TCP', port, options })
  }

  #add(parts: FrontParts): Front {
    const id = `${parts.protocol.toLowerCase()}-${parts.port}`
    const front = new Front(this, id, { ...parts, instance: this.instance })
    this.#fronts.push(front)
    return front
  }
}

interface FrontParts {
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP'
  readonly port: number
  readonly options: ListenerOptions
}

/** A port of a load balancer that waits to be told where its traffic goes: call one of `to…`. */
export class Front extends Construct {
  readonly #parts: FrontParts & { readonly instance: Instance }
  #isRouted = false

  constructor(scope: Construct, id: string, parts: FrontParts & { readonly instance: Instance }) {
    super(scope, id)
    this.#parts = parts
  }

  /** Whether one of `to…` was called. */
  get isRouted(): boolean {
    return this.#isRouted
  }

  /** Makes a server group of `servers`, and a backend service for it. */
  toServers(servers: readonly ServerLike[], options: ServiceOptions = {}): Route {
    const list = servers.map(toServer)
    const group = new ServerGroup(this, 'servers', { name: this.#nameOf(options), servers: list })
    const port = options.port ?? list[0]?.port ?? this.#parts.port
    return { ...this.toServerGroup(group, { ...options, port }), serverGroup: group }
  }

  /** Makes a backend service for a group that is declared elsewhere. */
  toServerGroup(group: ServerGroup | { readonly id: string }, options: ServiceOptions = {}): Route {
    return this.#toGroup({ serverGroupId: group.id }, options)
  }

  /** Makes a backend service for instances that the engine runs. */
  toAvailabilityGroup(
    group: AvailabilityGroup | { readonly id: string },
    options: ServiceOptions & { port: number },
  ): Route {
    return this.#toGroup({ availabilityGroupId: group.id }, options)
  }

  /** Sends the traffic to a backend service that is there already. */
  toService(backendService: BackendService): Route {
    if (this.#isRouted) throw new Error(`${this.node.path} has its backend service already`)
    this.#isRouted = true
    const { instance, protocol, port, options } = this.#parts
    const listener = new Listener(this, 'listener', {
      name: this.node.id,
      ...options,
      lbInstanceId: instance.id,
      protocol,
      port,
      backendServiceId: backendService.id,
    })
    return { listener, backendService }
  }

  #toGroup(
    group: Pick<BackendServiceConfig, 'serverGroupId' | 'availabilityGroupId'>,
    options: ServiceOptions,
  ): Route {
    const { instance, protocol, port } = this.#parts
    const backendService = new BackendService(this, 'service', {
      port,
      ...options,
      ...group,
      name: this.#nameOf(options),
      lbInstanceId: instance.id,
      protocol: protocol === 'TCP' ? 'TCP' : 'HTTP',
    })
    return this.toService(backendService)
  }

  #nameOf({ name }: ServiceOptions): string {
    return name ?? `${this.node.scope?.node.id ?? ''}-${this.node.id}`
  }
}

function toComplaint(front: Front): string {
  return `${front.node.path} leads nowhere: call toServers or another of its methods.`
}

function toServer(server: ServerLike): ServerGroupServers {
  if (typeof server !== 'string') return server
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(server)
  const address = match?.[1] ?? match?.[2]
  if (Token.isUnresolved(server) || address === undefined) {
    throw new Error(`A server is 'address:port' or { address, port, … }, not ${server}`)
  }
  return { address, port: Number(match?.[3]) }
}
