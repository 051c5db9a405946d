import assert from 'node:assert/strict'
import { Pulse } from '../../../../src/engine/client/pulse.ts'
import { waitFor } from '../../../support/wait.ts'

const limits = { intervalMs: 5, answerMs: 20, silenceMs: 60_000 }

/** A pulse of an engine that answers as long as `isAlive` says so; how often it was asked. */
function createPulse(isAlive: () => boolean) {
  let asked = 0
  const ask = (signal: AbortSignal): Promise<void> => {
    asked += 1
    if (isAlive()) return Promise.resolve()
    const { promise, reject } = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    return promise
  }
  return { pulse: new Pulse({ where: 'there', ask, limits }), asked: () => asked }
}

const forever = (): Promise<never> => new Promise(() => {})

describe('the pulse of an engine', () => {
  it('gives what a call gives, and asks nothing when it is quick', async () => {
    const { pulse, asked } = createPulse(() => false)
    assert.equal(await pulse.during(async () => 7), 7)
    await assert.rejects(
      pulse.during(async () => {
        throw new Error('own')
      }),
      /own/,
    )
    assert.equal(asked(), 0)
  })

  it('lets a call take its time while the engine answers', async () => {
    const { pulse, asked } = createPulse(() => true)
    const { promise, resolve } = Promise.withResolvers<string>()
    const call = pulse.during(() => promise)
    await waitFor('several questions', () => (asked() > 3 ? true : null))
    resolve('late')
    assert.equal(await call, 'late')
  })

  it('ends all calls when it says nothing, and those after them at once', async () => {
    const { pulse, asked } = createPulse(() => false)
    const calls = await Promise.allSettled([pulse.during(forever), pulse.during(forever)])
    for (const call of calls) {
      assert.equal(call.status, 'rejected')
      assert.match(String(call.reason), /The engine at there .* it hangs/)
    }
    assert.equal(asked(), 1)
    await assert.rejects(pulse.during(forever), { code: 'deadline_exceeded' })
    assert.equal(asked(), 1)
  })
})
