/** `lb_backend_service` through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, targetIs } from '../support/acceptance.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { makeTestCertificate } from '../support/certificates.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

acceptance('lb_backend_service', (suite) => {
  it('R15: HTTP or TCP; HTTP and HTTPS listeners refuse TCP, a TCP one HTTP', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const stack = stackHcl({ port: await freePort(), servers: [place(server)] })
    const pair = (listener: string, service: string): string =>
      stack
        .replace(/(resource "lb_backend_service"[^}]*protocol\s*=\s*)"HTTP"/, `$1"${service}"`)
        .replace(/(resource "lb_listener"[^}]*protocol\s*=\s*)"HTTP"/, `$1"${listener}"`)
    await workspace.write(pair('HTTP', 'TCP'))
    assert.match(await workspace.refuses('apply'), /protocol_mismatch/)
    await workspace.write(pair('TCP', 'HTTP'))
    assert.match(await workspace.refuses('apply'), /protocol_mismatch/)
    await workspace.write(
      pair('HTTPS', 'TCP').replace(
        '= lb_backend_service.web.id',
        `= lb_backend_service.web.id
  certificate_ids    = [lb_certificate.web.id]`,
      ) + certificateHcl(),
    )
    assert.match(await workspace.refuses('apply'), /protocol_mismatch/)
    await workspace.write(pair('HTTP', 'UDP'))
    assert.match(await workspace.refuses('plan'), /protocol.*UDP|UDP.*protocol/)
  })

  it('R16: its port is the servers’ that name none, for several services and listeners', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one', { address: '127.10.202.1' })
    const [other, third] = [await freePort(), await freePort()]
    await workspace.write(
      stackHcl({
        port: await freePort(),
        servers: [],
        more: `
resource "lb_backend_service" "second" {
  lb_instance_id  = lb_instance.web.id
  name            = "second"
  protocol        = "HTTP"
  port            = ${server.port}
  server_group_id = lb_server_group.web.id
}
resource "lb_listener" "second" {
  lb_instance_id     = lb_instance.web.id
  name               = "second"
  protocol           = "HTTP"
  port               = ${other}
  backend_service_id = lb_backend_service.second.id
}
resource "lb_listener" "third" {
  lb_instance_id     = lb_instance.web.id
  name               = "third"
  protocol           = "HTTP"
  port               = ${third}
  backend_service_id = lb_backend_service.second.id
}`,
      })
        .replace('servers = [\n\n  ]', 'servers = [{ address = "127.10.202.1" }]')
        .replace('port            = 8080', `port            = ${server.port}`),
    )
    await workspace.apply()
    const { url, address } = await workspace.outputs()
    assert.equal((await get(String(url))).body, 'one')
    for (const at of [other, third]) {
      assert.equal((await get(`http://${String(address)}:${at}/`)).body, 'one')
    }
    await assertNoChanges(workspace)
  })

  it('R16: its port changes in place under load, with no failed request', async () => {
    const { workspace, backend } = suite()
    const address = '127.10.210.1'
    const before = await backend('before', { address })
    const after = await backend('after', { address, port: await freePort() })
    const port = await freePort()
    const stack = (servicePort: number): string => {
      const group = `servers = [{ address = "${address}" }]`
      return stackHcl({ port, servicePort, servers: 'resources', group })
    }
    await workspace.write(stack(before.port))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(await shares(url, 4), { before: 4 })
    const traffic = startTraffic(url, 200)
    await workspace.write(stack(after.port))
    assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
    await workspace.apply()
    const seen = await shares(url, 4)
    assert.deepEqual((await traffic.stop()).failures, [])
    assert.deepEqual(seen, { after: 4 })
    assert.ok(after.probes.length > 0)
    await assertNoChanges(workspace)
  })

  it('R18: shares follow the weights exactly; a changed weight is live after apply', async () => {
    const { workspace, backend } = suite()
    const [a, b, c] = [await backend('a'), await backend('b'), await backend('c')]
    const port = await freePort()
    const stack = (weights: readonly [number, number, number]): string =>
      stackHcl({
        port,
        servers: [
          { ...place(a), weight: weights[0] },
          { ...place(b), weight: weights[1] },
          { ...place(c), weight: weights[2] },
        ],
      })
    await workspace.write(stack([1, 2, 3]))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(sorted(await shares(url, 60)), { a: 10, b: 20, c: 30 })
    await workspace.write(stack([5, 1, 0]))
    await workspace.apply()
    assert.deepEqual(sorted(await shares(url, 60)), { a: 50, b: 10 })
    await assertNoChanges(workspace)
  })

  it('R24, R25: a server failing its HEAD probe gets nothing, and returns by itself', async () => {
    const { workspace, backend } = suite()
    const [well, ill] = [await backend('well'), await backend('ill')]
    await workspace.write(
      stackHcl({
        port: await freePort(),
        servers: [place(well), place(ill)],
        service: `
  health_check = {
    path                = "/health?full=1"
    host                = "shop.example.net"
    interval_ms         = 100
    timeout_ms          = 2000
    healthy_threshold   = 2
    unhealthy_threshold = 2
    success_codes       = ["200", "301-302"]
  }`,
      }),
    )
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(sorted(await shares(url, 10)), { ill: 5, well: 5 })
    ill.setProbeStatus(503)
    const target = await targetIs(workspace, ill.port, 'unhealthy')
    assert.equal(target.reason, 'status_mismatch')
    assert.deepEqual(await shares(url, 10), { well: 10 })
    ill.setProbeStatus(301)
    await targetIs(workspace, ill.port, 'healthy')
    assert.deepEqual(sorted(await shares(url, 10)), { ill: 5, well: 5 })
    const probe = ill.probes[0]
    assert.equal(probe?.method, 'HEAD')
    assert.equal(probe.url, '/health?full=1')
    assert.equal(probe.headers.host, 'shop.example.net')
  })

  it('R26, R27: the probe’s port, path, times, thresholds and codes change in place', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const checker = await backend('checker')
    const port = await freePort()
    const stack = (check: string): string =>
      stackHcl({
        port,
        servers: [place(server)],
        service: `health_check = { interval_ms = 100, ${check} }`,
      })
    await workspace.write(stack('path = "/a"'))
    await workspace.apply()
    await waitFor('a probe', () => server.probes.length > 0 || null)
    await workspace.write(stack(`path = "/b", port = ${checker.port}`))
    assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
    await workspace.apply()
    await waitFor('a probe at the other port', () =>
      checker.probes.some((probe) => probe.url === '/b') ? true : null,
    )
    await assertNoChanges(workspace)
    const rest = `
      timeout_ms = 4700, unhealthy_threshold = 2, healthy_threshold = 4, success_codes = ["418"]`
    await workspace.write(stack(rest))
    assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.equal((await targetIs(workspace, server.port, 'unhealthy')).reason, 'status_mismatch')
    server.setProbeStatus(418)
    await targetIs(workspace, server.port, 'healthy')
  })

  it('R28: the defaults of the health check are known at plan', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    await workspace.write(
      stackHcl({ port: await freePort(), servers: [place(server)], service: '\n' }),
    )
    const { stdout: planned } = await workspace.run('plan', '-no-color')
    for (const words of [/timeout_ms += 5000/, /interval_ms += 3000/, /unhealthy_threshold += 3/]) {
      assert.match(planned, words)
    }
    assert.match(planned, / healthy_threshold += 3/)
    await workspace.apply()
    const check = (await workspace.state('lb_backend_service.web'))['health_check']
    assert.deepEqual(check, {
      enabled: true,
      protocol: null,
      method: 'HEAD',
      path: '/',
      host: null,
      port: null,
      timeout_ms: 5000,
      interval_ms: 3000,
      unhealthy_threshold: 3,
      healthy_threshold: 3,
      success_codes: ['2xx', '3xx'],
    })
    await assertNoChanges(workspace)
  })

  it('R24: switched off, no server is probed, and each gets its share', async () => {
    const { workspace, backend } = suite()
    const [well, ill] = [await backend('well'), await backend('ill')]
    ill.setProbeStatus(503)
    const servers = [place(well), place(ill)]
    const service = 'health_check = { enabled = false }'
    await workspace.write(stackHcl({ port: await freePort(), servers, service }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    await targetIs(workspace, ill.port, 'unchecked')
    assert.deepEqual(sorted(await shares(url, 10)), { ill: 5, well: 5 })
    assert.equal(well.probes.length + ill.probes.length, 0)
    await assertNoChanges(workspace)
  })

  it('no healthy server: 503, or all of them with fail_open', async () => {
    const { workspace, backend } = suite()
    const ill = await backend('ill')
    const port = await freePort()
    const stack = (more: string): string =>
      stackHcl({ port, servers: [place(ill)], service: FAST_CHECK + more })
    await workspace.write(stack(''))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    ill.setProbeStatus(500)
    await targetIs(workspace, ill.port, 'unhealthy')
    assert.equal((await get(url)).status, 503)
    await workspace.write(stack('\n  fail_open = true'))
    await workspace.apply()
    assert.equal((await get(url)).body, 'ill')
  })

  it('R29: takes its servers from one group, not from none and not from two', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const stack = stackHcl({ port: await freePort(), servers: [place(server)] })
    const line = 'server_group_id = lb_server_group.web.id'
    await workspace.write(stack.replace(line, ''))
    assert.match(await workspace.refuses('plan'), /server_group_id/)
    await workspace.write(stack.replace(line, `${line}\n  availability_group_id = "avg-1"`))
    assert.match(await workspace.refuses('plan'), /availability_group_id/)
  })

  it('bad values are refused at plan, at the attribute', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const cases = [
      { service: 'health_check = { timeout_ms = 99 }', words: /: health_check = .*timeout_ms/ },
      { service: 'health_check = { path = "health" }', words: /path/ },
      { service: 'health_check = { success_codes = ["9xx"] }', words: /success_codes/ },
      { service: 'algorithm = "random"', words: /algorithm.*weighted_round_robin/ },
      { service: 'connection_draining_seconds = 3601', words: /connection_draining_seconds/ },
    ]
    for (const { service, words } of cases) {
      await workspace.write(stackHcl({ port, servers: [place(server)], service }))
      assert.match(await workspace.refuses('validate'), words)
    }
  })
})

function certificateHcl(): string {
  const { pem, keyPem } = makeTestCertificate()
  return `
resource "lb_certificate" "web" {
  name            = "web"
  certificate_pem = ${JSON.stringify(pem)}
  private_key_wo  = ${JSON.stringify(keyPem)}
}`
}

function place(server: { address: string; port: number }): { address: string; port: number } {
  return { address: server.address, port: server.port }
}

function sorted(seen: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(seen).toSorted(([a], [b]) => a.localeCompare(b)))
}
