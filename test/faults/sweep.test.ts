/**
 * The engine with each of its storage system calls in turn being its last, or failing.
 *
 * A few of them in every run, chosen by the seed; all of them with LB_SWEEP=all.
 */

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiObject } from '../../src/engine/client/index.ts'
import { waitFor } from '../support/wait.ts'
import { openEngine } from './sweep/engine.ts'
import type { SweptEngine } from './sweep/engine.ts'
import { runSession, whyNotHere } from './sweep/inject.ts'
import type { Fault, Part } from './sweep/inject.ts'
import type { Said, Wants } from './sweep/session.ts'

const SAMPLE = 2
const DEADLINE_MS = 60_000
const seed = Number(process.env['LB_SWEEP_SEED'] ?? Date.now() % 10_000)
const isWhole = process.env['LB_SWEEP'] === 'all'

describe(`Storage system calls that fail (seed ${seed})`, function () {
  this.timeout(isWhole ? 3_600_000 : 600_000)
  let directory = ''

  before(function () {
    const why = whyNotHere()
    if (why === null) return
    console.error(`skipped: ${why}`)
    this.skip()
  })

  async function run(part: Part, fault: Fault | null, at: number) {
    const parent = mkdtempSync(join(tmpdir(), 'lb-sweep-'))
    directory = join(parent, 'state')
    mkdirSync(directory, { mode: 0o700 })
    try {
      const { said, calls } = await runSession({ directory, part, fault, at })
      await verify(said, `${part}, ${fault} at call ${at}`)
      return { said, calls }
    } finally {
      rmSync(parent, { recursive: true, force: true })
    }
  }

  /** Every one, or some that the seed chooses and the first. */
  function choose(count: number): readonly number[] {
    const all = Array.from({ length: count }, (_, index) => index + 1)
    return isWhole ? all : all.filter((at) => (at + seed) % Math.ceil(count / SAMPLE) === 0)
  }

  async function verify(said: readonly Said[], what: string): Promise<void> {
    const engine = await openEngine(directory)
    try {
      assert.notEqual(engine.loaded.kind, 'damaged', what)
      const { objects } = await engine.control.snapshot(AbortSignal.timeout(DEADLINE_MS))
      assertStands(objects, said, what)
      await assertServed(engine, what)
    } finally {
      await engine.close()
    }
  }

  for (const part of ['store', 'agent'] as const) {
    for (const fault of ['KILL', 'EIO', 'ENOSPC'] as const) {
      it(`${part}, ${fault}: what was acknowledged is there, all else whole or absent`, async () => {
        const { said, calls } = await run(part, null, 0)
        assert.deepEqual(said.at(-1), { said: 'done' })
        assert.ok(calls > SAMPLE, `${calls} calls`)
        let bitten = 0
        for (const at of choose(calls)) {
          const end = (await run(part, fault, at)).said
          if (end.length !== said.length || end.some((one) => one.said === 'refused')) bitten++
        }
        if (isWhole) console.log(`      ${calls} calls, ${bitten} of them changed what was told`)
      })
    }
  }
})

/** The last word of each name; of what was begun and not acknowledged either is right. */
function assertStands(objects: readonly ApiObject[], said: readonly Said[], what: string): void {
  const names = ['edge', 'group', 'spare', 'service', 'one', 'two']
  const found = new Map(objects.filter(({ name }) => names.includes(name)).map(toMarked))
  const worlds = toPossible(said)
  const isPossible = worlds.some((world) => isSameWorld(world, found))
  const shown = JSON.stringify({ found: [...found], worlds: worlds.map((one) => [...one]) })
  assert.ok(isPossible, `${what}: ${shown}`)
}

type Marks = ReadonlyMap<string, string>

/**
 * What there may be: all that was acknowledged, and with it or not any one write that was refused
 * or not answered. Whole writes: half of one is in none of them.
 */
function toPossible(said: readonly Said[]): readonly Marks[] {
  let acknowledged: Marks = new Map()
  let open: Wants | null = null
  const others: Marks[] = []
  for (const line of said) {
    if (line.said === 'begins') open = line.wants
    if (line.said === 'refused' && open !== null) {
      others.push(withWants(acknowledged, open))
      open = null
    }
    if (line.said === 'acknowledged') {
      acknowledged = withWants(acknowledged, line.has)
      // What was refused before is settled: a later write was committed over it.
      others.length = 0
      open = null
    }
  }
  const last = open === null ? [] : [withWants(acknowledged, open)]
  return [acknowledged, ...others, ...last]
}

function withWants(marks: Marks, wants: Wants): Marks {
  const next = new Map(marks)
  for (const [name, mark] of Object.entries(wants)) {
    if (mark === null) next.delete(name)
    else next.set(name, mark)
  }
  return next
}

function toMarked({ name, kind, spec }: ApiObject): [string, string] {
  const servers = spec['servers'] as readonly Record<string, unknown>[] | undefined
  const own = servers?.map(({ address, port, weight }) => ({ address, port, weight }))
  const mark = kind === 'server_group' ? own : (spec['port'] ?? null)
  return [name, JSON.stringify(mark)]
}

function isSameWorld(one: Marks, other: Marks): boolean {
  return one.size === other.size && [...one].every(([name, mark]) => other.get(name) === mark)
}

/** The data plane comes to have what the store says, and nothing else. */
async function assertServed({ control, plane }: SweptEngine, what: string): Promise<void> {
  await waitFor(`the data plane to have what is stored (${what})`, async () => {
    const { agent } = await control.info(AbortSignal.timeout(DEADLINE_MS))
    if (agent === null) return null
    const { objects } = await control.snapshot(AbortSignal.timeout(DEADLINE_MS))
    const ports = objects.filter(({ kind }) => kind === 'listener').map(({ spec }) => spec['port'])
    const instances = plane.served?.instances ?? []
    const served = instances.flatMap(({ listeners }) =>
      listeners.flatMap(({ binds }) => binds.map(({ port }) => port)),
    )
    return isSameSet(new Set<unknown>(ports), new Set<unknown>(served)) ? true : null
  })
}

function isSameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item))
}
