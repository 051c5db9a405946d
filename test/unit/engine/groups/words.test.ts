import assert from 'node:assert/strict'
import { LAUNCH_REMEDY, toCrashRemedy } from '../../../../src/engine/groups/words.ts'

describe('what to do about instances that keep ending', () => {
  const check = (output: string, hasPort: boolean): string => {
    const lastEnd = { how: 'ended with code 1', output }
    return toCrashRemedy({ memory: { lastEnd }, hasPort })
  }

  it('is to give the group a port, for programs that miss one', () => {
    assert.match(check("KeyError: 'PORT'", false), /give the group its `port`/)
  })

  it('is to look at what they wrote otherwise', () => {
    assert.equal(check("KeyError: 'PORT'", true), LAUNCH_REMEDY)
    assert.equal(check('EXPORT failed', false), LAUNCH_REMEDY)
  })
})
