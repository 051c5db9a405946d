import assert from 'node:assert/strict'
import type { EngineEvent } from '../../../src/engine/client/contract.ts'
import { toFilter } from '../../../src/cli/commands/events.ts'
import { toEventLine } from '../../../src/cli/render/event.ts'
import { chooseStyle, colourStyle, plainStyle } from '../../../src/cli/render/style.ts'

const event: EngineEvent = {
  sequence: 1,
  atMs: Date.UTC(2026, 10, 22),
  type: 'created',
  kind: 'instance',
  objectId: 'lb-1',
  objectName: 'web',
  owner: 'default',
  message: 'in local-a',
}

describe('The line of an event', () => {
  const cases: readonly { name: string; input: Partial<EngineEvent>; expected: string }[] = [
    {
      name: 'has time, step, object and message',
      input: {},
      expected: '2026-11-22 00:00:00.000Z  created           instance web lb-1  in local-a',
    },
    {
      name: 'does without the name that some objects lack',
      input: { objectName: '' },
      expected: '2026-11-22 00:00:00.000Z  created           instance lb-1  in local-a',
    },
    {
      name: 'does without an object for what the engine did itself',
      input: { type: 'agent_connected', kind: '', objectId: '', objectName: '', message: 'pid 7' },
      expected: '2026-11-22 00:00:00.000Z  agent_connected   pid 7',
    },
    {
      name: 'is one line, and no command to a terminal, whatever the message has',
      input: { message: 'by \u001b[2J\n2026 x' },
      expected:
        '2026-11-22 00:00:00.000Z  created           instance web lb-1  by \\u001b[2J\\u000a2026 x',
    },
  ]
  for (const { name, input, expected } of cases) {
    it(name, () => {
      assert.equal(toEventLine({ ...event, ...input }, plainStyle), expected)
    })
  }
})

describe('Colour', () => {
  const cases: readonly { name: string; isTerminal: boolean; environment: object; on: boolean }[] =
    [
      { name: 'is for terminals', isTerminal: true, environment: {}, on: true },
      { name: 'is not for files and pipes', isTerminal: false, environment: {}, on: false },
      { name: 'is off with NO_COLOR', isTerminal: true, environment: { NO_COLOR: '1' }, on: false },
      {
        name: 'an empty NO_COLOR does not count',
        isTerminal: true,
        environment: { NO_COLOR: '' },
        on: true,
      },
      {
        name: 'is off on a dumb terminal',
        isTerminal: true,
        environment: { TERM: 'dumb' },
        on: false,
      },
    ]
  for (const { name, isTerminal, environment, on } of cases) {
    it(name, () => {
      assert.equal(chooseStyle(isTerminal, { ...environment }), on ? colourStyle : plainStyle)
    })
  }
})

describe('Events that are asked for', () => {
  const check = (asked: Readonly<Record<string, string>>, expected: boolean): void => {
    const isWanted = toFilter({ text: (name) => asked[name] ?? null })
    assert.equal(isWanted(event), expected, JSON.stringify(asked))
  }
  it('are of kinds, steps and a time', () => {
    check({}, true)
    check({ kind: 'listener,instance' }, true)
    check({ kind: 'listener' }, false)
    check({ type: 'created' }, true)
    check({ type: 'deleted' }, false)
    check({ since: '2026-11-22' }, true)
    check({ since: '2026-11-23' }, false)
    check({ kind: 'engine' }, false)
    assert.throws(() => check({ kind: 'listner' }, false), /--kind is of .*listener.*"listner"/)
    assert.throws(() => check({ type: 'created,up' }, false), /--type is of .*target_up.*"up"/)
    assert.throws(() => check({ since: 'once' }, false), /is no time: 10m/)
  })
})
