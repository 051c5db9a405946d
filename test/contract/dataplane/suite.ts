/**
 * What every test of the conformance suite stands on.
 *
 * Answers for: a plane that runs while its tests do, and the servers that each of them starts.
 * Does not know: which planes there are; each file declares its tests for all of the registry.
 */

import assert from 'node:assert/strict'
import type { Capabilities } from '../../../src/engine/dataplane/contract.ts'
import type { DataplaneEntry } from '../../../src/engine/dataplane/registry.ts'
import { freePort } from '../../support/ports.ts'
import { startBackend, startTcpBackend } from '../../support/backends.ts'
import type { Backend } from '../../support/backends.ts'
import { startRaw, startScripted } from './raw.ts'
import type { RawServer, Talk } from './raw.ts'
import { World } from './world.ts'

/** A hundred changes under load take a while where each may be a reload. */
const TIMEOUT_MS = 600_000

/** What a test has: the plane, a port to listen on, and servers that end with the test. */
export interface Stage {
  readonly world: World
  /** For the listener of this test. */
  readonly port: number
  readonly url: string
  backends(count: number): Promise<readonly Backend[]>
  tcpBackends(count: number): Promise<readonly Pick<Backend, 'name' | 'port' | 'close'>[]>
  scripted(answer: string | ((head: string, talk: Talk) => string)): Promise<RawServer>
  raw(serve: (talk: Talk) => void): Promise<RawServer>
  /** Also to be closed when the test is over. */
  owns<T extends { close(): unknown }>(thing: T): T
}

type Declare = (name: string, body: (stage: Stage) => Promise<void>) => void

/** What planes may lack. */
export type Ability = {
  [Name in keyof Capabilities]: Capabilities[Name] extends boolean ? Name : never
}[keyof Capabilities]

export interface StageTest extends Declare {
  /** For tests of what a plane may lack, where it does not. */
  needs(ability: Ability): Declare
  /** Where it does: what it owes instead. */
  lacks(ability: Ability): Declare
}

/** Within `describe`: declares tests that share one plane of this kind, in their order. */
export function stageFor(entry: DataplaneEntry): StageTest {
  let world: World | null = null
  before(function () {
    if (!entry.isInstalled()) {
      console.warn(`      ${entry.name} is not installed on this machine`)
      this.skip()
    }
    world = new World(entry)
  })
  after(() => world?.close())
  const declare: Declare = (name, body) => {
    it(name, async () => {
      assert(world !== null)
      await onStage(world, body)
    }).timeout(TIMEOUT_MS)
  }
  const declareNothing: Declare = () => {}
  const { capabilities } = entry
  return Object.assign(declare, {
    needs: (ability: Ability) => (capabilities[ability] ? declare : declareNothing),
    lacks: (ability: Ability) => (capabilities[ability] ? declareNothing : declare),
  })
}

async function onStage(world: World, body: (stage: Stage) => Promise<void>): Promise<void> {
  const things: { close(): unknown }[] = []
  const owns = <T extends { close(): unknown }>(thing: T): T => {
    things.push(thing)
    return thing
  }
  const port = await freePort()
  const named = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `s${index}`)
  try {
    await body({
      world,
      port,
      url: `http://127.0.0.1:${port}/`,
      owns,
      backends: (count) =>
        Promise.all(named(count).map(async (name) => owns(await startBackend({ name })))),
      tcpBackends: (count) =>
        Promise.all(named(count).map(async (name) => owns(await startTcpBackend({ name })))),
      scripted: async (answer) => owns(await startScripted(answer)),
      raw: async (serve) => owns(await startRaw(serve)),
    })
  } finally {
    await Promise.all(things.map((thing) => thing.close()))
  }
}
