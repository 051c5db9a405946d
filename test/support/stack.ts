/**
 * The standard stack in HCL, from data: what most acceptance tests start from and change.
 *
 * Answers for: one instance, one group of servers or of instances, one service, one listener, each
 * extendable by attributes.
 */

import { join } from 'node:path'

/** How an instance is started that says who it is; see there for its environment. */
export const instanceCommand: readonly string[] = [
  process.execPath,
  join(import.meta.dirname, 'instance-server.mjs'),
]

export interface StackServer {
  readonly address: string
  readonly port: number
  readonly weight?: number
  readonly zone?: string
  readonly enabled?: boolean
}

/** An availability group in place of a group of servers: processes that the engine runs. */
export interface StackInstances {
  /** The same as of the load balancer. */
  readonly zones: readonly string[]
  /** HCL lines added to `launch.process`, which has the command. */
  readonly process: string
}

export interface Stack {
  readonly port: number
  /** Of the backend service; 8080 unless told otherwise. */
  readonly servicePort?: number
  /** `resources`: the group lists none, its members are `lb_server` in `more`. */
  readonly servers: readonly StackServer[] | 'resources' | StackInstances
  /** HTTP unless told otherwise; of the listener, and the service that suits it. */
  readonly protocol?: 'HTTP' | 'HTTPS' | 'TCP'
  /** HCL lines added to each resource. */
  readonly instance?: string
  readonly group?: string
  readonly service?: string
  readonly listener?: string
  /** HCL added after it all. */
  readonly more?: string
}

/** Probes often enough for tests, and patient: a busy machine makes a server slow, not dead. */
export const FAST_CHECK = `
  health_check = {
    interval_ms         = 100
    timeout_ms          = 2000
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }`

export function stackHcl(stack: Stack): string {
  const { servers } = stack
  const instances = areInstances(servers) ? servers : null
  const protocol = stack.protocol ?? 'HTTP'
  const scheme = protocol === 'HTTPS' ? 'https' : 'http'
  const zones = instances?.zones ?? ['local-a']
  const group = instances === null ? 'server_group' : 'availability_group'
  return `
resource "lb_instance" "web" {
  name      = "web"
  subnet_id = "subnet-local-a"
  ${attribute(stack.instance, 'availability_zones', JSON.stringify(zones))}
}
${groupHcl(stack)}
resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "${protocol === 'TCP' ? 'TCP' : 'HTTP'}"
  port            = ${stack.servicePort ?? 8080}
  ${group}_id = lb_${group}.web.id
  ${stack.service ?? FAST_CHECK}
}

resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  name               = "web"
  protocol           = "${protocol}"
  port               = ${stack.port}
  backend_service_id = lb_backend_service.web.id
  ${stack.listener ?? ''}
}

output "url" {
  value = "${scheme}://\${lb_instance.web.private_ip_address}:\${lb_listener.web.port}/"
}
output "address" {
  value = lb_instance.web.private_ip_address
}
output "backend_service_id" {
  value = lb_backend_service.web.id
}
${stack.more ?? ''}`
}

function areInstances(servers: Stack['servers']): servers is StackInstances {
  return typeof servers === 'object' && 'zones' in servers
}

function instancesHcl({ zones, process: lines }: StackInstances, group: string): string {
  return `
resource "lb_availability_group" "web" {
  name               = "web"
  availability_zones = ${JSON.stringify(zones)}
  launch = {
    driver  = "process"
    process = {
      command = ${JSON.stringify(instanceCommand)}
      ${lines}
    }
  }
  ${group}
}
`
}

function groupHcl({ servers, group = '' }: Stack): string {
  if (areInstances(servers)) return instancesHcl(servers, group)
  return `
resource "lb_server_group" "web" {
  name    = "web"
  ${servers === 'resources' ? '' : `servers = ${serversHcl(servers)}`}
  ${group}
}
`
}

/** Servers as an HCL list; absent attributes are left out. */
export function serversHcl(servers: readonly StackServer[]): string {
  const rows = servers.map((server) => {
    const parts = Object.entries(server).map(
      ([name, value]) => `${name} = ${JSON.stringify(value)}`,
    )
    return `    { ${parts.join(', ')} },`
  })
  return `[\n${rows.join('\n')}\n  ]`
}

/** `extra` as it is when it sets `name` itself, else with the usual value added. */
function attribute(extra: string | undefined, name: string, usual: string): string {
  if (extra?.includes(name) === true) return extra
  return `${name} = ${usual}\n  ${extra ?? ''}`
}
