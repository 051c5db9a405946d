/**
 * A process inside a network namespace: a server and a client, told what to do on its standard
 * input, one JSON line for each order and one for each answer.
 *
 * Answers for: what the orders of `../order.ts` mean. Ends with its standard input.
 */

import { createInterface } from 'node:readline'
import { get, startBackend, startTraffic } from '../backends.ts'
import type { Backend, Traffic } from '../backends.ts'
import type { Order } from '../order.ts'

let backend: Backend | null = null
let traffic: Traffic | null = null

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'serve':
      backend = await startBackend(order)
      return null
    case 'count':
      return { requests: backend?.requests.length ?? 0, probes: backend?.probes.length ?? 0 }
    case 'get':
      return get(order.url, order.from === undefined ? {} : { from: order.from }).then(
        ({ status, body }) => (status === 200 ? body : `status ${status}`),
        (error: unknown) => `error ${(error as { code?: string }).code ?? String(error)}`,
      )
    case 'load':
      traffic = startTraffic(order.url, order.perSecond)
      return null
    case 'stop': {
      const report = await traffic?.stop()
      return report ?? null
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(JSON.parse(line) as Order)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
process.exit(0)
