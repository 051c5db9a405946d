/** `lb_availability_group` of servers there are, in a pool or behind a name, in real Terraform. */

import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import type { Suite } from '../support/acceptance.ts'
import { shares, startTraffic } from '../support/backends.ts'
import { startNameServer } from '../support/name-server.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

const REQUESTS_PER_SECOND = 100

/** A server at each of them, named as its address, all at one port; gives the port. */
async function serveAt({ backend }: Suite, addresses: readonly string[]): Promise<number> {
  const port = await freePort()
  for (const address of addresses) await backend(address, { address, port })
  return port
}

interface Group {
  readonly listener: number
  readonly port: number
  /** HCL lines of the group, the launch included. */
  readonly lines: string
}

function toHcl({ listener, port, lines }: Group): string {
  return `
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a", "local-b"]
  subnet_id          = "subnet-local-a"
}
resource "lb_availability_group" "web" {
  name               = "web"
  availability_zones = ["local-a", "local-b"]
  update_policy      = { min_healthy_seconds = 0 }
  ${lines}
}
resource "lb_backend_service" "web" {
  lb_instance_id              = lb_instance.web.id
  name                        = "web"
  protocol                    = "HTTP"
  port                        = ${port}
  availability_group_id       = lb_availability_group.web.id
  connection_draining_seconds = 1
  ${FAST_CHECK}
}
resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = ${listener}
  backend_service_id = lb_backend_service.web.id
}
output "url" {
  value = "http://\${lb_instance.web.private_ip_address}:${listener}/"
}`
}

/** Waits until just these answer. */
function untilAnswering(url: string, addresses: readonly string[]): Promise<unknown> {
  return waitFor(`answers of ${addresses.join(', ')}`, async () => {
    const seen = await shares(url, 8).catch(() => ({}))
    return isDeepStrictEqual(Object.keys(seen).toSorted(), addresses) || null
  })
}

acceptance('lb_availability_group of servers there are', (suite) => {
  it('R34, R35: takes of a pool as many as it needs, by zone, and gives them back', async () => {
    const { workspace } = suite()
    const [a, b, c] = ['127.30.7.1', '127.30.7.2', '127.30.7.3'] as const
    const port = await serveAt(suite(), [a, b, c])
    const listener = await freePort()
    const write = (size: number): Promise<void> =>
      workspace.write(
        toHcl({
          ...{ listener, port },
          lines: `
  min_size         = 1
  max_size         = 3
  desired_capacity = ${size}
  launch = {
    driver = "pool"
    pool   = { addresses = { local-a = ["${a}", "${b}"], local-b = ["${c}"] } }
  }`,
        }),
      )
    await write(1)
    await workspace.apply()
    await assertNoChanges(workspace)
    const url = String((await workspace.outputs())['url'])
    await untilAnswering(url, [a])
    const traffic = startTraffic(url, REQUESTS_PER_SECOND)
    for (const [size, answering] of [
      [2, [a, c]],
      [3, [a, b, c]],
      [1, [a]],
    ] as const) {
      await write(size)
      await workspace.apply()
      await untilAnswering(url, answering)
    }
    assert.deepEqual((await traffic.stop()).failures, [])
    await assertNoChanges(workspace)
    await workspace.destroy()
  })

  it('R34, R35: follows the addresses of a name, and keeps the last that were good', async () => {
    const { workspace } = suite()
    const [a, b] = ['127.30.8.1', '127.30.8.2'] as const
    const port = await serveAt(suite(), [a, b])
    const nameServer = await startNameServer({ addresses: [a], ttl: 1 })
    try {
      const lines = `
  min_size = 1
  max_size = 3
  launch = {
    driver = "dns"
    dns    = { name = "servers.test", name_servers = ["${nameServer.at}"] }
  }`
      await workspace.write(toHcl({ listener: await freePort(), port, lines }))
      await workspace.apply()
      const url = String((await workspace.outputs())['url'])
      await untilAnswering(url, [a])
      nameServer.set({ addresses: [a, b], ttl: 1 })
      await untilAnswering(url, [a, b])
      await assertNoChanges(workspace)
      nameServer.set('fails')
      const asked = nameServer.asked()
      await waitFor('a question without an answer', () => nameServer.asked() > asked + 1 || null)
      await untilAnswering(url, [a, b])
      await workspace.destroy()
    } finally {
      await nameServer.close()
    }
  })
})
