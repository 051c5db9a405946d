/**
 * From nothing to a serving agent, and to its end.
 *
 * Answers for: the order: traffic first, from the last good configuration on disk, then the socket.
 * Does not know: processes; whoever calls this holds the agent's lock.
 */

import { join } from 'node:path'
import { listen } from '../../rpc/index.ts'
import type { Dataplane } from '../dataplane/contract.ts'
import { EngineError } from '../errors.ts'
import { systemTimers, type StartProbe, type Timers } from '../health/index.ts'
import { removeStaleSocket, type Logger } from '../runtime/index.ts'
import type { AddressTool } from './addresses/contract.ts'
import { ipCommand } from './addresses/ip-command.ts'
import { openAddresses } from './addresses/keeper.ts'
import { readHealth } from './known-health.ts'
import { LastGood } from './last-good.ts'
import { REQUEST_BYTES_MAX } from './limits.ts'
import { LocalAgent } from './local.ts'
import { toAgentService } from './service.ts'
import type { HandOver } from './service.ts'

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
  /**
   * Given when this agent takes over from another: asked when it serves and before it has its
   * socket. It must serve at once then, or does not start.
   */
  readonly beforeSocket?: () => Promise<void>
  /** How it hands over to a successor. */
  readonly handOver?: HandOver
  /** Real probes by default. */
  readonly startProbe?: StartProbe
  /** How addresses of binds with an interface are added; by the program `ip` by default. */
  readonly addressTool?: AddressTool
}

export interface RunningAgent {
  readonly agent: LocalAgent
  /** Its socket leaves the directory; connections to it go on. */
  closeDoor(): void
  /** The socket is there again. */
  openDoor(): Promise<void>
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
      const health = await readHealth(healthPath, timers.nowMs())
      const why = await agent.restore(loaded.config, health)
      if (why !== null && options.beforeSocket !== undefined) throw cannotTakeOver(why)
    } else {
      if (loaded.kind === 'damaged') {
        logger.error('the last good configuration is not served', { why: loaded.why, directory })
      }
      await addresses.retain(null)
    }
    await options.beforeSocket?.()
    await removeStaleSocket(options.socketPath)
    const server = await listen({
      address: { path: options.socketPath },
      implementations: [toAgentService(agent, options.handOver)],
      maxRequestBytes: REQUEST_BYTES_MAX,
      onFault: (fault, path) => logger.error('a call failed', { path, error: String(fault) }),
    })
    server.keepPath()
    // Whoever is connected looks for a successor, if there is one.
    const closed = agent.whenNotRunning.then(() => server.close(CLOSE_GRACE_MS))
    return {
      agent,
      closeDoor: () => server.closeDoor(),
      openDoor: async () => {
        await server.openDoor()
        server.keepPath()
      },
      done: agent.whenStopped.then(() => closed),
    }
  } catch (error) {
    // What it would put away is the predecessor's; its process ends.
    if (options.beforeSocket === undefined) await agent.stop(0)
    throw error
  }
}

function cannotTakeOver(why: string): EngineError {
  const message = `The last good configuration cannot be served: ${why}`
  return new EngineError({ code: 'unavailable', message })
}
