/** Ports that go from listener to listener, and servers from group to group, in one apply. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges } from '../../support/acceptance.ts'
import type { Suite } from '../../support/acceptance.ts'
import { shares, startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { FAST_CHECK } from '../../support/stack.ts'

const LOAD = 200

const instance = `
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}
output "address" {
  value = lb_instance.web.private_ip_address
}`

/** A server group and its backend service. */
function path(name: string, servers: readonly number[]): string {
  const list = servers.map((port) => `{ address = "127.0.0.1", port = ${port} }`)
  return `
resource "lb_server_group" "${name}" {
  name    = "${name}"
  servers = [${list.join(', ')}]
}
resource "lb_backend_service" "${name}" {
  lb_instance_id  = lb_instance.web.id
  name            = "${name}"
  protocol        = "HTTP"
  port            = 80
  server_group_id = lb_server_group.${name}.id
  ${FAST_CHECK}
}`
}

function listener(options: {
  label: string
  port: string
  service: string
  meta?: string
}): string {
  return `
resource "lb_listener" "${options.label}" {
  ${options.meta ?? ''}
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = ${options.port}
  backend_service_id = ${options.service}
}`
}

interface Change {
  readonly before: string
  readonly after: string
  /** Who answers at each port, by the name of its server: before, and after. */
  readonly answers: readonly (readonly [port: number, before: string, after: string])[]
}

/** Applies the change under load on every port. */
async function check({ workspace }: Suite, { before, after, answers }: Change): Promise<void> {
  await workspace.write(instance + before)
  await workspace.apply()
  const { address } = await workspace.outputs()
  const urlOf = (port: number): string => `http://${String(address)}:${port}/`
  for (const [port, name] of answers) assert.deepEqual(await shares(urlOf(port), 2), { [name]: 2 })
  const loads = answers.map(([port]) => startTraffic(urlOf(port), LOAD))
  await workspace.write(instance + after)
  await workspace.apply()
  for (const [port, , name] of answers)
    assert.deepEqual(await shares(urlOf(port), 2), { [name]: 2 })
  const reports = await Promise.all(loads.map((load) => load.stop()))
  assert.deepEqual(
    reports.flatMap(({ failures }) => failures),
    [],
  )
  assert.ok(reports.every(({ sent }) => sent > 0))
  await assertNoChanges(workspace)
}

acceptance('hand-over of ports', (suite) => {
  async function servers(): Promise<{ one: number; two: number }> {
    const { backend } = suite()
    return { one: (await backend('one')).port, two: (await backend('two')).port }
  }

  it('two listeners swap their ports', async () => {
    const { one, two } = await servers()
    const [p, q] = [await freePort(), await freePort()]
    const paths = path('one', [one]) + path('two', [two])
    const pair = (first: number, second: number): string =>
      paths +
      listener({ label: 'a', port: String(first), service: 'lb_backend_service.one.id' }) +
      listener({ label: 'b', port: String(second), service: 'lb_backend_service.two.id' })
    await check(suite(), {
      before: pair(p, q),
      after: pair(q, p),
      answers: [
        [p, 'one', 'two'],
        [q, 'two', 'one'],
      ],
    })
  })

  it('a listener whose map key is renamed keeps its port', async () => {
    const { one } = await servers()
    const port = await freePort()
    const named = (key: string): string =>
      path('one', [one]) +
      listener({
        label: 'a',
        port: String(port),
        service: 'lb_backend_service.one.id',
        meta: `for_each = toset(["${key}"])`,
      })
    await check(suite(), {
      before: named('old'),
      after: named('new'),
      answers: [[port, 'one', 'one']],
    })
  })

  it('a listener that is renamed with all that is behind it keeps its port', async () => {
    const { one } = await servers()
    const port = await freePort()
    const named = (label: string): string =>
      path(label, [one]) +
      listener({ label, port: String(port), service: `lb_backend_service.${label}.id` })
    await check(suite(), {
      before: named('old'),
      after: named('new'),
      answers: [[port, 'one', 'one']],
    })
  })

  it('the first of a list of listeners goes, and the others move up', async () => {
    const { one } = await servers()
    const ports = [await freePort(), await freePort(), await freePort()]
    const list = (of: readonly number[]): string =>
      path('one', [one]) +
      listener({
        label: 'a',
        port: `[${of.join(', ')}][count.index]`,
        service: 'lb_backend_service.one.id',
        meta: `count = ${of.length}`,
      })
    await check(suite(), {
      before: list(ports),
      after: list(ports.slice(1)),
      answers: ports.slice(1).map((port) => [port, 'one', 'one'] as const),
    })
  })

  it('a server moves from one group to another', async () => {
    const { backend } = suite()
    const [a, b] = [await backend('a'), await backend('b')]
    const moving = await backend('moving')
    const [p, q] = [await freePort(), await freePort()]
    const groups = (left: readonly number[], right: readonly number[]): string =>
      path('left', left) +
      path('right', right) +
      listener({ label: 'left', port: String(p), service: 'lb_backend_service.left.id' }) +
      listener({ label: 'right', port: String(q), service: 'lb_backend_service.right.id' })
    const { workspace } = suite()
    await workspace.write(instance + groups([a.port, moving.port], [b.port]))
    await workspace.apply()
    const { address } = await workspace.outputs()
    const [left, right] = [p, q].map((port) => `http://${String(address)}:${port}/`)
    assert.ok(left !== undefined && right !== undefined)
    const loads = [startTraffic(left, LOAD), startTraffic(right, LOAD)]
    await workspace.write(instance + groups([a.port], [b.port, moving.port]))
    await workspace.apply()
    const reports = await Promise.all(loads.map((load) => load.stop()))
    // Shares are exact only when nobody else takes turns.
    assert.deepEqual(await shares(left, 4), { a: 4 })
    assert.deepEqual(await shares(right, 4), { b: 2, moving: 2 })
    assert.deepEqual(
      reports.flatMap(({ failures }) => failures),
      [],
    )
  })
})
