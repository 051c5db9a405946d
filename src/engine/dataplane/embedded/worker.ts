/**
 * The entry of a thread: a data path, told what to do by messages.
 *
 * Answers for: order among messages. Does not know: configurations as a whole, or other threads.
 */

import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import type { Problem } from '../../ir/index.ts'
import type { FromThread, ThreadOptions, ToThread } from './messages.ts'
import { Path } from './path/path.ts'

const port = parentPort
assert(port !== null, 'the data path runs in a thread')

/** What is in `moved` is the main side's from then on. */
function tell(message: FromThread, moved: ArrayBuffer[] = []): void {
  port?.postMessage(message, moved)
}

const path = new Path({
  ...(workerData as ThreadOptions),
  onDrained: (poolId, endpointId) => tell({ kind: 'drained', poolId, endpointId }),
  onLog: (listenerId, page) => tell({ kind: 'log', listenerId, page }, [page.buffer]),
})

async function close(graceMs: number): Promise<void> {
  await path.close(graceMs)
  tell({ kind: 'closed' })
  port?.close()
}

/** What is wrong with what was asked. */
async function obey(
  message: Exclude<ToThread, { kind: 'tell_sockets' }>,
): Promise<readonly Problem[]> {
  switch (message.kind) {
    case 'prepare':
      return path.prepare(message.binds)
    case 'seat':
      path.seat(message.pools)
      return []
    case 'commit':
      path.commit(message.change)
      return []
    case 'abort':
      path.abort()
      return []
    case 'ticket_keys':
      path.changeTicketKeys(message.ticketKeys)
      return []
    case 'retire':
      // Its connections are not waited for: `close` may cut them short.
      await path.retire(() => tell({ kind: 'closed' }))
      return []
    case 'logged':
      path.logged(message.page)
      return []
    case 'close':
      await close(message.graceMs)
      return []
  }
}

async function answer(message: ToThread): Promise<void> {
  if (message.kind === 'tell_sockets') {
    tell({ kind: 'sockets', ticket: message.ticket, sockets: path.sockets() })
    return
  }
  const problems = await obey(message)
  if ('ticket' in message) tell({ kind: 'done', ticket: message.ticket, problems })
}

/** One after the other. */
let line: Promise<void> = Promise.resolve()

// A rejection here is a bug: it ends the thread, and the main side starts another.
port.on('message', (message: ToThread) => {
  line = line.then(() => answer(message))
})
