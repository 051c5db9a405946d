/**
 * An engine in one process: control, its store, and an agent with files and no network. Its storage
 * system calls are those of a real engine, and few enough for each of them to fail once.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { LastGood } from '../../../src/engine/agent/last-good.ts'
import type { Loaded } from '../../../src/engine/agent/last-good.ts'
import { LocalAgent } from '../../../src/engine/agent/local.ts'
import { startControl } from '../../../src/engine/control/index.ts'
import type { Control } from '../../../src/engine/control/index.ts'
import { systemClock, systemTimers } from '../../../src/engine/runtime/index.ts'
import { stores } from '../../../src/engine/store/index.ts'
import { LogBook, ObedientPlane } from '../../unit/engine/agent/world.ts'

export interface SweptEngine {
  readonly control: Control
  readonly plane: ObedientPlane
  /** What the agent found on its disk. */
  readonly loaded: Loaded
  close(): Promise<void>
}

export async function openEngine(directory: string): Promise<SweptEngine> {
  const logger = new LogBook()
  const agentDirectory = join(directory, 'agent')
  mkdirSync(agentDirectory, { recursive: true })
  const plane = new ObedientPlane()
  const lastGood = new LastGood(agentDirectory)
  const loaded = await lastGood.load()
  const agent = new LocalAgent({
    ...{ dataplane: plane, lastGood, logger, timers: systemTimers, version: '1.2.3' },
    healthPath: join(agentDirectory, 'health.json'),
    startProbe: () => () => {},
  })
  if (loaded.kind === 'loaded') await agent.restore(loaded.config, () => undefined)
  const store = await stores.sqlite({ directory })
  const control = await startControl({
    ...{ store, agent, logger, clock: systemClock, timers: systemTimers, version: '1.2.3' },
    holds: { roomMs: 0, successorMs: 0, creationMs: 0, lingerMs: 0 },
  })
  const close = async (): Promise<void> => {
    await control.close()
    await agent.stop(0)
  }
  return { control, plane, loaded, close }
}
