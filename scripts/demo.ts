/**
 * `npm run demo`: the main job, shown end to end with real Terraform and real traffic.
 *
 * Answers for: the story and its verdict. It leaves nothing behind, whatever went wrong.
 */

import { build } from './build.ts'
import { bar, say, seconds, step, table, verdict } from './demo/screen.ts'
import { findCli, setStage } from './demo/stage.ts'
import type { Stage } from './demo/stage.ts'
import { freePort } from '../test/support/ports.ts'
import { shares, startBackend, startTraffic } from '../test/support/backends.ts'
import type { Backend } from '../test/support/backends.ts'
import { waitFor } from '../test/support/wait.ts'

const REQUESTS = 1200
const TRAFFIC_PER_SECOND = 200
const HEALTH_DEADLINE_MS = 20_000
/** A cycle is exact; a count that begins in the middle of one may be off by a request. */
const OFF_BY_MAX = 1
const PROGRESS =
  /Creation complete|Modifications complete|Destruction complete|^(Apply|Destroy) com/

const UP = ['instance', 'server_group', 'backend_service', 'listener']

type Weights = Readonly<Record<string, number>>

interface Demo {
  readonly stage: Stage
  readonly servers: Map<string, Backend>
  readonly port: number
}

async function main(): Promise<number> {
  const cli = findCli()
  if (cli === null) {
    verdict(false, 'neither terraform nor tofu is on PATH: install one (≥ 1.5) and try again')
    return 1
  }
  const servers = new Map<string, Backend>()
  let stage: Stage | null = null
  const clear = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.close()))
    await stage?.clear()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clear().then(() => process.exit(130)))
  }
  const startMs = performance.now()
  try {
    await step('Build the provider', () => build())
    stage = await setStage(cli)
    await story({ stage, servers, port: await freePort() })
    await step('Stop the engine and remove what the demo made', clear)
    verdict(true, `a load balancer from \`${cli} apply\`, in ${since(startMs)}`)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    await clear()
    verdict(false, 'see the error above; nothing was left behind')
    return 1
  }
}

async function story(demo: Demo): Promise<void> {
  const { stage, servers } = demo
  await step('Start three small HTTP servers on loopback', async () => {
    for (const name of ['one', 'two', 'three']) {
      const server = await startBackend({ name })
      servers.set(name, server)
      say(`${name.padEnd(5)} http://${server.address}:${server.port}/`)
    }
  })
  let weights: Weights = { one: 1, two: 2, three: 3 }
  await step('terraform init', () => stage.terraform(['init', '-no-color'], /- Installed/))
  await step('terraform apply: the engine starts by itself, parts come up in order', () =>
    apply(demo, weights),
  )
  const url = await outputUrl(stage)
  await step(`Send ${REQUESTS} requests to ${url}`, () => showShares(url, weights))
  await step('Stop server `three`, under load', () => showFailure(demo, url))
  weights = { one: 1, two: 2, three: 1 }
  await step('Change the weight of `three` from 3 to 1 and apply', () => apply(demo, weights))
  await step(`Send ${REQUESTS} requests again`, () => showShares(url, weights))
  await step('Plan once more: nothing may be left to do', async () => {
    await stage.terraform(['plan', '-no-color', '-detailed-exitcode', ...variables(demo, weights)])
    say('No changes.')
  })
  await step('terraform destroy: parts go down in reverse', () =>
    stage.terraform(
      ['destroy', '-auto-approve', '-no-color', ...variables(demo, weights)],
      PROGRESS,
    ),
  )
  await step("Read the order from the engine's event log", () => showOrder(stage))
}

function variables(demo: Demo, weights: Weights): string[] {
  const servers = Object.fromEntries(
    [...demo.servers].map(([name, server]) => [name, { port: server.port, weight: weights[name] }]),
  )
  return [`-var=port=${demo.port}`, `-var=servers=${JSON.stringify(servers)}`]
}

async function apply(demo: Demo, weights: Weights): Promise<void> {
  const args = ['apply', '-auto-approve', '-no-color', ...variables(demo, weights)]
  await demo.stage.terraform(args, PROGRESS)
}

async function outputUrl(stage: Stage): Promise<string> {
  return (await stage.terraform(['output', '-raw', 'url'])).trim()
}

async function showShares(url: string, weights: Weights): Promise<void> {
  const seen = await shares(url, REQUESTS)
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  const rows = Object.entries(weights).map(([name, weight]) => ({
    name,
    weight,
    expected: (REQUESTS * weight) / total,
    seen: seen[name] ?? 0,
  }))
  table(
    ['server', 'weight', 'expected', 'seen', ''],
    rows.map((row) => [
      row.name,
      String(row.weight),
      String(row.expected),
      String(row.seen),
      bar(row.seen / REQUESTS).padEnd(30),
    ]),
  )
  const wrong = rows.filter((row) => Math.abs(row.seen - row.expected) > OFF_BY_MAX)
  if (wrong.length > 0) throw new Error(`shares differ for ${wrong.map((r) => r.name).join(', ')}`)
}

async function showFailure(demo: Demo, url: string): Promise<void> {
  const { stage, servers } = demo
  const three = servers.get('three')
  if (three === undefined) throw new Error('server three is not running')
  const traffic = startTraffic(url, TRAFFIC_PER_SECOND)
  try {
    const stoppedMs = performance.now()
    await three.close()
    await targetBecomes(stage, three.port, 'unhealthy')
    say(`left after ${since(stoppedMs)}: probes failed, its share went to the others`)
    const restartedMs = performance.now()
    servers.set('three', await startBackend({ name: 'three', port: three.port }))
    await targetBecomes(stage, three.port, 'healthy')
    say(`came back after ${since(restartedMs)}, by itself`)
  } finally {
    const report = await traffic.stop()
    say(`${report.sent} requests meanwhile, ${report.failures.length} failed`)
    if (report.failures.length > 0) say(`the first: ${report.failures[0]}`)
  }
}

async function targetBecomes(stage: Stage, port: number, state: string): Promise<void> {
  const probe = async (): Promise<true | null> => {
    const status = JSON.parse(await stage.lb('status')) as {
      readonly health: readonly { readonly port: number; readonly state: string }[]
    }
    return status.health.some((t) => t.port === port && t.state === state) ? true : null
  }
  await waitFor(`the server at port ${port} to be ${state}`, probe, HEALTH_DEADLINE_MS)
}

async function showOrder(stage: Stage): Promise<void> {
  const events = (await stage.lb('events'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly type: string; readonly kind: string })
  const kindsOf = (type: string): string[] =>
    events.filter((event) => event.type === type).map((event) => event.kind)
  const up = kindsOf('created')
  const down = kindsOf('deleted')
  say(`up:   ${up.join(' → ')}`)
  say(`down: ${down.join(' → ')}`)
  assertOrder(up, UP)
  assertOrder(down, UP.toReversed())
}

/** Groups and instance have no order between them; all else does (R2, R3). */
function assertOrder(seen: readonly string[], expected: readonly string[]): void {
  const independent = new Set(['instance', 'server_group'])
  for (const [index, kind] of expected.entries()) {
    for (const later of expected.slice(index + 1)) {
      if (independent.has(kind) && independent.has(later)) continue
      if (seen.indexOf(kind) > seen.indexOf(later) || !seen.includes(kind)) {
        throw new Error(`${kind} should come before ${later}: ${seen.join(', ')}`)
      }
    }
  }
}

function since(startMs: number): string {
  return seconds(performance.now() - startMs)
}

process.exitCode = await main()
