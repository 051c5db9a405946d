/**
 * The matrix of hand-overs for VPCs. Whatever is in a VPC has to be made anew in another one, the
 * load balancer included, so there are two configurations of one owner: the network, which gives up
 * its VPC, and an application, which lives in it by its ids and follows when it likes.
 */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, events } from '../../support/acceptance.ts'
import type { Suite } from '../../support/acceptance.ts'
import { get, startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { FAST_CHECK } from '../../support/stack.ts'
import { createWorkspace } from '../../support/terraform.ts'
import type { Workspace } from '../../support/terraform.ts'
import { declare } from './cells.ts'
import type { Change, LifeCycle, Phase } from './cells.ts'

const LOAD = 200
const PAUSE_MS = 5

interface Cell {
  readonly change: Exclude<Change, 'shrink'>
  readonly lifeCycle: LifeCycle
}

function toNetwork(cell: Cell, phase: Phase): string {
  const body = (): string => 'name        = "own"\ncidr_blocks = ["127.81.0.0/16"]'
  const vpc = declare('vpc', body, { cell, phase })
  const first = cell.lifeCycle === 'default' ? 'false' : 'true'
  return `${vpc.hcl}
resource "lb_subnet" "home" {
  name              = "home"
  vpc_id            = ${vpc.id}
  cidr_block        = "127.81.0.0/24"
  availability_zone = "local-a"
  lifecycle {
    create_before_destroy = ${first}
  }
}
output "subnet" {
  value = lb_subnet.home.id
}
output "vpc" {
  value = ${vpc.id}
}`
}

interface Home {
  readonly vpc: string
  readonly subnet: string
}

/** The new one is there before the old one goes: clients are to move to another address. */
function toApplication({ vpc, subnet }: Home, at: { listener: number; server: number }): string {
  const resource = (type: string, body: string): string => `
resource "lb_${type}" "web" {
  name = "web"
  ${body}
  lifecycle {
    create_before_destroy = true
  }
}`
  return [
    resource('instance', `availability_zones = ["local-a"]\nsubnet_id = "${subnet}"`),
    resource(
      'server_group',
      `vpc_id = "${vpc}"\nservers = [{ address = "127.81.0.200", port = ${at.server} }]`,
    ),
    resource(
      'backend_service',
      `lb_instance_id  = lb_instance.web.id
  protocol        = "HTTP"
  port            = 80
  server_group_id = lb_server_group.web.id
  ${FAST_CHECK}`,
    ),
    resource(
      'listener',
      `lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = ${at.listener}
  backend_service_id = lb_backend_service.web.id`,
    ),
    `
output "url" {
  value = "http://\${lb_instance.web.private_ip_address}:${at.listener}/"
}`,
  ].join('\n')
}

/** Asks the one, and the other when it is not there any more, until told to stop. */
function followAddresses(port: number): { stop(): Promise<readonly string[]> } {
  const failures: string[] = []
  const stopping = new AbortController()
  const ask = async (url: string): Promise<string | null> =>
    get(url).then(
      ({ status }) => (status === 200 ? null : `status ${status}`),
      (error: unknown) => String(error),
    )
  // Addresses are given out from the second one of the prefix on.
  const urls = [2, 3].map((last) => `http://127.81.0.${last}:${port}/`)
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const answers: (string | null)[] = []
      for (const url of urls) {
        answers.push(await ask(url))
        if (answers.includes(null)) break
      }
      if (!answers.includes(null)) failures.push(answers.join('; '))
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref())
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
      return failures
    },
  }
}

async function leaving(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await workspace.lb('status')
  const { leaving: all } = JSON.parse(stdout) as { leaving: readonly { kind: string }[] }
  return all.map(({ kind }) => kind).toSorted()
}

async function check(suite: Suite, application: Workspace, cell: Cell): Promise<void> {
  const { workspace: network } = suite
  const { port: server } = await suite.backend('server', { address: '127.81.0.200' })
  const at = { listener: await freePort(), server }
  await network.write(toNetwork(cell, 'before'))
  await network.apply()
  const old = (await network.outputs()) as unknown as Home
  await application.write(toApplication(old, at))
  await application.apply()
  const traffic = startTraffic(String((await application.outputs())['url']), LOAD)

  await network.write(toNetwork(cell, 'after'))
  await network.apply(...(cell.change === 'replace' ? ['-replace=lb_vpc.x'] : []))
  const next = (await network.outputs()) as unknown as Home
  assert.notEqual(next.vpc, old.vpc)
  assert.deepEqual(await leaving(network), ['subnet', 'vpc'])
  await assertNoChanges(network)
  const { sent, failures } = await traffic.stop()
  assert.deepEqual(failures, [], `${failures.length} of ${sent} failed`)

  const clients = followAddresses(at.listener)
  await application.write(toApplication(next, at))
  await application.apply()
  assert.equal((await get(String((await application.outputs())['url']))).body, 'server')
  assert.deepEqual(await clients.stop(), [])
  assert.deepEqual(await leaving(network), [])
  const gone = (await events(network)).filter(({ type, objectId }) => {
    return type === 'deleted' && [old.vpc, old.subnet].includes(objectId)
  })
  assert.deepEqual(gone.map(({ kind }) => kind).toSorted(), ['subnet', 'vpc'])
  await assertNoChanges(application)
}

for (const lifeCycle of ['default', 'create_before_destroy'] as const) {
  acceptance(`hand-over of the VPC, life cycle ${lifeCycle}`, (suite) => {
    for (const change of ['replace', 'remove', 'rename'] as const) {
      it(`${change} of a VPC fails no request, and it goes when its last user has`, async () => {
        const { workspace } = suite()
        const application = await createWorkspace({ LB_STATE_DIR: workspace.stateDirectory })
        try {
          await check(suite(), application, { change, lifeCycle })
        } finally {
          await application.close()
        }
      })
    }
  })
}
