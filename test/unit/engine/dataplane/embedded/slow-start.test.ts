/** Who starts slowly, and what its weight is meanwhile. */

import assert from 'node:assert/strict'
import { SlowStart } from '../../../../../src/engine/dataplane/embedded/slow-start.ts'
import { Wheel } from '../../../../../src/engine/dataplane/embedded/path/timers.ts'
import { waitFor } from '../../../../support/wait.ts'

const DURATION_MS = 400

describe('a slow start', () => {
  const wheel = new Wheel()
  after(() => wheel.close())

  function create(durationMs: number) {
    const steps: string[][] = []
    const news: string[] = []
    const slowStart = new SlowStart(wheel, {
      onStep: (ids) => steps.push([...ids]),
      onWarming: (id, isWarming) => news.push(`${id} ${isWarming}`),
    })
    slowStart.durationMs = durationMs
    return { slowStart, steps, news }
  }

  it('is for those that join others which are long up, and ends with the full weight', async () => {
    const { slowStart, steps, news } = create(DURATION_MS)
    slowStart.up(['a', 'b'])
    slowStart.up(['c'])
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => slowStart.weightOf(id, 10)),
      [10, 10, 10],
    )
    const sinceMs = performance.now()
    await waitFor('time to pass', () => performance.now() - sinceMs > DURATION_MS || null)
    slowStart.up(['a', 'd', 'e'])
    assert.equal(slowStart.weightOf('a', 10), 10)
    assert(slowStart.weightOf('d', 10) < 10)
    assert.deepEqual([slowStart.weightOf('d', 1), slowStart.weightOf('d', 0)], [1, 0])
    slowStart.down('e')
    assert.equal(slowStart.isUp('e'), false)
    await waitFor('the end', () => slowStart.weightOf('d', 100) === 100 || null)
    assert(steps.every((ids) => ids.join() === 'd'))
    await waitFor('the news of it', () => news.length === 4 || null)
    assert.deepEqual(news, ['d true', 'e true', 'e false', 'd false'])
  })

  it('is for nobody when it takes no time', () => {
    const { slowStart } = create(0)
    slowStart.up(['a'])
    slowStart.up(['b'])
    assert.equal(slowStart.weightOf('b', 10), 10)
  })
})
