/**
 * One agent after another, without a pause.
 *
 *   predecessor                         successor
 *   starts it, with its sockets ──────▶ loads the last good configuration
 *   sockets, as a line ───────────────▶ accepts beside the predecessor
 *                   ◀───── `serving` ──
 *   closes its own door, leaves its role
 *                   ────── `go` ──────▶ takes the role, opens the door
 *                   ◀───── `ready` ────
 *   accepts nobody, lets connections end
 *
 * A successor that cannot serve says why in place of `serving`, and is ended.
 *
 * Answers for: both ends of that talk, and for the predecessor being all that it was when the
 * successor does not come up. Where the sockets are the same ones in both processes, what waits in
 * them is lost in no case; HAProxy's never are. Does not know: what agents do.
 */

import { createInterface } from 'node:readline'
import type { HandOverRequest } from '../agent/contract.ts'
import type { RunningAgent } from '../agent/index.ts'
import type { ListeningSocket } from '../dataplane/contract.ts'
import { endStrayHaproxy } from '../dataplane/choice.ts'
import { EngineError } from '../errors.ts'
import { FIRST_GIVEN_FILE, acquireLock, logPaths, startSuccessor } from '../runtime/index.ts'
import { untilAborted } from '../runtime/index.ts'
import type { Successor } from '../runtime/index.ts'
import { dataPlaneDirectory } from './data-plane.ts'
import type { Daemon, DaemonOptions } from './frame.ts'

/** From its start to serving. */
const SERVING_DEADLINE_MS = 20_000
const READY_DEADLINE_MS = 5_000
const HAPROXY_GRACE_MS = 5_000
/** For the lock that a predecessor is about to leave. */
const TAKE_WAIT_MS = 2_000
/** The predecessor ends who has declined at once; one that is gone does not. */
const DECLINED_WAIT_MS = 5_000
/** Somebody else may be about to start an agent. */
const TURN_WAIT_MS = 1_000

interface Predecessor {
  readonly daemon: Daemon
  readonly options: DaemonOptions
  readonly running: RunningAgent
}

/** The successor's process id; it serves. Throws `EngineError`: nothing has changed then. */
export async function handOver(
  { daemon, options, running }: Predecessor,
  { program, drainMs }: HandOverRequest,
): Promise<number> {
  const turn = await acquireLock(daemon.paths.agentStartLock, TURN_WAIT_MS)
  if (turn === null) throw failed('an agent is being started at this moment')
  let pid = 0
  try {
    await running.agent.handOver(async (sockets) => {
      pid = await yieldTo({ daemon, options, running, program, sockets })
    }, drainMs)
    daemon.logger.info('handed over', { successor: pid, drainMs })
    return pid
  } finally {
    turn.release()
  }
}

interface Yielding extends Predecessor {
  readonly program: readonly string[]
  readonly sockets: readonly ListeningSocket[]
}

async function yieldTo(yielding: Yielding): Promise<number> {
  const { daemon, running, sockets } = yielding
  let successor: Successor | null = null
  try {
    successor = await start(yielding)
    successor.say(JSON.stringify(toGiven(sockets)))
    await successor.hear('serving', SERVING_DEADLINE_MS)
    running.closeDoor()
    await daemon.hold.leave()
    successor.say('go')
    await successor.hear('ready', READY_DEADLINE_MS)
    return successor.pid
  } catch (error) {
    successor?.kill()
    await endItsHaproxy(yielding)
    await daemon.hold.take()
    await running.openDoor()
    throw failed(error instanceof Error ? error.message : String(error))
  }
}

/** A HAProxy that the successor has begun with is nobody's; one that this agent has goes on. */
async function endItsHaproxy({ daemon, running }: Yielding): Promise<void> {
  const { dataplane } = await running.agent.info()
  if (dataplane === 'haproxy') return
  await endStrayHaproxy(dataPlaneDirectory(daemon.paths, 'haproxy'), HAPROXY_GRACE_MS)
}

/** With the descriptors as the successor has them. */
function toGiven(sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
  let next = FIRST_GIVEN_FILE
  return sockets.map((socket) => ({ ...socket, file: socket.file === null ? null : next++ }))
}

function start({ daemon, options, program, sockets }: Yielding): Promise<Successor> {
  const { paths } = daemon
  const words = ['engine', 'agent', '--take-over', '--log', 'file', '--log-level', options.logLevel]
  return startSuccessor({
    command: [...program, ...words, '--state-dir', paths.stateDirectory],
    workingDirectory: paths.stateDirectory,
    stderrFile: logPaths(paths, 'agent').stderr,
    files: sockets.map(({ file }) => file).filter((file) => file !== null),
  })
}

function failed(why: string): EngineError {
  return new EngineError({
    code: 'unavailable',
    message: `The new agent does not take over: ${why}. The old one serves on`,
  })
}

/** The successor's end of the talk. */
export interface Inheritance {
  readonly sockets: readonly ListeningSocket[]
  /** Says that this process serves, and takes the role. Throws when there is nobody to follow. */
  takeRole(daemon: Daemon): Promise<void>
  /** Says why this process does not serve, and waits to be ended for it, or to be left alone. */
  decline(why: string): Promise<void>
  /** Says that all is done; afterwards the predecessor may be gone. */
  end(): void
}

/** What the predecessor says first; throws when it says nothing of the kind. */
export async function receiveInheritance(): Promise<Inheritance> {
  const heard = createInterface(process.stdin)[Symbol.asyncIterator]()
  // The predecessor may be gone; that is for the reading end to find out.
  process.stdout.on('error', () => {})
  const first = await heard.next()
  const sockets = JSON.parse(String(first.value)) as readonly ListeningSocket[]
  return {
    sockets,
    takeRole: async ({ hold }) => {
      process.stdout.write('serving\n')
      const word = await heard.next()
      if (word.value !== 'go') throw failed('its predecessor is gone')
      if (!(await hold.take(TAKE_WAIT_MS))) throw failed('another agent has the role')
    },
    decline: async (why) => {
      process.stdout.write(`${why.replaceAll('\n', ' ')}\n`)
      // Its end would be heard as well, and perhaps before the reason.
      await Promise.race([heard.next(), untilAborted(AbortSignal.timeout(DECLINED_WAIT_MS))])
    },
    end: () => {
      process.stdout.write('ready\n')
      process.stdin.destroy()
    },
  }
}
