/**
 * The matrix of hand-overs: what is done to a part that carries traffic, as configuration before
 * and after.
 *
 * Answers for: every change of {replace, remove, shrink, rename} of every kind of part that others
 * point to, in Terraform's words. Does not know: what it takes to carry them out.
 *
 * What Terraform 1.11 does, in the order of its own graph, with the default life cycle:
 *
 *   replace   destroy old ─▶ create new ─▶ change who refers to it
 *   remove    destroy old ─▶ change who refers to it (to another that is there)
 *   shrink    destroy the last ─▶ change who refers to it (to the first)
 *   rename    destroy old, create new at the same time ─▶ change who refers to it
 *
 * and with create_before_destroy the destroy comes last, when nobody refers to it any more.
 */

import { FAST_CHECK } from '../../support/stack.ts'
import { userHcl } from '../../support/user.ts'

export const changes = ['replace', 'remove', 'shrink', 'rename'] as const
export type Change = (typeof changes)[number]

export const parts = ['server_group', 'backend_service', 'availability_group'] as const
export type Part = (typeof parts)[number]

export type LifeCycle = 'default' | 'create_before_destroy'

/** What the servers behind the parts listen at. */
export interface Ports {
  /** Of the listeners, one for each part. */
  readonly listeners: Readonly<Record<Part, number>>
  /** Of the HTTP server that answers before the change, and of the one that answers after it. */
  readonly before: number
  readonly after: number
  /** Of the instances of availability groups. */
  readonly instances: number
}

export interface Cell {
  readonly change: Change
  readonly lifeCycle: LifeCycle
  readonly ports: Ports
  /** The command of an instance of an availability group. */
  readonly command: readonly string[]
}

export interface Configuration {
  readonly hcl: string
  /** More words for `terraform apply`. */
  readonly words: readonly string[]
}

/** The configuration whose apply brings everything up, and the one whose apply is the change. */
export function toConfigurations(cell: Cell): { before: Configuration; after: Configuration } {
  return {
    before: { hcl: toHcl(cell, 'before'), words: [] },
    after: {
      hcl: toHcl(cell, 'after'),
      words: cell.change === 'replace' ? parts.map((part) => `-replace=lb_${part}.x`) : [],
    },
  }
}

export type Phase = 'before' | 'after'

/** An expression with one value for the part that is given up and another for its successor. */
export type Choose = (before: string | number, after: string | number) => string

/** A part, and the id of the one that is in use, as an expression. */
export interface Declared {
  readonly hcl: string
  readonly id: string
}

function toHcl(cell: Cell, phase: Phase): string {
  const { ports } = cell
  const at = { cell, phase }
  const group = declare('server_group', (choose) => groupBody(ports, choose), at)
  const service = declare('backend_service', serviceBody, at)
  const instances = declare('availability_group', () => instancesBody(cell), at)
  return [
    `resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}`,
    fixedGroup('before', ports.before),
    fixedGroup('after', ports.after),
    group.hcl,
    service.hcl,
    instances.hcl,
    userOf('server_group', { port: ports.before, group: group.id }),
    userOf('availability_group', { port: ports.instances, group: instances.id }),
    listenerOf('server_group', { ports, service: 'lb_backend_service.server_group.id' }),
    listenerOf('backend_service', { ports, service: service.id }),
    listenerOf('availability_group', {
      ports,
      service: 'lb_backend_service.availability_group.id',
    }),
    'output "address" {\n  value = lb_instance.web.private_ip_address\n}',
  ].join('\n')
}

export interface Place {
  readonly cell: Pick<Cell, 'change' | 'lifeCycle'>
  readonly phase: Phase
}

/** The resource of the part, before or after its change. */
export function declare(
  part: string,
  body: (choose: Choose) => string,
  { cell: { change, lifeCycle }, phase }: Place,
): Declared {
  const type = `lb_${part}`
  const meta = lifeCycle === 'default' ? '' : 'lifecycle {\n create_before_destroy = true\n}'
  const block = (label: string, text: string): string =>
    `resource "${type}" "${label}" {\n${text}\n${meta}\n}\n`
  const of =
    (wanted: Phase): Choose =>
    (before, after) =>
      String(wanted === 'before' ? before : after)
  switch (change) {
    case 'replace':
      return { hcl: block('x', body(of(phase))), id: `${type}.x.id` }
    case 'remove': {
      const next = block('x', body(of('after')))
      if (phase === 'after') return { hcl: next, id: `${type}.x.id` }
      return { hcl: next + block('old', body(of('before'))), id: `${type}.old.id` }
    }
    case 'shrink': {
      const count = phase === 'before' ? 2 : 1
      const choose: Choose = (before, after) => `count.index == 1 ? ${before} : ${after}`
      return {
        hcl: block('x', `count = ${count}\n${body(choose)}`),
        id: `${type}.x[${count - 1}].id`,
      }
    }
    case 'rename': {
      const key = phase === 'before' ? 'old' : 'new'
      return {
        hcl: block('x', `for_each = toset(["${key}"])\n${body(of(phase))}`),
        id: `${type}.x["${key}"].id`,
      }
    }
  }
}

function groupBody(ports: Ports, choose: Choose): string {
  const port = choose(ports.before, ports.after)
  return `name    = "changed"\nservers = [{ address = "127.0.0.1", port = ${port} }]`
}

function serviceBody(choose: Choose): string {
  return `lb_instance_id  = lb_instance.web.id
name            = "changed"
protocol        = "HTTP"
port            = 80
server_group_id = ${choose('lb_server_group.before.id', 'lb_server_group.after.id')}
${FAST_CHECK}`
}

function instancesBody({ ports, command }: Cell): string {
  return `name               = "changed"
availability_zones = ["local-a"]
min_size           = 1
max_size           = 1
launch = {
  driver  = "process"
  process = {
    command     = ${JSON.stringify(command)}
    ${userHcl}
    environment = { LISTEN_PORT = "${ports.instances}" }
  }
}`
}

function fixedGroup(label: string, port: number): string {
  return `resource "lb_server_group" "${label}" {
  name    = "${label}"
  servers = [{ address = "127.0.0.1", port = ${port} }]
}`
}

function userOf(
  part: 'server_group' | 'availability_group',
  { port, group }: { readonly port: number; readonly group: string },
): string {
  return `resource "lb_backend_service" "${part}" {
  lb_instance_id = lb_instance.web.id
  name           = "${part}"
  protocol       = "HTTP"
  port           = ${port}
  ${part}_id     = ${group}
  ${FAST_CHECK}
}`
}

function listenerOf(
  part: Part,
  { ports, service }: { readonly ports: Ports; readonly service: string },
): string {
  return `resource "lb_listener" "${part}" {
  lb_instance_id     = lb_instance.web.id
  name               = "${part}"
  protocol           = "HTTP"
  port               = ${ports.listeners[part]}
  backend_service_id = ${service}
}`
}
