/**
 * Which data plane the engine is to have, and an agent that has it.
 *
 * Answers for: the configuration file before the command line before what there was, and an agent
 * with another plane giving way to one that has it, without a request failing. Does not know: what
 * data planes do.
 */

import { join } from 'node:path'
import { connectAgent } from '../agent/index.ts'
import { readDataPlane, writeDataPlane } from '../client/index.ts'
import type { DataPlaneChoice } from '../client/index.ts'
import { resolveDataPlane } from '../dataplane/choice.ts'
import type { DataPlaneName } from '../dataplane/choice.ts'
import { EngineError } from '../errors.ts'
import { readWanted } from '../runtime/index.ts'
import type { Logger, StatePaths } from '../runtime/index.ts'

/** How long connections of the plane before may go on. */
const DRAIN_MS = 300_000

/** What a plane keeps on disk. */
export function dataPlaneDirectory(paths: StatePaths, name: DataPlaneName): string {
  return join(paths.agentDirectory, name)
}

export interface DataPlaneSettings {
  readonly paths: StatePaths
  /** By the configuration file. */
  readonly configured: DataPlaneChoice | null
  /** By the command line. */
  readonly asked: DataPlaneChoice | null
}

/** Writes down what agents are to have. Throws `EngineError` when it is not to be had. */
export async function settleDataPlane(settings: DataPlaneSettings): Promise<DataPlaneName> {
  const { paths, configured, asked } = settings
  if (configured !== null && asked !== null && configured !== asked) {
    throw new EngineError({
      code: 'invalid_argument',
      message:
        `The data plane "${asked}" was asked for, and the configuration file of the engine ` +
        `says "${configured}"`,
      remedy: 'Change data_plane in engine.json, or take it out there.',
    })
  }
  const choice = configured ?? asked ?? (await readDataPlane(paths.dataPlaneFile))
  const name = await resolveDataPlane(choice)
  await writeDataPlane(paths.dataPlaneFile, choice)
  return name
}

export interface Switching {
  readonly paths: StatePaths
  readonly logger: Logger
  readonly name: DataPlaneName
  /** What agents had before, to go back to. */
  readonly before: DataPlaneChoice
}

/** Throws `EngineError` when the agent goes on with the plane that it has. */
export async function switchDataPlane(switching: Switching, signal: AbortSignal): Promise<void> {
  const { paths, logger, name, before } = switching
  const agent = connectAgent(paths.agentSocket)
  try {
    const info = await agent.info(signal).catch(() => null)
    // One that starts now has it.
    if (info === null || info.dataplane === name) return
    const program = await readWanted(paths.wantedFile)
    if (program === null) return
    const successor = await agent.handOver({ program, drainMs: DRAIN_MS }, signal)
    logger.info('the data plane is another one', { from: info.dataplane, to: name, successor })
  } catch (cause) {
    await writeDataPlane(paths.dataPlaneFile, before)
    throw new EngineError({
      code: 'unavailable',
      message:
        `The data plane ${name} does not take over, and the one before serves on: ` +
        (cause instanceof Error ? cause.message : String(cause)),
      remedy: `The log is ${paths.logDirectory}/agent.log.`,
      cause,
    })
  } finally {
    agent.close()
  }
}
