/** `lb_security_group` through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, targetIs } from '../support/acceptance.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

/** A group with these rules, on the stack's instance. */
const groupHcl = (rules: string): string => `
resource "lb_security_group" "web" {
  name  = "web"
  rules = [${rules}]
}
data "lb_security_group" "web" {
  name       = "web"
  depends_on = [lb_security_group.web]
}`

const anyEgress = '{ direction = "egress" }'
const bound = 'security_group_ids = [lb_security_group.web.id]'

acceptance('lb_security_group', (suite) => {
  it('R8: on accept: who may connect, by prefix, port and priority, changed under load', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const stack = (rules: string, instance = bound): string =>
      stackHcl({
        port,
        servers: [{ address: server.address, port: server.port }],
        instance,
        more: groupHcl(rules),
      })
    await workspace.write(stack('', ''))
    await workspace.apply()
    const { url } = await workspace.outputs()
    const open = await workspace.state('lb_instance.web')
    assert.deepEqual(open['security_group_ids'], ['sg-default'])
    const traffic = startTraffic(String(url), 100)

    const inside = '{ direction = "ingress", cidr_blocks = ["127.0.0.0/8"], priority = 10 }'
    const stranger = `{
      direction = "ingress", action = "deny", priority = 5,
      cidr_blocks = ["127.77.0.0/16"], from_port = ${port}, to_port = ${port}
    }`
    await workspace.write(stack([inside, stranger, anyEgress].join(', ')))
    assert.deepEqual(await workspace.plan(), {
      'lb_instance.web': 'update',
      'lb_security_group.web': 'update',
    })
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.equal(await isServed(String(url), '127.78.0.1'), true)
    assert.equal(await isServed(String(url), '127.77.0.1'), false)

    const other = stranger.replaceAll(String(port), String(port === 1 ? 2 : port - 1))
    await workspace.write(stack([inside, other, anyEgress].join(', ')))
    await workspace.apply()
    assert.equal(await isServed(String(url), '127.77.0.1'), true, 'the rule is for another port')
    const { sent, failures } = await traffic.stop()
    assert.ok(sent > 50)
    assert.deepEqual(failures, [])

    await workspace.write(stack(anyEgress))
    await workspace.apply()
    await assert.rejects(get(String(url)), 'what no rule matches is denied')
  })

  it('R8: on dial: a server that no rule allows gets neither a request nor a probe', async () => {
    const { workspace, backend } = suite()
    const good = await backend('good')
    const bad = await backend('bad', { address: '127.0.0.77' })
    const rules = (denied: string): string =>
      groupHcl(`
        { direction = "ingress" }, { direction = "egress", priority = 50 },
        { direction = "egress", action = "deny", cidr_blocks = ["${denied}"] }`)
    const stack = (denied: string): string =>
      stackHcl({
        port,
        servers: [good, bad].map(({ address, port: at }) => ({ address, port: at })),
        instance: bound,
        service: `fail_open = true\n${FAST_CHECK}`,
        more: rules(denied),
      })
    const port = await freePort()
    await workspace.write(stack('127.0.0.77/32'))
    await workspace.apply()
    const { url } = await workspace.outputs()
    assert.deepEqual(await shares(String(url), 6), { good: 6 })
    const blocked = await targetIs(workspace, bad.port, 'unhealthy')
    assert.equal(blocked.reason, 'connect_failed')
    assert.equal(bad.requests.length + bad.probes.length, 0)

    await workspace.write(stack('127.0.0.78/32'))
    assert.deepEqual(await workspace.plan(), { 'lb_security_group.web': 'update' })
    await workspace.apply()
    await targetIs(workspace, bad.port, 'healthy')
    assert.deepEqual(await shares(String(url), 6), { bad: 3, good: 3 })

    await workspace.write(stack('127.0.0.77/32'))
    await workspace.apply()
    assert.deepEqual(await shares(String(url), 6), { good: 6 })
    await waitFor('the blocked server to have drained', async () => {
      const { reason } = await targetIs(workspace, bad.port, 'unhealthy')
      return reason === 'connect_failed' || null
    })
    const { length } = bad.probes
    await waitFor('the other to be probed again', async () => {
      const before = good.probes.length
      return waitFor('a probe', async () => good.probes.length > before || null)
    })
    assert.equal(bad.probes.length, length)
  })

  it('what cannot be is said when planning, at its attribute', async () => {
    const { workspace } = suite()
    const refused = async (rules: string): Promise<string> => {
      await workspace.write(groupHcl(rules))
      return workspace.refuses('validate')
    }
    assert.match(await refused('{ direction = "up" }'), /rules.*direction.*"ingress", "egress"/)
    assert.match(await refused('{ direction = "ingress", priority = 101 }'), /priority/)
    assert.match(await refused('{ direction = "ingress", from_port = 0 }'), /from_port/)
    assert.match(await refused('{ direction = "ingress", cidr_blocks = ["ten"] }'), /a prefix/)
    const upsideDown = '{ direction = "ingress", from_port = 2, to_port = 1 }'
    assert.match(await refused(upsideDown), /to_port/)

    await workspace.write(`
resource "lb_vpc" "other" {
  name        = "other"
  cidr_blocks = ["127.64.0.0/16"]
}
resource "lb_security_group" "other" {
  name   = "other"
  vpc_id = lb_vpc.other.id
  rules  = []
}`)
    await workspace.apply()
    const groups = (ids: string): string => `
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
  security_group_ids = ${ids}
}`
    const { id } = await workspace.state('lb_security_group.other')
    await workspace.write(groups(`["${String(id)}"]`))
    assert.match(await workspace.refuses('plan'), /security_group_ids.*in the VPC.*outside_vpc/)
    await workspace.write(groups('["sg-none"]'))
    assert.match(await workspace.refuses('plan'), /security_group_ids.*sg-none/)
    await workspace.write(groups('["a", "b", "c", "d", "e"]'))
    assert.match(await workspace.refuses('validate'), /security_group_ids/)
  })

  it('is imported, and the open default is neither changed nor destroyed', async () => {
    const { workspace } = suite()
    const own = groupHcl('{ direction = "ingress", cidr_blocks = ["FD00::/8", "10.0.0.0/8"] }')
    await workspace.write(own)
    await workspace.apply()
    await assertNoChanges(workspace)
    const { id } = await workspace.state('lb_security_group.web')
    await workspace.run('state', 'rm', 'lb_security_group.web')
    const imported = await workspace.run('import', '-no-color', 'lb_security_group.web', String(id))
    assert.equal(imported.code, 0, imported.stderr)
    await assertNoChanges(workspace)

    await workspace.write(`
resource "lb_security_group" "open" {
  name  = "sg-default"
  rules = []
}`)
    await workspace.run('state', 'rm', 'lb_security_group.web')
    const built = await workspace.run('import', '-no-color', 'lb_security_group.open', 'sg-default')
    assert.equal(built.code, 0, built.stderr)
    assert.match(await workspace.refuses('plan'), /sg-default.*built_in/)
    assert.match(await workspace.refuses('destroy'), /is built in/)
  })
})

/** Whether a request from that address is answered. */
async function isServed(url: string, from: string): Promise<boolean> {
  const answer = await get(url, { from }).catch(() => null)
  return answer?.status === 200
}
