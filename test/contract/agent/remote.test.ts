import assert from 'node:assert/strict'
import { connectAgent } from '../../../src/engine/agent/index.ts'
import { EngineError } from '../../../src/engine/errors.ts'
import { startBackend } from '../../support/backends.ts'
import { waitFor } from '../../support/wait.ts'
import { accesses, ANY_TIME, serverAt, World } from './world.ts'

describe('an agent that is not there', () => {
  it('makes apply unavailable, and is an operating error otherwise', async () => {
    const agent = connectAgent('/nonexistent/agent.sock')
    try {
      const outcome = await agent.apply({ revision: 1, instances: [] }, ANY_TIME)
      assert.equal(outcome.kind, 'unavailable')
      await assert.rejects(agent.info(ANY_TIME), isUnavailable)
      await assert.rejects(agent.check({ revision: 1, instances: [] }, ANY_TIME), isUnavailable)
      await assert.rejects(agent.watch(ANY_TIME)[Symbol.asyncIterator]().next(), isUnavailable)
    } finally {
      agent.close()
    }
  })

  it('is found again when it is back, and needs to be sent everything', async () => {
    const access = accesses.find(({ name }) => name === 'over its socket')
    assert(access !== undefined)
    const world = await World.create(access)
    try {
      const backend = await startBackend({ name: 's0' })
      world.owns(() => backend.close())
      await world.apply(world.config(1, [serverAt(backend)]))
      const reports = world.watch()
      await waitFor('the first report', () => (reports.count > 0 ? true : null))
      await world.stop()
      await reports.ended()
      await world.start()
      const config = world.config(2, [serverAt(backend, { weight: 20 })])
      await waitFor('the agent to be reached', async () =>
        (await world.agent.apply(config, ANY_TIME)).kind === 'applied' ? true : null,
      )
      // The same content again, and the first: either side may think that the other has it.
      await world.apply({ ...config, revision: 3 })
      await world.apply(world.config(4, [serverAt(backend)]))
    } finally {
      await world.close()
    }
  })
})

function isUnavailable(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'unavailable'
}
