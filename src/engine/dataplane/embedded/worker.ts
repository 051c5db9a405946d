/**
 * The entry of a thread: a data path, told what to do by messages.
 *
 * Answers for: order among messages and handing over counters. Does not know: configurations as a
 * whole, or other threads.
 */

import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import type { EndpointCounters, ListenerCounters } from '../contract.ts'
import type { FromThread, ThreadOptions, ToThread } from './messages.ts'
import { CountsTaker } from './path/counters.ts'
import { Path } from './path/path.ts'

const COUNTERS_INTERVAL_MS = 1000

const port = parentPort
assert(port !== null, 'the data path runs in a thread')
const { reusePort, ticketKeys } = workerData as ThreadOptions

function tell(message: FromThread): void {
  port?.postMessage(message)
}

const path = new Path({
  reusePort,
  ticketKeys,
  onDrained: (poolId, endpointId) => tell({ kind: 'drained', poolId, endpointId }),
})
const listeners = new CountsTaker<ListenerCounters>((counts) => counts.listenerId)
const endpoints = new CountsTaker<EndpointCounters>(
  (counts) => `${counts.poolId}/${counts.endpointId}`,
)

function tellCounters(): void {
  tell({
    kind: 'counters',
    listeners: listeners.takeChanged(path.listenerCounts()),
    endpoints: endpoints.takeChanged(path.endpointCounts()),
  })
}

const timer = setInterval(tellCounters, COUNTERS_INTERVAL_MS)

async function close(graceMs: number): Promise<void> {
  await path.close(graceMs)
  clearInterval(timer)
  tellCounters()
  tell({ kind: 'closed' })
  port?.close()
}

async function obey(message: Exclude<ToThread, { kind: 'conditions' }>): Promise<void> {
  switch (message.kind) {
    case 'prepare': {
      const problems = await path.prepare(message.binds)
      tell({ kind: 'prepared', ticket: message.ticket, problems })
      return
    }
    case 'commit':
      path.commit(message.change)
      tell({ kind: 'committed', ticket: message.ticket })
      return
    case 'abort':
      path.abort()
      return
    case 'ticket_keys':
      path.setTicketKeys(message.ticketKeys)
      return
    case 'close':
      await close(message.graceMs)
  }
}

/** What binds and unbinds is done one after the other; news of health overtake. */
let line: Promise<void> = Promise.resolve()

// A rejection here is a bug: it ends the thread, and the main side starts another.
port.on('message', (message: ToThread) => {
  if (message.kind === 'conditions') path.setConditions(message.changes)
  else line = line.then(() => obey(message))
})
