/**
 * `SOAK_SECONDS=3600 npm run bench -- soak`: an engine under load and changes for a long time.
 *
 * Answers for: whether memory, open files and delays stay flat. A row is one sample; the verdict
 * compares the last quarter with the second one, when all caches are warm. Clients' connections are
 * open files too, so these are compared at rest: before the first request and after the last one.
 * Delays are how long control and agent take to answer the least question, so they contain their
 * event loops' delay.
 * Linux only: it reads /proc.
 */

import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { connectAgent } from '../src/engine/agent/index.ts'
import { connectEngine } from '../src/engine/client/index.ts'
import type { EngineClient } from '../src/engine/client/index.ts'
import { TestEngine, declare, toPut } from '../test/faults/engine.ts'
import { startBackend, startTraffic } from '../test/support/backends.ts'
import { freePort } from '../test/support/ports.ts'
import { median } from './measure.ts'

const SECONDS_DEFAULT = 3_600
const SAMPLES = 60
const SERVERS = 4
/** About half of what client, servers and proxy on two cores carry together. */
const REQUESTS_PER_SECOND = 400
const CHANGES_PER_SECOND = 2
const CALL_DEADLINE_MS = 10_000
/** In which what traffic has opened must be closed again: idle connections to servers too. */
const REST_DEADLINE_MS = 120_000
/** What may be more in the last quarter than in the second. */
const GROWTH_MAX = 1.1
/** Of a delay, on a machine that others use too. */
const DELAY_GROWTH_MAX = 2

interface Sample {
  readonly seconds: number
  readonly requests: number
  readonly controlMb: number
  readonly agentMb: number
  readonly controlFiles: number
  readonly agentFiles: number
  readonly controlMs: number
  readonly agentMs: number
}

export async function benchSoak(): Promise<void> {
  const seconds = Number(process.env['SOAK_SECONDS'] ?? SECONDS_DEFAULT)
  const engine = new TestEngine()
  const servers = await Promise.all(
    Array.from({ length: SERVERS }, (_, index) => startBackend({ name: `server ${index}` })),
  )
  try {
    await engine.start()
    const ports = servers.map(({ port }) => port)
    const url = await declare(engine, { port: await freePort(), servers: ports })
    const before = await filesAtRest(engine, Number.POSITIVE_INFINITY)
    const ending = new AbortController()
    const changes = makeChanges(engine, ports, ending.signal)
    const traffic = startTraffic(url, REQUESTS_PER_SECOND)
    const samples = await sample(engine, { seconds, sent: () => traffic.sent() })
    ending.abort()
    const { sent, failures } = await traffic.stop()
    tell(samples)
    console.log(`\n${sent} requests, ${failures.length} failed; ${await changes} changes.`)
    for (const failure of failures.slice(0, 5)) console.log(`failed: ${failure}`)
    const after = await filesAtRest(engine, before)
    console.log(`Open files at rest: ${before} before, ${after} after.`)
    console.log(toVerdict(samples, { before, after }))
  } finally {
    await Promise.all(servers.map((server) => server.close()))
    await engine.close()
  }
}

/** Weights, servers, services and listeners that come and go, steadily. How many there were. */
async function makeChanges(
  engine: TestEngine,
  ports: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  const client = connectEngine(engine.paths.engineSocket)
  const call = (): AbortSignal => AbortSignal.timeout(CALL_DEADLINE_MS)
  const { objects } = await client.snapshot(call())
  const group = objects.find(({ kind }) => kind === 'server_group')
  const listener = objects.find(({ kind }) => kind === 'listener')
  const other = await freePort()
  let count = 0
  try {
    for (; !signal.aborted; count++) {
      const kept = ports.filter((_, index) => index !== count % ports.length)
      const chosen = count % 2 === 0 ? ports : kept
      const spec = {
        servers: chosen.map((port) => ({ address: '127.0.0.1', port, weight: 5 + (count % 5) })),
      }
      await client.transact([{ ...toPut('server_group', spec), id: group?.id ?? '' }], call())
      if (count % 4 === 0) await comeAndGo(client, { ...listener?.spec, port: other })
      await delay(1_000 / CHANGES_PER_SECOND)
    }
  } finally {
    client.close()
  }
  return count
}

async function comeAndGo(
  client: EngineClient,
  spec: Readonly<Record<string, unknown>>,
): Promise<void> {
  const signal = AbortSignal.timeout(CALL_DEADLINE_MS)
  const [made] = await client.transact([toPut('listener', spec)], signal)
  const gone = { type: 'delete', kind: 'listener', id: made?.id ?? '', mode: 'strict' } as const
  await client.transact([gone], signal)
}

async function sample(
  engine: TestEngine,
  { seconds, sent }: { readonly seconds: number; readonly sent: () => number },
): Promise<readonly Sample[]> {
  const pids = await engine.pids()
  const client = connectEngine(engine.paths.engineSocket)
  const agent = connectAgent(engine.paths.agentSocket)
  const samples: Sample[] = []
  const startMs = performance.now()
  for (let index = 1; index <= SAMPLES; index++) {
    const dueMs = (seconds * 1_000 * index) / SAMPLES
    const delays = { control: [0], agent: [0] }
    do {
      const signal = AbortSignal.timeout(CALL_DEADLINE_MS)
      delays.control.push(await timeMs(() => client.info(signal)))
      delays.agent.push(await timeMs(() => agent.info(signal)))
      await delay(250)
    } while (performance.now() - startMs < dueMs)
    samples.push({
      seconds: Math.round((performance.now() - startMs) / 1_000),
      requests: sent(),
      controlMb: residentMb(pids.control),
      agentMb: residentMb(pids.agent),
      controlFiles: openFiles(pids.control),
      agentFiles: openFiles(pids.agent),
      controlMs: median(delays.control.slice(1)),
      agentMs: median(delays.agent.slice(1)),
    })
  }
  client.close()
  agent.close()
  return samples
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

function residentMb(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? Number.NaN) / 1024
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

const columns: readonly (keyof Sample)[] = [
  'seconds',
  'requests',
  'controlMb',
  'agentMb',
  'controlFiles',
  'agentFiles',
  'controlMs',
  'agentMs',
]

/** Of control and agent together, once no more than `wanted`, or at the deadline. */
async function filesAtRest(engine: TestEngine, wanted: number): Promise<number> {
  const { control, agent } = await engine.pids()
  const deadlineMs = performance.now() + REST_DEADLINE_MS
  for (;;) {
    const count = openFiles(control) + openFiles(agent)
    if (count <= wanted || performance.now() > deadlineMs) return count
    await delay(250)
  }
}

/** Every sixth sample. */
function tell(samples: readonly Sample[]): void {
  console.log(`\n### soak\n\n| ${columns.join(' | ')} |`)
  console.log(`| ${columns.map(() => '---:').join(' | ')} |`)
  for (const one of samples.filter((_, index) => index % 6 === 5)) {
    const cells = columns.map((name) => one[name].toFixed(name.endsWith('Ms') ? 1 : 0))
    console.log(`| ${cells.join(' | ')} |`)
  }
}

function toVerdict(
  samples: readonly Sample[],
  files: { readonly before: number; readonly after: number },
): string {
  const quarter = Math.floor(samples.length / 4)
  const grown = columns.slice(2).flatMap((name) => {
    if (name.endsWith('Files')) return []
    const of = (part: readonly Sample[]): number => median(part.map((one) => one[name]))
    const before = of(samples.slice(quarter, 2 * quarter))
    const after = of(samples.slice(-quarter))
    const max = name.endsWith('Ms') ? DELAY_GROWTH_MAX : GROWTH_MAX
    return after > before * max ? [`${name} from ${before.toFixed(1)} to ${after.toFixed(1)}`] : []
  })
  if (files.after > files.before) grown.push(`files from ${files.before} to ${files.after}`)
  return grown.length === 0 ? 'Verdict: flat.' : `Verdict: grows: ${grown.join(', ')}.`
}
