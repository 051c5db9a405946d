import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHealth, writeHealth } from '../../../../src/engine/agent/known-health.ts'
import { HEALTH_KEPT_MS } from '../../../../src/engine/agent/limits.ts'
import type { Health } from '../../../../src/engine/health/index.ts'

const unhealthy: Health = {
  state: 'unhealthy',
  reason: 'connect_failed',
  successes: 0,
  failures: 3,
  sinceMs: 500,
}

describe('health kept over a restart', () => {
  let path = ''

  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'lb-health-')), 'health.json')
  })

  afterEach(() => rm(join(path, '..'), { recursive: true }))

  it('names the ailing, and all others were healthy', async () => {
    const ailing = [{ poolId: 'p', endpointId: 'a', health: unhealthy }]
    await writeHealth(path, { savedMs: 1000, ailing })
    const known = await readHealth(path, 1000 + HEALTH_KEPT_MS)
    assert.deepEqual(known('p', 'a'), unhealthy)
    assert.equal(known('p', 'b')?.state, 'healthy')
  })

  it('is not known any more after a while', async () => {
    await writeHealth(path, { savedMs: 1000, ailing: [] })
    const known = await readHealth(path, 1001 + HEALTH_KEPT_MS)
    assert.equal(known('p', 'a'), undefined)
  })

  for (const text of ['', 'nonsense', 'null', '{}', '{"savedMs":1,"ailing":[1]}', '{"savedMs":1']) {
    it(`is not known from a file that says ${JSON.stringify(text)}`, async () => {
      await writeFile(path, text)
      assert.equal((await readHealth(path, 1))('p', 'a'), undefined)
    })
  }

  it('is not known without a file', async () => {
    assert.equal((await readHealth(path, 1))('p', 'a'), undefined)
  })
})
