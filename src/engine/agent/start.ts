/**
 * From nothing to a serving agent, and to its end.
 *
 * Answers for: the order: traffic first, from the last good configuration on disk, then the socket.
 * Does not know: processes; whoever calls this holds the agent's lock.
 */

import { join } from 'node:path'
import { listen } from '../../rpc/index.ts'
import type { Dataplane } from '../dataplane/contract.ts'
import { systemTimers, type StartProbe, type Timers } from '../health/index.ts'
import { removeStaleSocket, type Logger } from '../runtime/index.ts'
import type { AddressTool } from './addresses/contract.ts'
import { ipCommand } from './addresses/ip-command.ts'
import { openAddresses } from './addresses/keeper.ts'
import type { Agent } from './contract.ts'
import { readHealth } from './known-health.ts'
import { LastGood } from './last-good.ts'
import { REQUEST_BYTES_MAX } from './limits.ts'
import { LocalAgent } from './local.ts'
import { toAgentService } from './service.ts'

/** For the answer to `stop` itself, and for watchers to hear the end. */
const CLOSE_GRACE_MS = 500

export interface StartAgentOptions {
  /** The agent's own; made when it does not exist. */
  readonly directory: string
  /** Becomes the agent's: it closes it. */
  readonly dataplane: Dataplane
  /** A socket that lies there is taken for a dead agent's. */
  readonly socketPath: string
  readonly logger: Logger
  readonly version: string
  /** The machine's by default. */
  readonly timers?: Timers
  /** Real probes by default. */
  readonly startProbe?: StartProbe
  /** How addresses of binds with an interface are added; by the program `ip` by default. */
  readonly addressTool?: AddressTool
}

export interface RunningAgent {
  readonly agent: Agent
  /** Resolves when the agent has stopped, whoever asked it to, and its socket is closed. */
  readonly done: Promise<void>
}

/** Resolves when the agent serves and answers on its socket. Throws when it cannot. */
export async function startAgent(options: StartAgentOptions): Promise<RunningAgent> {
  const { directory, dataplane, logger, version, timers = systemTimers } = options
  const healthPath = join(directory, 'health.json')
  const lastGood = new LastGood(directory)
  const loaded = await lastGood.load()
  const addresses = await openAddresses({
    tool: options.addressTool ?? ipCommand,
    recordPath: join(directory, 'addresses.json'),
    timers,
    logger,
  })
  const agent = new LocalAgent({
    dataplane,
    lastGood,
    healthPath,
    logger,
    timers,
    version,
    addresses,
    startProbe: options.startProbe,
  })
  try {
    if (loaded.kind === 'loaded') {
      await agent.restore(loaded.config, await readHealth(healthPath, timers.nowMs()))
    } else {
      if (loaded.kind === 'damaged') {
        logger.error('the last good configuration is not served', { why: loaded.why, directory })
      }
      await addresses.retain(null)
    }
    await removeStaleSocket(options.socketPath)
    const server = await listen({
      address: { path: options.socketPath },
      implementations: [toAgentService(agent)],
      maxRequestBytes: REQUEST_BYTES_MAX,
      onFault: (fault, path) => logger.error('a call failed', { path, error: String(fault) }),
    })
    return { agent, done: agent.whenStopped.then(() => server.close(CLOSE_GRACE_MS)) }
  } catch (error) {
    await agent.stop(0)
    throw error
  }
}
