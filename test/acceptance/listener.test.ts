/** `lb_listener` through real Terraform. */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { acceptance, assertNoChanges, SHORT_HOLDS } from '../support/acceptance.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'

acceptance('lb_listener', (suite) => {
  it('R12: HTTP and TCP carry traffic; any other protocol fails when planning', async () => {
    const { workspace, tcpBackend } = suite()
    const server = await tcpBackend('tcp-one')
    const port = await freePort()
    const servers = [{ address: server.address, port: server.port }]
    await workspace.write(stackHcl({ port, servers, protocol: 'TCP' }))
    await workspace.apply()
    const { address } = await workspace.outputs()
    assert.equal(await echo({ host: String(address), port, text: 'hello' }), 'tcp-one\nhello')
    await assertNoChanges(workspace)
    await workspace.write(
      stackHcl({ port, servers, protocol: 'TCP' }).replace(
        /(resource "lb_listener"[^}]*protocol\s*=\s*)"TCP"/,
        '$1"UDP"',
      ),
    )
    assert.match(await workspace.refuses('plan'), /protocol.*UDP|UDP.*protocol/)
  })

  it('R13: a port is used once in an instance; two instances may use the same', async () => {
    const { workspace, backend } = suite()
    await workspace.configure(SHORT_HOLDS)
    const server = await backend('one')
    const port = await freePort()
    const servers = [{ address: server.address, port: server.port }]
    const twin = (instance: string): string => `
resource "lb_instance" "other" {
  name               = "other"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}
resource "lb_backend_service" "other" {
  lb_instance_id  = lb_instance.other.id
  name            = "other"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.web.id
}
resource "lb_listener" "twin" {
  lb_instance_id     = lb_instance.${instance}.id
  name               = "twin"
  protocol           = "HTTP"
  port               = ${port}
  backend_service_id = lb_backend_service.${instance}.id
}
output "other" {
  value = "http://\${lb_instance.other.private_ip_address}:${port}/"
}`
    await workspace.write(stackHcl({ port, servers, more: twin('web') }))
    assert.match(await workspace.refuses('apply'), /port_in_use/)
    const speaksTcp = twin('web')
      .replaceAll('"HTTP"', '"TCP"')
      .replaceAll('_service.web', '_service.other')
      .replace('= lb_instance.other.id', '= lb_instance.web.id')
    await workspace.write(stackHcl({ port, servers, more: speaksTcp }))
    assert.match(await workspace.refuses('apply'), /port_in_use/)
    await workspace.write(stackHcl({ port, servers, more: twin('other') }))
    await workspace.apply()
    const { url, other } = await workspace.outputs()
    assert.notEqual(url, other)
    assert.equal((await get(String(url))).body, 'one')
    assert.equal((await get(String(other))).body, 'one')
  })

  it('R14: moving to another backend service fails no request', async () => {
    const { workspace, backend } = suite()
    const blue = await backend('blue')
    const green = await backend('green')
    const port = await freePort()
    const stack = (service: string): string =>
      stackHcl({
        port,
        servers: [{ address: blue.address, port: blue.port }],
        more: `
resource "lb_server_group" "green" {
  name    = "green"
  servers = [{ address = "${green.address}", port = ${green.port} }]
}
resource "lb_backend_service" "green" {
  lb_instance_id  = lb_instance.web.id
  name            = "green"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.green.id
  ${FAST_CHECK}
}`,
      }).replace(
        'backend_service_id = lb_backend_service.web.id',
        `backend_service_id = lb_backend_service.${service}.id`,
      )
    await workspace.write(stack('web'))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(await shares(url, 6), { blue: 6 })
    const traffic = startTraffic(url, 200)
    await workspace.write(stack('green'))
    assert.deepEqual(await workspace.plan(), { 'lb_listener.web': 'update' })
    await workspace.apply()
    const seen = await shares(url, 6)
    const report = await traffic.stop()
    assert.deepEqual(seen, { green: 6 })
    assert.deepEqual(report.failures, [])
  })

  it('changes its port in place', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const servers = [{ address: server.address, port: server.port }]
    const [first, second] = [await freePort(), await freePort()]
    await workspace.write(stackHcl({ port: first, servers }))
    await workspace.apply()
    await workspace.write(stackHcl({ port: second, servers }))
    assert.deepEqual(await workspace.plan(), { 'lb_listener.web': 'update' })
    await workspace.apply()
    const { address } = await workspace.outputs()
    assert.equal((await get(`http://${String(address)}:${second}/`)).body, 'one')
    await assert.rejects(get(`http://${String(address)}:${first}/`), /ECONNREFUSED/)
    await assertNoChanges(workspace)
  })

  it('is refused where another process has the port, and nothing stays of it', async () => {
    const { workspace, backend } = suite()
    await workspace.configure(SHORT_HOLDS)
    const server = await backend('one')
    const port = await freePort()
    const squatter = await backend('squatter', { address: '127.10.201.1', port })
    const servers = [{ address: server.address, port: server.port }]
    const instance = 'private_ip_address = "127.10.201.1"'
    await workspace.write(stackHcl({ port, servers, instance }))
    assert.match(await workspace.refuses('apply'), /port_in_use/)
    assert.equal((await workspace.plan())['lb_listener.web'], 'create')
    await squatter.close()
    await workspace.apply()
    await assertNoChanges(workspace)
  })

  it('a missing backend service is refused with a clear error', async () => {
    const { workspace } = suite()
    await workspace.write(`
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}
resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  name               = "web"
  protocol           = "HTTP"
  port               = 8000
  backend_service_id = "bes-none"
}`)
    const words = await workspace.refuses('apply')
    assert.match(words, /bes-none/)
    assert.match(words, /missing_reference/)
  })

  it('a port that another program has is refused at `port`', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const other = await backend('somebody else', { address: '0.0.0.0' })
    const servers = [{ address: server.address, port: server.port }]
    await workspace.write(stackHcl({ port: other.port, servers }))
    const words = await workspace.refuses('apply')
    assert.match(words, /another program of this machine listens there.*Code: port_in_use/)
    assert.match(words, new RegExp(`\\d+: port = ${other.port}`), 'the line of the attribute')
  })

  it('R22: x_forwarded_for cannot be turned off', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const servers = [{ address: server.address, port: server.port }]
    await workspace.write(stackHcl({ port, servers, listener: 'x_forwarded_for = false' }))
    assert.match(await workspace.refuses('plan'), /x_forwarded_for/)
    await workspace.write(stackHcl({ port, servers }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    await get(url, { headers: { 'X-Forwarded-For': '203.0.113.9' } })
    assert.equal(server.requests.at(-1)?.headers['x-forwarded-for'], '203.0.113.9, 127.0.0.1')
    assert.equal((await workspace.state('lb_listener.web'))['x_forwarded_for'], true)
  })
})

/** Sends `text` on one TCP connection, ends it, and gives all that came back. */
function echo(target: { host: string; port: number; text: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.host, port: target.port })
    let seen = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (seen += chunk))
    socket.on('error', reject)
    socket.on('end', () => resolve(seen))
    socket.end(target.text)
  })
}
