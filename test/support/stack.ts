/**
 * The standard stack in HCL, from data: what most acceptance tests start from and change.
 *
 * Answers for: one instance, one group, one service, one listener, each extendable by attributes.
 */

export interface StackServer {
  readonly address: string
  readonly port: number
  readonly weight?: number
  readonly zone?: string
  readonly enabled?: boolean
}

export interface Stack {
  readonly port: number
  /** `resources`: the group lists none, its members are `lb_server` in `more`. */
  readonly servers: readonly StackServer[] | 'resources'
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
  const protocol = stack.protocol ?? 'HTTP'
  const scheme = protocol === 'HTTPS' ? 'https' : 'http'
  return `
resource "lb_instance" "web" {
  name      = "web"
  subnet_id = "subnet-local-a"
  ${attribute(stack.instance, 'availability_zones', '["local-a"]')}
}

resource "lb_server_group" "web" {
  name    = "web"
  ${stack.servers === 'resources' ? '' : `servers = ${serversHcl(stack.servers)}`}
  ${stack.group ?? ''}
}

resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "${protocol === 'TCP' ? 'TCP' : 'HTTP'}"
  port            = 8080
  server_group_id = lb_server_group.web.id
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
