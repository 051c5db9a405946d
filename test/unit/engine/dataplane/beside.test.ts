import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createEmbedded } from '../../../../src/engine/dataplane/embedded/index.ts'
import { freePort } from '../../../support/ports.ts'
import { toConfig } from '../../../contract/dataplane/world.ts'
import { logInto } from './embedded/logger.ts'

const DEADLINE_MS = 60_000

describe('a plane of one thread', () => {
  it('lets its successor listen beside it', async () => {
    const port = await freePort()
    const plane = createEmbedded({ log: logInto([]), threads: 1 })
    try {
      const config = toConfig({ listeners: [{ port }], pools: [{ servers: [] }] })
      const outcome = await plane.apply(config, new Map(), AbortSignal.timeout(DEADLINE_MS))
      assert.equal(outcome.kind, 'applied')
      const beside = createServer()
      beside.listen({ host: '127.0.0.1', port, reusePort: true, exclusive: true })
      await once(beside, 'listening')
      beside.close()
    } finally {
      await plane.close(0)
    }
  })
})
