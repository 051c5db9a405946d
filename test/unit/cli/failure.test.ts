import assert from 'node:assert/strict'
import { UsageError } from '../../../src/cli/command.ts'
import { toFailureLines } from '../../../src/cli/render/failure.ts'
import { EngineError } from '../../../src/engine/errors.ts'

describe('An error on the command line', () => {
  it('says what happened with its code, then what to do', () => {
    const error = new EngineError({
      code: 'unavailable',
      message: 'No engine is running',
      remedy: 'Start it.',
    })
    assert.deepEqual(toFailureLines(error), [
      'lb: No engine is running (unavailable)',
      '    Start it.',
    ])
  })

  it('lists every problem at its place, and every user of a thing in use', () => {
    const error = new EngineError({
      code: 'in_use',
      message: 'Refused',
      problems: [
        { code: 'in_use', objectId: 'sgr-1', path: ['servers', 2], message: 'Taken.' },
        { code: 'in_use', objectId: null, path: [], message: 'Whole.' },
      ],
      referrers: [{ kind: 'backend_service', id: 'bes-1', name: 'web', owner: 'shop' }],
    })
    assert.deepEqual(toFailureLines(error), [
      'lb: Refused (in_use)',
      '    sgr-1: servers[2]: Taken.',
      '    Whole.',
      '    used by backend service web bes-1 of shop',
    ])
  })

  it('points to the help when the command line was not understood', () => {
    assert.deepEqual(toFailureLines(new UsageError('No command "x".')), [
      'lb: No command "x".',
      '    See `lb help`.',
    ])
  })

  it('points to the help of the command that was not understood', () => {
    const [, known] = toFailureLines(new UsageError('Unknown.', ['token', 'create']))
    assert.equal(known, '    See `lb help token create`.')
    const [, running] = toFailureLines(new UsageError('Wrong.'), ['drain'])
    assert.equal(running, '    See `lb help drain`.')
  })

  it('tells a problem once, in the words of a configuration', () => {
    const path = ['healthCheck', 'timeoutMs']
    const problem = { code: 'invalid_argument', objectId: 'bes-1', path, message: 'Too short.' }
    const first = {
      code: 'invalid_argument',
      message: 'Refused at health_check.timeout_ms: Too short.',
    } as const
    assert.deepEqual(toFailureLines(new EngineError({ ...first, problems: [problem] })), [
      `lb: ${first.message} (invalid_argument)`,
    ])
    const two = [problem, { ...problem, message: 'Too long.' }]
    const lines = toFailureLines(new EngineError({ ...first, problems: two }))
    assert.equal(lines[2], '    bes-1: health_check.timeout_ms: Too long.')
  })

  it('calls a bug a bug, with its stack', () => {
    const [first = '', second = ''] = toFailureLines(new TypeError('x is not a function'))
    assert.equal(first, 'lb: a bug in lb: TypeError: x is not a function')
    assert.match(second, /^ +at /)
  })
})
