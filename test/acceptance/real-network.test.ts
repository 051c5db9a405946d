/**
 * The engine on real links: machines are network namespaces, the engine adds its addresses.
 *
 *     client   10.77.0.10 ──┐
 *     stranger 198.51.100.10┴─ front ── eth0 ┌────┐ eth1 ── zone-a ── 10.77.1.10 server
 *                                            │ lb │
 *                                            └────┘ eth2 ── zone-b ── 10.77.2.10 server
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { acceptance, assertNoChanges, targets } from '../support/acceptance.ts'
import type { TrafficReport } from '../support/backends.ts'
import { Lab, whyNoNamespaces } from '../support/namespaces.ts'
import type { Machine } from '../support/namespaces.ts'
import type { Workspace } from '../support/terraform.ts'
import { waitFor } from '../support/wait.ts'

const lb = resolve(import.meta.dirname, '../../dist/lb')

const network = {
  zones: [{ name: 'front' }, { name: 'zone-a' }, { name: 'zone-b' }],
  eip_pool: '198.51.100.64/27',
  interface: 'eth0',
}

interface Machines {
  readonly client: Machine
  readonly stranger: Machine
  readonly balancer: Machine
  readonly one: Machine
  readonly two: Machine
}

function build(lab: Lab): Machines {
  const at = (name: string, zone: string, address: string) => ({ name, switch: zone, address })
  const machines = {
    client: lab.machine('client', [at('eth0', 'front', '10.77.0.10/24')]),
    stranger: lab.machine('out', [at('eth0', 'front', '198.51.100.10/24')]),
    balancer: lab.machine('lb', [
      at('eth0', 'front', '10.77.0.1/24'),
      at('eth1', 'zone-a', '10.77.1.1/24'),
      at('eth2', 'zone-b', '10.77.2.1/24'),
    ]),
    one: lab.machine('one', [at('eth0', 'zone-a', '10.77.1.10/24')]),
    two: lab.machine('two', [at('eth0', 'zone-b', '10.77.2.10/24')]),
  }
  machines.balancer.ip('address', 'add', '198.51.100.1/24', 'dev', 'eth0')
  machines.stranger.ip('route', 'add', '10.77.0.0/16', 'via', '198.51.100.1')
  return machines
}

/** After a link that was down for a few seconds. */
const RETRANSMITTED_WITHIN_MS = 4_000

const servers = ['10.77.1.10', '10.77.2.10']

/** R11: one of each prefix that is of the intranet unless told otherwise, but loopback. */
const peers = ['10.99.0.9', '172.16.9.9', '192.168.9.9', '100.64.9.9']

interface Changes {
  readonly zones?: readonly string[]
  readonly instance?: string
  readonly servers?: readonly string[]
  readonly more?: string
}

function toHcl(changes: Changes = {}): string {
  const list = (changes.servers ?? servers).map((address) => `{ address = "${address}" }`)
  return `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ["10.77.0.0/16"]
}
resource "lb_subnet" "own" {
  for_each          = { front = "10.77.0.0/24", zone-a = "10.77.1.0/24", zone-b = "10.77.2.0/24" }
  name              = each.key
  vpc_id            = lb_vpc.own.id
  cidr_block        = each.value
  availability_zone = each.key
}
resource "lb_eip" "web" {
  name = "web"
}
resource "lb_security_group" "web" {
  name   = "web"
  vpc_id = lb_vpc.own.id
  rules  = [
    { direction = "ingress", action = "deny", cidr_blocks = ["10.77.0.10/32"] },
    { direction = "ingress", priority = 2 },
    { direction = "egress", action = "deny", cidr_blocks = ["10.77.2.0/24"] },
    { direction = "egress", priority = 2 },
  ]
}
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ${JSON.stringify(changes.zones ?? ['zone-a', 'zone-b'])}
  subnet_id          = lb_subnet.own["front"].id
  ${changes.instance ?? ''}
}
resource "lb_server_group" "web" {
  name       = "web"
  vpc_id     = lb_vpc.own.id
  servers    = [${list.join(', ')}]
  depends_on = [lb_subnet.own]
}
resource "lb_backend_service" "web" {
  lb_instance_id      = lb_instance.web.id
  name                = "web"
  protocol            = "HTTP"
  port                = 8080
  server_group_id     = lb_server_group.web.id
  connect_timeout_ms  = 300
  response_timeout_ms = 1000
  health_check = {
    interval_ms         = 100
    timeout_ms          = 300
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}
resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = 80
  backend_service_id = lb_backend_service.web.id
}
output "inside" {
  value = "http://\${lb_instance.web.private_ip_address}/"
}
output "outside" {
  value = "http://\${lb_eip.web.address}/"
}
${changes.more ?? ''}`
}

acceptance('real addresses, in network namespaces', (suite) => {
  let lab: Lab | null = null
  let machines: Machines | null = null
  const the = (): Machines => {
    assert(machines !== null)
    return machines
  }

  before(async function () {
    const why = whyNoNamespaces()
    if (why !== null) {
      process.stderr.write(`SKIPPED: ${why}: no test on real links ran\n`)
      this.skip()
    }
    lab = new Lab()
    machines = build(lab)
    for (const [name, address] of [
      ['one', '10.77.1.10'] as const,
      ['two', '10.77.2.10'] as const,
    ]) {
      await machines[name].tell({ do: 'serve', name, address, port: 8080 })
    }
  })
  after(() => lab?.close())

  /** Starts the engine on the balancer and applies. */
  const apply = async (settings: object = network): Promise<Workspace> => {
    const { workspace } = suite()
    const { stateDirectory, environment } = workspace
    mkdirSync(stateDirectory, { mode: 0o700 })
    writeFileSync(join(stateDirectory, 'engine.json'), JSON.stringify({ network: settings }))
    const words = ['netns', 'exec', the().balancer.namespace, lb, 'engine', 'start']
    const started = spawnSync('ip', words, { env: environment, encoding: 'utf8' })
    assert.equal(started.status, 0, started.stderr)
    await workspace.write(toHcl())
    return workspace
  }

  it('R9, R10, R11: an EIP is bound and unbound under load; strangers have it alone', async () => {
    const { client, stranger, balancer } = the()
    const workspace = await apply()
    await workspace.apply()
    const { inside, outside } = (await workspace.outputs()) as Record<'inside' | 'outside', string>
    assert.deepEqual([inside, outside], ['http://10.77.0.2/', 'http://198.51.100.66/'])
    assert.deepEqual(addressesOf(balancer), ['10.77.0.1', '10.77.0.2', '198.51.100.1'])
    assert.match(await ask(client, inside), /^(one|two)$/)
    assert.match(await ask(stranger, inside), /^error/, 'R11: a source outside the intranet')
    assert.match(await ask(stranger, outside), /^error/, 'R9: not bound')
    for (const from of peers) {
      stranger.ip('address', 'add', `${from}/32`, 'dev', 'eth0')
      balancer.ip('route', 'add', `${from}/32`, 'dev', 'eth0')
      assert.match(await ask(stranger, inside, from), /^(one|two)$/, `R11: ${from} is a peer`)
    }

    await client.tell({ do: 'load', url: inside, perSecond: 100 })
    await workspace.write(toHcl({ instance: 'eip_id = lb_eip.web.id' }))
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.ok(addressesOf(balancer).includes('198.51.100.66'))
    assert.match(await ask(stranger, outside), /^(one|two)$/, 'R10')
    assert.match(await ask(stranger, inside), /^error/, 'R11: also beside an EIP')

    await workspace.write(toHcl())
    await workspace.apply()
    assert.match(await ask(stranger, outside), /^error/)
    await waitFor('the EIP to be gone from the interface', () =>
      addressesOf(balancer).includes('198.51.100.66') ? null : true,
    )
    const { sent, failures } = await client.tell<TrafficReport>({ do: 'stop' })
    assert.ok(sent > 50)
    assert.deepEqual(failures, [])
    await workspace.destroy()
    await waitFor('the private address to be gone', () => isBare(balancer))
  })

  it('R6, R7, R8: a zone is cut off, given up and taken back; rules hold on the wire', async () => {
    const { client, balancer, two } = the()
    const workspace = await apply()
    await workspace.apply()
    const inside = String((await workspace.outputs())['inside'])
    await waitFor('both servers to answer', () => answers(client, inside, ['one', 'two']))

    await client.tell({ do: 'load', url: inside, perSecond: 50 })
    balancer.ip('link', 'set', 'eth2', 'down')
    await stateIs(workspace, '10.77.2.10', 'unhealthy')
    const during = await client.tell<TrafficReport>({ do: 'stop' })
    assert.ok((during.answers['one'] ?? 0) > 0)
    await client.tell({ do: 'load', url: inside, perSecond: 100 })
    await workspace.write(toHcl({ zones: ['zone-a'] }))
    await workspace.apply()
    assert.equal((await stateIs(workspace, '10.77.2.10', 'unused')).reason, 'outside_zones')
    const cut = await client.tell<TrafficReport>({ do: 'stop' })
    assert.deepEqual([cut.failures, Object.keys(cut.answers)], [[], ['one']])

    balancer.ip('link', 'set', 'eth2', 'up')
    const before = await settledCount(two)
    await waitFor('only one server', () => answers(client, inside, ['one']))
    assert.deepEqual(await two.tell({ do: 'count' }), before, 'neither a request nor a probe')
    await workspace.write(toHcl())
    await workspace.apply()
    await waitFor('both servers to answer', () => answers(client, inside, ['one', 'two']))

    await workspace.write(toHcl({ servers: [...servers, '198.51.100.10'] }))
    assert.match(await workspace.refuses('plan'), /198\.51\.100\.10 is outside.*outside_vpc/)
    const groups = 'security_group_ids = [lb_security_group.web.id]'
    await workspace.write(toHcl({ instance: `${groups}\neip_id = lb_eip.web.id` }))
    await workspace.apply()
    assert.match(await ask(client, inside), /^error/)
    const outside = String((await workspace.outputs())['outside'])
    await waitFor('the server that may be dialled', () => answers(the().stranger, outside, ['one']))
    assert.equal((await stateIs(workspace, '10.77.2.10', 'unhealthy')).reason, 'connect_failed')
  })

  it('IPv6: an address of the subnet is there at once, and goes again', async () => {
    const { client, balancer } = the()
    client.ip('address', 'add', 'fd77::10/64', 'dev', 'eth0', 'nodad')
    balancer.ip('address', 'add', 'fd77::1/64', 'dev', 'eth0', 'nodad')
    const workspace = await apply()
    await workspace.write(
      toHcl()
        .replaceAll('10.77.0.0/24', 'fd77::/64')
        .replaceAll('["10.77.0.0/16"]', '["10.77.0.0/16", "fd77::/48"]'),
    )
    await workspace.apply()
    const { private_ip_address: address } = await workspace.state('lb_instance.web')
    assert.equal(address, 'fd77::2')
    assert.match(await ask(client, 'http://[fd77::2]/'), /^(one|two)$/)
    await workspace.lb('engine', 'stop')
    assert.doesNotMatch(balancer.ip('-6', 'address', 'show', 'dev', 'eth0'), /fd77::2\//)
  })

  it('an agent that is killed leaves no stray address, and touches nobody else’s', async () => {
    const { client, balancer } = the()
    balancer.ip('address', 'add', '10.77.0.3/32', 'dev', 'eth0')
    const workspace = await apply()
    await workspace.apply()
    const inside = String((await workspace.outputs())['inside'])
    process.kill(await agentPid(workspace), 'SIGKILL')
    await waitFor('the agent to serve again', () => answers(client, inside, ['one', 'two']))
    await workspace.write(toHcl({ instance: 'private_ip_address = "10.77.0.3"' }))
    await workspace.apply()
    assert.match(await ask(client, 'http://10.77.0.3/'), /^(one|two)$/)
    await waitFor('the former address to be gone', () =>
      addressesOf(balancer).includes('10.77.0.2') ? null : true,
    )
    await workspace.lb('engine', 'stop')
    assert.ok(addressesOf(balancer).includes('10.77.0.3'), 'it was there before')
    balancer.ip('address', 'delete', '10.77.0.3/32', 'dev', 'eth0')
  })

  it('the engine takes back what it added when it ends, and says what it cannot add', async () => {
    const { balancer } = the()
    const workspace = await apply({ ...network, interface: 'eth9' })
    assert.match(await workspace.refuses('apply'), /10\.77\.0\.2 cannot be added to.*eth9/)
    assert.equal(isBare(balancer), true)
    await workspace.lb('engine', 'stop')
    const path = join(workspace.stateDirectory, 'engine.json')
    writeFileSync(path, JSON.stringify({ network }))
    spawnSync('ip', ['netns', 'exec', balancer.namespace, lb, 'engine', 'start'], {
      env: workspace.environment,
    })
    await workspace.apply()
    assert.ok(addressesOf(balancer).includes('10.77.0.2'))
    await workspace.lb('engine', 'stop')
    assert.equal(isBare(balancer), true)
  })
})

function ask(machine: Machine, url: string, from?: string): Promise<string> {
  return machine.tell<string>({ do: 'get', url, ...(from === undefined ? {} : { from }) })
}

/**
 * What the server has counted, once that rests: what was under way when its link was cut is still
 * sent by the kernel, each time after twice the time before, though nobody waits for it any more.
 */
async function settledCount(server: Machine): Promise<object> {
  let last: unknown = null
  let sinceMs = 0
  return waitFor('the last segments of before', async () => {
    const count = await server.tell<object>({ do: 'count' })
    if (!isDeepStrictEqual(count, last)) sinceMs = performance.now()
    last = count
    return performance.now() - sinceMs > RETRANSMITTED_WITHIN_MS ? count : null
  })
}

/** True when twelve requests were answered by these and no others. */
async function answers(
  machine: Machine,
  url: string,
  expected: readonly string[],
): Promise<true | null> {
  const seen = new Set<string>()
  for (let index = 0; index < 12; index++) seen.add(await ask(machine, url))
  return [...seen].toSorted().join() === expected.join() ? true : null
}

/** Of its interface to the clients, without IPv6's own. */
function addressesOf(machine: Machine): readonly string[] {
  const text = machine.ip('-4', '-json', 'address', 'show', 'dev', 'eth0')
  const [link] = JSON.parse(text) as [{ addr_info: readonly { local: string }[] }]
  return link.addr_info.map(({ local }) => local).toSorted()
}

/** Whether it has nothing but what it had without the engine. */
function isBare(machine: Machine): true | null {
  return addressesOf(machine).join() === '10.77.0.1,198.51.100.1' ? true : null
}

function stateIs(workspace: Workspace, address: string, state: string) {
  return waitFor(`${address} to be ${state}`, async () => {
    const all = await targets(workspace)
    return all.find((target) => target.address === address && target.state === state) ?? null
  })
}

async function agentPid(workspace: Workspace): Promise<number> {
  const { stdout } = await workspace.lb('engine', 'status')
  const { agent } = JSON.parse(stdout) as { readonly agent: { readonly pid: number } }
  return agent.pid
}
