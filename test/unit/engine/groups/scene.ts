/** One desired state and one machine, and the controllers that come and go. */

import assert from 'node:assert/strict'
import type { InstanceDriver } from '../../../../src/engine/groups/contract.ts'
import type { Discovered } from '../../../../src/engine/groups/discovery.ts'
import { GroupController } from '../../../../src/engine/groups/controller.ts'
import type { Drivers } from '../../../../src/engine/groups/keeper.ts'
import { createLogger, systemClock } from '../../../../src/engine/runtime/index.ts'
import { VirtualTimers } from '../health/world.ts'
import { Desired, flush, Fuse, Machine } from './world.ts'

export const log = createLogger({
  ...{ sink: () => undefined, level: 'error', clock: systemClock, fields: {} },
})

/** What names have; an error: the name server gives no answer. */
export type Names = () => readonly string[]

const NAME_TTL_MS = 5_000

/** Every driver is the one machine, of which one lists what there is; one has names as well. */
function toDrivers(machine: InstanceDriver, names: Names): Drivers {
  const none = { ...machine, list: () => Promise.resolve([]), onExit: () => undefined }
  const discover = async (): Promise<Discovered> => ({ addresses: names(), ttlMs: NAME_TTL_MS })
  return { process: machine, container: none, pool: none, dns: { ...none, discover } }
}

/** A group with everything that a test may change. */
export function toSpec(changes: {
  size?: number
  program?: string
  zones?: readonly string[]
}): object {
  const { size = 3, program = 'works', zones = ['local-a', 'local-b', 'local-c'] } = changes
  return {
    availabilityZones: zones,
    launch: { driver: 'process', process: { command: [program, 'v1'] } },
    minSize: 0,
    maxSize: 20,
    desiredCapacity: size,
    updatePolicy: { minHealthySeconds: 0, autoRollback: false },
  }
}

/** One desired state and one machine, and the controllers that come and go. */
export class Scene {
  readonly timers = new VirtualTimers()
  readonly desired = new Desired()
  readonly machine = new Machine(this.timers)
  #controller: GroupController | null = null
  fuse = new Fuse()
  /** What looking at the clock takes: time goes on within a look as well. */
  readingMs = 0
  /** Timers go off so much too soon, as those of a machine do. */
  earlyMs = 0
  #readMs = 0
  names: Names = () => {
    throw new Error('no name server')
  }

  get controller(): GroupController {
    assert.ok(this.#controller !== null)
    return this.#controller
  }

  /** A controller, as after a start of the engine. The one before is dead or closed. */
  async open(fuse = new Fuse()): Promise<void> {
    this.fuse = fuse
    const isWanted = (id: string): boolean => this.desired.graph.find(id) !== undefined
    const timers = {
      nowMs: () => this.timers.nowMs(),
      monotonicMs: () => this.timers.monotonicMs() + (this.#readMs += this.readingMs),
      after: (delayMs: number, run: () => void) =>
        this.timers.after(Math.max(delayMs - this.earlyMs, 0), () => {
          if (!fuse.isBurnt) run()
        }),
    }
    this.#controller = new GroupController({
      world: this.desired.through(fuse),
      drivers: toDrivers(this.machine.driver(fuse, isWanted), () => this.names()),
      timers,
      log,
    })
    await this.#controller.start()
    await flush()
  }

  /** Lets time pass, in steps short enough for everything to happen at its own time. */
  async pass(forMs: number, stepMs = 50): Promise<void> {
    for (let passedMs = 0; passedMs < forMs; passedMs += stepMs) {
      this.timers.advance(stepMs)
      await flush()
    }
  }

  /** What runs, as zone and rack, in order. */
  places(groupId: string): string {
    const running = this.desired
      .instances(groupId)
      .filter(({ id }) => this.machine.processes.has(id))
    return running
      .map(({ spec }) => `${spec.zone.slice(-1)}${spec.rack}`)
      .toSorted()
      .join(' ')
  }

  /** What is wrong once everything has come to rest. */
  faults(groupId: string | null): readonly string[] {
    const wanted = groupId === null ? [] : this.desired.instances(groupId)
    const running = new Set(this.machine.processes.keys())
    return [
      ...this.machine.violations,
      ...wanted.filter(({ id }) => !running.has(id)).map(({ id }) => `${id} does not run`),
      ...[...running]
        .filter((id) => !wanted.some((each) => each.id === id))
        .map((id) => `${id} is an orphan`),
    ]
  }

  eventsOf(type: string): readonly string[] {
    return this.desired.events.filter((event) => event.type === type).map(({ message }) => message)
  }
}
