/**
 * The matrix of hand-overs for the parts of the network: subnets that servers are in, security
 * groups, EIPs, and servers that are resources of their own.
 */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, events } from '../../support/acceptance.ts'
import type { Suite } from '../../support/acceptance.ts'
import { get, shares, startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { FAST_CHECK } from '../../support/stack.ts'
import { declare } from './cells.ts'
import type { Change, LifeCycle, Phase } from './cells.ts'

const LOAD = 200
/** What only the later security group refuses. */
const BANNED = '127.99.0.1'
const EIP = '127.100.80.80'
const [someone, banned] = ['"192.0.2.1/32"', `"${BANNED}/32"`]

interface Cell {
  readonly change: Exclude<Change, 'shrink'>
  readonly lifeCycle: LifeCycle
  readonly ports: {
    readonly listener: number
    readonly before: number
    readonly after: number
  }
}

/** Whether the successor has the same prefix and address: the old one has to go before. */
const isUnique = ({ change, lifeCycle }: Cell): boolean =>
  lifeCycle === 'default' && change !== 'remove'

function toHcl(cell: Cell, phase: Phase): string {
  const { ports } = cell
  const at = { cell, phase }
  // Without the subnet they are in, servers name their zone.
  const isSubnetGone = phase === 'after' && !isUnique(cell)
  const label = cell.change === 'remove' && phase === 'before' ? 'old' : 'x'
  const home = isSubnetGone ? 'zone = "local-b"' : `depends_on = [lb_subnet.${label}]`
  const subnet = declare(
    'subnet',
    (choose) => `name              = "servers"
vpc_id            = lb_vpc.own.id
cidr_block        = ${choose('"127.80.1.0/24"', `"127.80.${isUnique(cell) ? 1 : 2}.0/24"`)}
availability_zone = "local-b"`,
    at,
  )
  const group = declare(
    'security_group',
    (choose) => `name   = "web"
vpc_id = lb_vpc.own.id
rules  = [
  { direction = "ingress", action = "deny", cidr_blocks = [${choose(someone, banned)}] },
  { direction = "ingress", priority = 2 },
  { direction = "egress" },
]`,
    at,
  )
  const eip = declare(
    'eip',
    () => `name = "web"${isUnique(cell) ? `\naddress = "${EIP}"` : ''}`,
    at,
  )
  const server = declare(
    'server',
    (choose) => `server_group_id = lb_server_group.web.id
address         = "127.80.1.9"
port            = ${choose(ports.before, ports.after)}
${home}`,
    at,
  )
  return [
    fixedHcl(ports.listener, { group: group.id, eip: eip.id }),
    subnet.hcl,
    group.hcl,
    eip.hcl,
    server.hcl,
  ].join('\n')
}

/** What stays as it is. */
function fixedHcl(listener: number, ids: { readonly group: string; readonly eip: string }): string {
  return `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ["127.80.0.0/16"]
}
resource "lb_subnet" "home" {
  name              = "home"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "127.80.0.0/24"
  availability_zone = "local-a"
}
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a", "local-b"]
  subnet_id          = lb_subnet.home.id
  security_group_ids = [${ids.group}]
  eip_id             = ${ids.eip}
}
resource "lb_server_group" "web" {
  name       = "web"
  vpc_id     = lb_vpc.own.id
  depends_on = [lb_subnet.home]
}
resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "HTTP"
  port            = 80
  server_group_id = lb_server_group.web.id
  ${FAST_CHECK}
}
resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = ${listener}
  backend_service_id = lb_backend_service.web.id
}
output "inside" {
  value = "http://\${lb_instance.web.private_ip_address}:${listener}/"
}`
}

/** What leaves with the default life cycle; a server that is removed has left another one. */
const leavesBy = {
  replace: ['eip', 'security_group', 'server', 'subnet'],
  remove: ['eip', 'security_group', 'subnet'],
  rename: ['eip', 'security_group'],
} as const

const parts = ['subnet', 'security_group', 'eip', 'server'] as const

async function check(suite: Suite, cell: Cell): Promise<void> {
  const { workspace } = suite
  await workspace.write(toHcl(cell, 'before'))
  await workspace.apply()
  const inside = String((await workspace.outputs())['inside'])
  assert.equal((await get(inside, { from: BANNED })).status, 200)
  const urls = isUnique(cell) ? [inside, `http://${EIP}:${cell.ports.listener}/`] : [inside]
  const loads = urls.map((url) => ({ url, traffic: startTraffic(url, LOAD) }))
  await workspace.write(toHcl(cell, 'after'))
  const isReplaced = cell.change === 'replace'
  await workspace.apply(...(isReplaced ? parts.map((part) => `-replace=lb_${part}.x`) : []))
  for (const { url, traffic } of loads) {
    const { sent, failures } = await traffic.stop()
    assert.deepEqual(failures, [], `${failures.length} of ${sent} at ${url} failed`)
    assert.ok(sent > 0)
  }
  assert.deepEqual(await shares(inside, 4), { after: 4 })
  await assert.rejects(get(inside, { from: BANNED }))
  const { stdout } = await workspace.lb('status')
  assert.deepEqual((JSON.parse(stdout) as { leaving: readonly unknown[] }).leaving, [])
  const left = (await events(workspace)).filter(({ type }) => type === 'leaving')
  const kinds = new Set(left.map(({ kind }) => kind))
  // Renamed, these may meet their successors in one transaction, and have not left then.
  if (cell.change === 'rename') for (const kind of ['server', 'subnet']) kinds.delete(kind)
  const leaves: readonly string[] = cell.lifeCycle === 'default' ? leavesBy[cell.change] : []
  assert.deepEqual([...kinds].toSorted(), leaves)
  await assertNoChanges(workspace)
}

for (const lifeCycle of ['default', 'create_before_destroy'] as const) {
  acceptance(`hand-over of the network, life cycle ${lifeCycle}`, (suite) => {
    for (const change of ['replace', 'remove', 'rename'] as const) {
      it(`${change} of subnet, security group, EIP and server fails no request`, async () => {
        const start = (name: string) => suite().backend(name, { address: '127.80.1.9' })
        const [before, after] = [await start('before'), await start('after')]
        const ports = {
          ...{ listener: await freePort(), before: before.port, after: after.port },
        }
        await check(suite(), { change, lifeCycle, ports })
      })
    }
  })
}
