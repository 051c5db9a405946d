import assert from 'node:assert/strict'
import { parseDurationMs, ProviderError } from '../../../../src/provider/index.ts'
import { bounded } from '../../../../src/provider/server/bounded.ts'
import { PrivateState } from '../../../../src/provider/server/private-state.ts'

const forever = () => new Promise<never>(() => undefined)

describe('limits of what a provider does', () => {
  it('durations are read as Terraform users write them', () => {
    const cases: readonly (readonly [string, number | null])[] = [
      ['90s', 90_000],
      ['10m', 600_000],
      ['1h30m', 5_400_000],
      ['1.5s', 1_500],
      ['20ms', 20],
      ['0s', null],
      ['10', null],
      ['-1s', null],
      ['1d', null],
      ['', null],
      ['9999h', null],
    ]
    for (const [text, expected] of cases) assert.equal(parseDurationMs(text), expected, text)
  })
  it('work that does not care about its signal is left behind', async () => {
    const bounds = { limitMs: 5, graceMs: 5, signals: [], what: 'creating x_y' }
    await assert.rejects(bounded(bounds, forever), /Giving up creating x_y after 0.005 s/)
  })
  it('a caller who has gone ends the work too', async () => {
    const caller = new AbortController()
    const bounds = { limitMs: 60_000, graceMs: 1, signals: [caller.signal], what: 'reading x_y' }
    const work = bounded(bounds, forever)
    caller.abort()
    await assert.rejects(work, /Terraform has gone while reading x_y/)
  })
  it('what the work itself says about its end is kept', async () => {
    const bounds = { limitMs: 5, signals: [], what: 'creating x_y' }
    const work = bounded(bounds, async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      throw new ProviderError({ summary: 'Half done', detail: 'Two of three.' })
    })
    await assert.rejects(work, /Half done: Two of three/)
  })
})

describe('private state', () => {
  it('comes back as it was kept, and costs nothing when there is none', () => {
    const state = new PrivateState()
    assert.equal(state.toBytes().length, 0)
    state.set('key', [1, { a: null }])
    state.set('gone', 1)
    state.delete('gone')
    const again = new PrivateState(state.toBytes())
    assert.deepEqual(again.get('key'), [1, { a: null }])
    assert.equal(again.get('gone'), undefined)
  })
  it('of another framework counts as none', () => {
    const foreign = new PrivateState(Buffer.from('not json'))
    assert.equal(foreign.toBytes().length, 0)
  })
})
