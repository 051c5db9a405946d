/**
 * A process that carries one listener by the HAProxy plane: `plane.ts <port> <server port>…`, on
 * loopback. For benchmarks only.
 */

import { createHaproxy } from '../../src/engine/dataplane/haproxy/index.ts'
import { createLog } from '../proxy/log.ts'
import { haproxyPath, toListener, toPool } from './objects.ts'

const [port = 0, ...servers] = process.argv.slice(2).map(Number)

const plane = createHaproxy({ log: createLog(), path: haproxyPath() })
const outcome = await plane.apply(
  {
    revision: 1,
    instances: [
      {
        id: 'instance',
        name: 'bench',
        pools: [toPool('pool', servers)],
        listeners: [toListener({ id: 'listener', port, poolId: 'pool' })],
      },
    ],
  },
  new Map(),
  new AbortController().signal,
)
if (outcome.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
