/** `lb_vpc` and `lb_subnet` through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, events, SHORT_HOLDS } from '../support/acceptance.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { serversHcl } from '../support/stack.ts'
import type { StackServer } from '../support/stack.ts'

acceptance('lb_vpc and lb_subnet', (suite) => {
  it('R5, R6: a load balancer in a network of its own, in order, with traffic', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one', { address: '127.64.1.9' })
    const port = await freePort()
    await workspace.write(
      ownNetwork({ port, servers: [{ address: '127.64.1.9', port: server.port }] }),
    )
    await workspace.apply()
    const { url, vpc } = await workspace.outputs()
    assert.deepEqual(await shares(String(url), 5), { one: 5 })
    assert.match(String(url), /^http:\/\/127\.64\.1\.2:/)
    assert.deepEqual(vpc, {
      found: (await workspace.state('lb_vpc.own'))['id'],
      cidr_blocks: ['127.64.0.0/12', 'FD00:64::/32'],
      zone: 'local-b',
      vpc_of_instance: (await workspace.state('lb_vpc.own'))['id'],
    })
    await assertNoChanges(workspace)

    await workspace.destroy()
    await assert.rejects(get(String(url)), /ECONNREFUSED/)
    const log = await events(workspace)
    const kinds = (type: string): string[] =>
      log
        .filter((event) => event.type === type)
        .map((event) => event.kind)
        .filter((kind) => ['vpc', 'subnet', 'instance'].includes(kind))
    assert.deepEqual(kinds('created'), ['vpc', 'subnet', 'instance'])
    assert.deepEqual(kinds('deleted'), ['instance', 'subnet', 'vpc'])
  })

  it('R6: a server outside the VPC is refused at plan, and never gets a request', async () => {
    const { workspace, backend } = suite()
    const inside = await backend('inside', { address: '127.64.1.9' })
    const outside = await backend('outside', { address: '127.10.0.9' })
    const port = await freePort()
    const servers = [{ address: '127.64.1.9', port: inside.port }]
    const stranger = { address: '127.10.0.9', port: outside.port }
    await workspace.write(ownNetwork({ port, servers: [...servers, stranger] }))
    assert.match(await workspace.refuses('apply'), /127\.10\.0\.9 is outside.*outside_vpc/)
    await workspace.write(ownNetwork({ port, servers }))
    await workspace.apply()
    const elsewhere = ownNetwork({ port, servers })
      .replace('lb_server_group.web.id', 'lb_server_group.other.id')
      .concat('\nresource "lb_server_group" "other" {\n  name = "other"\n}\n')
    await workspace.write(elsewhere)
    assert.match(await workspace.refuses('apply'), /must be in the same one.*outside_vpc/)
    await workspace.write(ownNetwork({ port, servers: [...servers, stranger] }))
    assert.match(
      await workspace.refuses('plan'),
      /servers\[address = "127\.10\.0\.9".*is outside.*outside_vpc/,
    )
    const { url } = await workspace.outputs()
    assert.deepEqual(await shares(String(url), 6), { inside: 6 })
    assert.equal(outside.requests.length + outside.probes.length, 0)
  })

  it('a VPC grows in place, and does not lose a prefix that is still needed', async () => {
    const { workspace } = suite()
    const network = (blocks: string, block = '127.65.1.0/24'): string => `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ${blocks}
}
resource "lb_subnet" "own" {
  name              = "own"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "127.64.1.0/24"
  availability_zone = "local-a"
}
resource "lb_subnet" "second" {
  name              = "second"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "${block}"
  availability_zone = "local-b"
}`
    await workspace.write(network('["127.64.0.0/16"]', '127.64.2.0/24'))
    await workspace.apply()
    await workspace.write(network('["127.64.0.0/16", "127.65.0.0/16"]'))
    assert.deepEqual(await workspace.plan(), {
      'lb_vpc.own': 'update',
      'lb_subnet.second': 'delete+create',
    })
    await workspace.apply()
    await assertNoChanges(workspace)
    await workspace.write(network('["127.65.0.0/16"]'))
    assert.match(await workspace.refuses('plan'), /127\.64\.1\.0\/24 is not in the VPC/)
  })

  it('a full subnet says so at plan, and an address is free again with its instance', async () => {
    const { workspace } = suite()
    const instances = (names: readonly string[]): string => `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ["127.64.0.0/16"]
}
resource "lb_subnet" "tiny" {
  name              = "tiny"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "127.64.1.0/30"
  availability_zone = "local-a"
}
resource "lb_instance" "web" {
  for_each           = toset(${JSON.stringify(names)})
  name               = each.key
  availability_zones = ["local-a"]
  subnet_id          = lb_subnet.tiny.id
}`
    await workspace.write(instances(['one']))
    await workspace.apply()
    const { private_ip_address: only } = await workspace.state('lb_instance.web["one"]')
    assert.equal(only, '127.64.1.2')
    await workspace.write(instances(['one', 'two']))
    const words = await workspace.refuses('plan')
    assert.match(words, /subnet_id = lb_subnet.tiny.id.*no free address.*addresses_exhausted/)
    await workspace.write(instances([]))
    await workspace.apply()
    await workspace.write(instances(['two']))
    await workspace.apply()
    const { private_ip_address: again } = await workspace.state('lb_instance.web["two"]')
    assert.equal(again, only)
  })

  it('a subnet is inside its VPC, in a zone, apart from others: said at plan', async () => {
    const { workspace } = suite()
    await workspace.configure(SHORT_HOLDS)
    const subnet = (block: string, zone = 'local-a'): string => `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ["127.64.0.0/16"]
}
resource "lb_subnet" "first" {
  name              = "first"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "127.64.1.0/24"
  availability_zone = "local-a"
}
resource "lb_subnet" "own" {
  name              = "own"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "${block}"
  availability_zone = "${zone}"
}`
    await workspace.write(subnet('127.64.2.0/24'))
    await workspace.apply()
    await workspace.write(subnet('127.65.2.0/24'))
    assert.match(await workspace.refuses('plan'), /cidr_block.*outside_vpc/)
    await workspace.write(subnet('127.64.2.0/24', 'moon-1'))
    assert.match(await workspace.refuses('plan'), /availability_zone.*moon-1.*unknown_zone/)
    await workspace.write(subnet('127.64.2.0'))
    assert.match(await workspace.refuses('validate'), /must be a prefix/)
    await workspace.write(subnet('127.64.1.128/25'))
    assert.match(await workspace.refuses('apply'), /overlaps 127\.64\.1\.0\/24/)
  })

  it('IPv6 in any spelling is the same address; everything is imported by its id', async () => {
    const { workspace } = suite()
    const network = (server: string, block: string): string => `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ["FD00:64::/32"]
}
resource "lb_subnet" "own" {
  name              = "own"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "${block}"
  availability_zone = "local-a"
}
resource "lb_server_group" "own" {
  name       = "own"
  vpc_id     = lb_vpc.own.id
  servers    = [{ address = "${server}", port = 80 }, { address = "fd00:64:1::8", port = 80 }]
  depends_on = [lb_subnet.own]
}`
    await workspace.write(network('FD00:64:1:0:0::9', 'FD00:64:1::/48'))
    await workspace.apply()
    await assertNoChanges(workspace)
    await workspace.write(network('fd00:64:1::9', 'fd00:64:1:0::/48'))
    await assertNoChanges(workspace)
    for (const type of ['lb_vpc', 'lb_subnet', 'lb_server_group']) {
      const { id } = await workspace.state(`${type}.own`)
      await workspace.run('state', 'rm', `${type}.own`)
      const imported = await workspace.run('import', '-no-color', `${type}.own`, String(id))
      assert.equal(imported.code, 0, imported.stderr)
    }
    await assertNoChanges(workspace)
  })

  it('what is built in is neither changed nor destroyed', async () => {
    const { workspace } = suite()
    await workspace.write(`
resource "lb_vpc" "default" {
  name        = "vpc-default"
  cidr_blocks = ["127.0.0.0/8"]
}
resource "lb_subnet" "a" {
  name              = "renamed"
  vpc_id            = "vpc-default"
  cidr_block        = "127.10.0.0/16"
  availability_zone = "local-a"
}`)
    for (const [address, id] of [
      ['lb_vpc.default', 'vpc-default'],
      ['lb_subnet.a', 'subnet-local-a'],
    ]) {
      const imported = await workspace.run('import', '-no-color', String(address), String(id))
      assert.equal(imported.code, 0, imported.stderr)
    }
    assert.match(await workspace.refuses('plan'), /vpc-default.*built_in/)
    assert.match(await workspace.refuses('destroy'), /is built in/)
  })

  it('in use by another configuration, neither goes, and the users are named', async () => {
    const { workspace } = suite()
    const strict = 'provider "lb" { deletion_policy = "strict" }'
    await workspace.write(strict + ownNetwork({ port: await freePort(), servers: [] }))
    await workspace.apply()
    const forgotten = [
      ...['lb_instance.web', 'lb_backend_service.web', 'lb_listener.web'],
      'lb_server_group.web',
    ]
    assert.equal((await workspace.run('state', 'rm', ...forgotten)).code, 0)
    await workspace.write(strict)
    const refusal = await workspace.refuses('apply')
    assert.match(refusal, /instance "web"/)
    assert.match(refusal, /in_use/)
  })
})

function ownNetwork(options: { port: number; servers: readonly StackServer[] }): string {
  return `
resource "lb_vpc" "own" {
  name        = "own"
  cidr_blocks = ["127.64.0.0/12", "FD00:64::/32"]
}
resource "lb_subnet" "own" {
  name              = "own-b"
  vpc_id            = lb_vpc.own.id
  cidr_block        = "127.64.1.0/24"
  availability_zone = "local-b"
}
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-b"]
  subnet_id          = lb_subnet.own.id
}
resource "lb_server_group" "web" {
  name    = "web"
  vpc_id  = lb_vpc.own.id
  servers = [for server in ${serversHcl(options.servers)} : merge(server, {
    zone = server.address == "127.10.0.9" ? "local-b" : lb_subnet.own.availability_zone
  })]
}
resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.web.id
}
resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = ${options.port}
  backend_service_id = lb_backend_service.web.id
}
data "lb_vpc" "own" {
  id = lb_vpc.own.id
}
data "lb_subnet" "own" {
  name       = "own-b"
  depends_on = [lb_subnet.own]
}
output "url" {
  value = "http://\${lb_instance.web.private_ip_address}:\${lb_listener.web.port}/"
}
output "vpc" {
  value = {
    found           = data.lb_subnet.own.vpc_id
    cidr_blocks     = lb_vpc.own.cidr_blocks
    zone            = data.lb_subnet.own.availability_zone
    vpc_of_instance = lb_instance.web.vpc_id
  }
}`
}
