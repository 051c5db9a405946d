/**
 * One suite for every data plane of the registry.
 *
 * Answers for: a plane per entry, running while its tests do, and the servers that they start.
 */

import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { freePort } from '../../support/ports.ts'
import { startBackend, startTcpBackend } from '../../support/backends.ts'
import type { Backend } from '../../support/backends.ts'
import { startRaw, startScripted } from './raw.ts'
import type { RawServer, Talk } from './raw.ts'
import { World } from './world.ts'

export const TIMEOUT_MS = 30_000

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

export interface Suite {
  test(name: string, body: (stage: Stage) => Promise<void>): void
}

/** Declares `name` once for every plane; `declare` says what its tests are. */
export function conformance(name: string, declare: (suite: Suite) => void): void {
  for (const entry of dataplanes) {
    describe(`data plane ${entry.name}: ${name}`, function () {
      this.timeout(TIMEOUT_MS)
      let world: World
      before(() => {
        world = new World(entry)
      })
      after(() => world.close())
      declare({
        test: (title, body) => {
          it(title, async () => {
            await onStage(world, body)
          })
        },
      })
    })
  }
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
