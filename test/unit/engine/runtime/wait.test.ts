import assert from 'node:assert/strict'
import { createBackoff, pause, poll } from '../../../../src/engine/runtime/index.ts'

const limits = { firstMs: 1, maxMs: 4 }

describe('Waiting', () => {
  it('backs off by doubling up to its limit, and starts again after a reset', () => {
    const backoff = createBackoff({ firstMs: 10, maxMs: 50 })
    assert.deepEqual(
      Array.from({ length: 5 }, () => backoff.nextMs()),
      [10, 20, 40, 50, 50],
    )
    backoff.reset()
    assert.equal(backoff.nextMs(), 10)
  })

  it('gives the first result that is not null', async () => {
    let attempts = 0
    const attempt = async (): Promise<number | null> => (++attempts < 3 ? null : attempts)
    const result = await poll({ ...limits, attempt, deadlineMs: 1000 }, AbortSignal.timeout(5000))
    assert.equal(result, 3)
  })

  it('tries at least once, and gives null after the deadline', async () => {
    let attempts = 0
    const attempt = async (): Promise<null> => {
      attempts++
      return null
    }
    assert.equal(await poll({ ...limits, attempt, deadlineMs: 0 }, AbortSignal.timeout(5000)), null)
    assert.equal(attempts, 1)
  })

  it('stops at once when aborted', async () => {
    const controller = new AbortController()
    const attempt = async (): Promise<null> => null
    const polling = poll(
      { firstMs: 60_000, maxMs: 60_000, attempt, deadlineMs: 60_000 },
      controller.signal,
    )
    controller.abort()
    await assert.rejects(polling, { name: 'AbortError' })
    await assert.rejects(pause(60_000, controller.signal), { name: 'AbortError' })
  })
})
