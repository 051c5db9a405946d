/**
 * How long Terraform takes with our objects, as a ratio to the same number of `terraform_data`.
 *
 * Answers for: plan of new objects, apply, plan without changes, of 1, 100 and 1,000 objects; and
 * servers of a load balancer that serves, each a resource of its own.
 */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createWorkspace } from '../test/support/terraform.ts'
import type { Workspace } from '../test/support/terraform.ts'
import { interleave, report, timeMs } from './measure.ts'
import type { Contestant } from './measure.ts'

const SIZES = [
  { objects: 1, rounds: 9 },
  { objects: 100, rounds: 5 },
  { objects: 1000, rounds: 3 },
]

const SERVERS = 300
const SERVER_ROUNDS = 3

const floorHcl = (count: number): string => `
resource "terraform_data" "bench" {
  count = ${count}
  input = "server group \${count.index}"
}`

const ourHcl = (count: number): string => `
provider "lb" {}
resource "lb_server_group" "bench" {
  count = ${count}
  name  = "server group \${count.index}"
}`

/** So many servers, one after the other in the subnet of the load balancer. */
const serversHcl = (count: number): string => `
provider "lb" {}
resource "lb_instance" "bench" {
  name               = "bench"
  subnet_id          = "subnet-local-a"
  availability_zones = ["local-a"]
}
resource "lb_server_group" "bench" { name = "bench" }
resource "lb_backend_service" "bench" {
  lb_instance_id  = lb_instance.bench.id
  name            = "bench"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.bench.id
  health_check    = { enabled = false }
}
resource "lb_listener" "bench" {
  lb_instance_id     = lb_instance.bench.id
  protocol           = "HTTP"
  port               = 8080
  backend_service_id = lb_backend_service.bench.id
}
resource "lb_server" "bench" {
  count           = ${count}
  server_group_id = lb_server_group.bench.id
  address         = cidrhost("127.10.8.0/22", count.index + 1)
}`

export async function benchTerraform(): Promise<void> {
  for (const { objects, rounds } of SIZES) {
    const floor = await createWorkspace()
    const ours = await createWorkspace({ LB_PROVIDER_DEVELOPMENT: '0' })
    try {
      await writeFloor(floor, objects)
      await ours.write(ourHcl(objects))
      await benchCommands({ floor, ours, objects, rounds })
    } finally {
      await floor.close()
      await ours.close()
    }
  }
  await benchServers()
}

/** Servers come into a group that serves, and go again. */
async function benchServers(): Promise<void> {
  const floor = await createWorkspace()
  const ours = await createWorkspace({ LB_PROVIDER_DEVELOPMENT: '0' })
  const applied = async (workspace: Workspace, write: (count: number) => Promise<void>) => {
    await write(0)
    await workspace.apply()
    await write(SERVERS)
    return timeMs(() => workspace.apply())
  }
  try {
    const contestants = [
      { name: '`terraform_data`', run: () => applied(floor, (count) => writeFloor(floor, count)) },
      { name: '`lb_server`', run: () => applied(ours, (count) => ours.write(serversHcl(count))) },
    ]
    const figures = await interleave(contestants, SERVER_ROUNDS)
    report(`apply, ${SERVERS} servers more`, 'ms', figures)
  } finally {
    await floor.close()
    await ours.close()
  }
}

async function benchCommands(options: {
  floor: Workspace
  ours: Workspace
  objects: number
  rounds: number
}): Promise<void> {
  const { objects, rounds } = options
  const both = (measure: (workspace: Workspace) => Promise<number>): Contestant[] => [
    { name: '`terraform_data`', run: () => measure(options.floor) },
    { name: '`lb_server_group`', run: () => measure(options.ours) },
  ]
  const planning = both((workspace) => timeMs(() => plan(workspace)))
  report(`plan, ${objects} new`, 'ms', await interleave(planning, rounds))
  const apply = both(async (workspace) => {
    const durationMs = await timeMs(() => workspace.apply())
    await workspace.destroy()
    return durationMs
  })
  report(`apply, ${objects} new`, 'ms', await interleave(apply, rounds))
  await Promise.all([options.floor.apply(), options.ours.apply()])
  report(`plan, ${objects} unchanged`, 'ms', await interleave(planning, rounds))
}

/** Without our provider, which Terraform starts as soon as it is required. */
function writeFloor({ directory }: Workspace, count: number): Promise<void> {
  return writeFile(join(directory, 'main.tf'), floorHcl(count))
}

/** The one command, which `Workspace.plan` follows by another that reads what was planned. */
async function plan(workspace: Workspace): Promise<void> {
  const { code, stderr } = await workspace.run('plan', '-no-color', '-out=bench.tfplan')
  if (code !== 0) throw new Error(stderr)
}
