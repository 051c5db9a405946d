import assert from 'node:assert/strict'
import type { Call } from '../../../src/cli/command.ts'
import { plainStyle } from '../../../src/cli/render/style.ts'
import { watch } from '../../../src/cli/watch.ts'
import type { View } from '../../../src/cli/watch.ts'
import { EngineError } from '../../../src/engine/errors.ts'

/** Looks at one view after the other, is interrupted, and gives what was shown. */
async function check(views: readonly (View | Error)[], isTerminal: boolean) {
  const interrupt = new AbortController()
  const shown: string[] = []
  const screen = {
    ...{ columns: 80, rows: 24 },
    draw: (lines: readonly string[]) => void shown.push(`drawn ${lines.join('|')}`),
    close: () => void shown.push('closed'),
  }
  const call: Call = {
    ...{ words: [], flag: () => false, text: () => null, environment: {} },
    signal: interrupt.signal,
    terminal: {
      write: (line) => void shown.push(line),
      note: (line) => assert.fail(line),
      style: plainStyle,
      screen: isTerminal ? screen : null,
    },
  }
  const waiting = [...views]
  const look = async (): Promise<View> => {
    const next = waiting.shift()
    if (waiting.length === 0) interrupt.abort()
    if (next === undefined || next instanceof Error) throw next ?? new Error('nothing left')
    return next
  }
  assert.equal(await watch(call, { everyMs: 1, look }), 0)
  return shown
}

const away = new EngineError({ code: 'unavailable', message: 'It is away' })

describe('Watching', () => {
  it('redraws on a terminal, and leaves it as it was', async () => {
    const views = ['a', 'a', 'b'].map((text) => ({ lines: [text], gist: text }))
    assert.deepEqual(await check(views, true), ['drawn a', 'drawn a', 'drawn b', 'closed'])
  })

  it('writes elsewhere, and only what is news', async () => {
    const views = ['a', 'a', 'b'].map((text, at) => ({ lines: [`${text}${at}`], gist: text }))
    assert.deepEqual(await check(views, false), ['a0', 'b2'])
  })

  it('outlives an engine that is away for a while', async () => {
    const view = { lines: ['back'], gist: 'back' }
    assert.deepEqual(await check([away, away, view], false), [
      'lb: It is away (unavailable)',
      '    Asking again.',
      'back',
    ])
  })

  it('ends with an error that will not pass', async () => {
    const wrong = new EngineError({ code: 'not_found', message: 'No such thing' })
    await assert.rejects(check([wrong, { lines: [], gist: '' }], false), /No such thing/)
  })
})
