/**
 * `npm run bench -- scale`: what engines of 100 to 100,000 endpoints cost.
 *
 * Answers for: time to load all of it by the API, from a start to serving after `kill -9`, one
 * change to live, and memory per endpoint. The endpoints are shared out over instances, listeners
 * and groups as in a large installation; they are not probed, as it is the engine's own cost that
 * counts. Linux only: it reads /proc.
 */

import { readFileSync } from 'node:fs'
import type { ApiObject, EngineClient, PutOperation } from '../src/engine/client/index.ts'
import { TestEngine, kill, toPut } from '../test/faults/engine.ts'
import { get } from '../test/support/backends.ts'
import { waitFor } from '../test/support/wait.ts'
import { median, timeMs } from './measure.ts'

interface Size {
  readonly instances: number
  readonly listeners: number
  readonly servers: number
}

const sizes: readonly Size[] = [
  { instances: 1, listeners: 1, servers: 100 },
  { instances: 10, listeners: 1, servers: 100 },
  { instances: 10, listeners: 10, servers: 100 },
  { instances: 100, listeners: 10, servers: 100 },
  // One that has them all: a change must not cost the instance that it is in.
  { instances: 1, listeners: 100, servers: 1_000 },
]

const FIRST_PORT = 20_000
const CHANGES = 15
const CALL_DEADLINE_MS = 120_000

export async function benchScale(): Promise<void> {
  const most = Number(process.env['SCALE_ENDPOINTS_MAX'] ?? Infinity)
  console.log('\n### scale\n')
  console.log(
    '| endpoints | load s | start s | change ms | control MB | agent MB | KB an endpoint |\n' +
      '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  )
  let floor: number | null = null
  for (const size of sizes.filter((one) => countOf(one) <= most)) {
    floor = await benchSize(size, floor)
  }
}

/** The memory that an engine has before there are many endpoints. */
async function benchSize(size: Size, floor: number | null): Promise<number> {
  const engine = new TestEngine()
  try {
    await engine.start()
    const loadMs = await timeMs(() => engine.ask((client) => load(client, size)))
    const changeMs = await engine.ask((client) => timeChanges(client))
    const { control, agent } = await engine.pids()
    kill(control, agent)
    const startMs = await timeMs(async () => {
      await engine.start()
      await untilServing(engine)
    })
    const pids = await engine.pids()
    const memory = { control: residentMb(pids.control), agent: residentMb(pids.agent) }
    const all = memory.control + memory.agent
    const base = floor ?? all
    const perEndpoint = (all - base) / countOf(size)
    const cells = [
      countOf(size),
      (loadMs / 1_000).toFixed(1),
      (startMs / 1_000).toFixed(1),
      changeMs.toFixed(0),
      memory.control.toFixed(0),
      memory.agent.toFixed(0),
      floor === null ? '' : (perEndpoint * 1024).toFixed(1),
    ]
    console.log(`| ${cells.join(' | ')} |`)
    return base
  } finally {
    await engine.close()
  }
}

function countOf({ instances, listeners, servers }: Size): number {
  return instances * listeners * servers
}

/** Instance by instance, a transaction a kind: what refers to what is there first. */
async function load(client: EngineClient, size: Size): Promise<void> {
  for (let index = 0; index < size.instances; index++) {
    const [instance] = await put(client, [
      toPut('instance', { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }),
    ])
    const each = Array.from({ length: size.listeners }, (_, listener) => listener)
    const servers = Array.from({ length: size.servers }, (_, server) => ({
      address: '127.0.0.1',
      port: 1_024 + server,
    }))
    const groups = await put(
      client,
      each.map(() => toPut('server_group', { servers })),
    )
    const services = await put(
      client,
      groups.map(({ id }) =>
        toPut('backend_service', {
          ...{ lbInstanceId: instance?.id, protocol: 'HTTP', port: 80, serverGroupId: id },
          healthCheck: { enabled: false },
        }),
      ),
    )
    await put(
      client,
      services.map(({ id }, listener) =>
        toPut('listener', {
          ...{ lbInstanceId: instance?.id, protocol: 'HTTP', port: FIRST_PORT + listener },
          backendServiceId: id,
        }),
      ),
    )
  }
}

function put(
  client: EngineClient,
  operations: readonly PutOperation[],
): Promise<readonly ApiObject[]> {
  return client.transact(operations, AbortSignal.timeout(CALL_DEADLINE_MS))
}

/** The median of one server's weight changed in one group, from the call to live. */
async function timeChanges(client: EngineClient): Promise<number> {
  const { objects } = await client.snapshot(AbortSignal.timeout(CALL_DEADLINE_MS))
  const group = objects.find(({ kind }) => kind === 'server_group')
  const times: number[] = []
  for (let round = 0; round < CHANGES; round++) {
    const before = (group?.spec['servers'] ?? []) as readonly object[]
    const servers = before.map((server, index) =>
      index === round ? { ...server, weight: 20 + round } : server,
    )
    const change = { ...toPut('server_group', { servers }), id: group?.id ?? '' }
    times.push(await timeMs(() => put(client, [change])))
  }
  return median(times)
}

/** A listener of the last instance answers; whether its servers do does not matter. */
async function untilServing(engine: TestEngine): Promise<void> {
  const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
  const last = objects.findLast(({ kind }) => kind === 'instance')
  const url = `http://${String(last?.spec['privateIpAddress'])}:${FIRST_PORT}/`
  await waitFor(`an answer from ${url}`, () => get(url).catch(() => null))
}

function residentMb(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? Number.NaN) / 1024
}
