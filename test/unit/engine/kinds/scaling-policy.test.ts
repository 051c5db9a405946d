/** Scaling policies and the times of schedules as declared things (R32). */

import assert from 'node:assert/strict'
import {
  availabilityGroup,
  isProblems,
  latestBetween,
  toRecurrence,
} from '../../../../src/engine/kinds/index.ts'

const target = { type: 'target', metric: 'cpu', target: 50 }
const step = {
  ...{ type: 'step', metric: 'cpu', threshold: 50, comparison: '>' },
  steps: [{ lowerBound: 0, adjustment: 1 }],
}
const schedule = { type: 'schedule', recurrence: '0 8 * * *', timeZone: 'UTC', capacity: 3 }

function pathsOf(changes: object): readonly string[] {
  const spec = availabilityGroup.parse({
    ...{ availabilityZones: ['local-a'], minSize: 0, maxSize: 5 },
    launch: { driver: 'process', process: { command: ['serve'] } },
    ...changes,
  })
  return isProblems(spec) ? spec.map(({ path }) => path.join('.')) : []
}

describe('scaling policies', () => {
  it('of each type are accepted', () => {
    assert.deepEqual(pathsOf({ scalingPolicies: [target, step, schedule] }), [])
  })

  const cases: readonly [string, object, string][] = [
    ['a target without a value', { ...target, target: null }, 'target'],
    ['a target of 0', { ...target, target: 0 }, 'target'],
    ['a target with the time of a schedule', { ...target, timeZone: 'UTC' }, 'timeZone'],
    ['a metric that there is not', { ...target, metric: 'temperature' }, 'metric'],
    ['a step without steps', { ...step, steps: [] }, 'steps'],
    ['steps that overlap', { ...step, steps: [...step.steps, ...step.steps] }, 'steps'],
    ['a schedule without a time zone', { ...schedule, timeZone: null }, 'timeZone'],
    ['a time zone that there is not', { ...schedule, timeZone: 'Moon/Sea' }, 'timeZone'],
    ['times that are no times', { ...schedule, recurrence: '61 * * * *' }, 'recurrence'],
  ]
  for (const [name, policy, field] of cases) {
    it(`${name} is refused`, () => {
      assert.deepEqual(pathsOf({ scalingPolicies: [policy] }), [`scalingPolicies.0.${field}`])
    })
  }

  it('exclude a desired capacity', () => {
    const paths = pathsOf({ scalingPolicies: [target], desiredCapacity: 2 })
    assert.deepEqual(paths, ['desiredCapacity'])
  })
})

describe('times that come again', () => {
  const cases: readonly [string, string, string, boolean][] = [
    ['*/15 * * * *', 'UTC', '2024-03-04T07:45:00Z', true],
    ['*/15 * * * *', 'UTC', '2024-03-04T07:46:00Z', false],
    ['0 8 * * 1-5', 'Europe/Berlin', '2024-03-04T07:00:00Z', true],
    ['0 8 * * 1-5', 'Europe/Berlin', '2024-03-04T08:00:00Z', false],
    ['0 8 * * 1-5', 'Europe/Berlin', '2024-07-01T06:00:00Z', true],
    ['0 8 * * 1-5', 'Europe/Berlin', '2024-03-03T07:00:00Z', false],
    ['30 22 1,15 * *', 'UTC', '2024-03-15T22:30:00Z', true],
    ['0 0 13 * 5', 'UTC', '2024-03-15T00:00:00Z', true],
    ['0 0 13 * 5', 'UTC', '2024-03-13T00:00:00Z', true],
    ['0 0 13 * 5', 'UTC', '2024-03-14T00:00:00Z', false],
    ['0 0 * * 7', 'UTC', '2024-03-03T00:00:00Z', true],
    ['5-10/5 0 * 3 *', 'UTC', '2024-03-03T00:10:00Z', true],
  ]
  for (const [text, timeZone, at, expected] of cases) {
    it(`${text} in ${timeZone} ${expected ? 'has' : 'has not'} ${at}`, () => {
      const recurrence = toRecurrence(text)
      assert.ok(recurrence !== null)
      const untilMs = Date.parse(at)
      const span = { afterMs: untilMs - 60_000, untilMs }
      const found = latestBetween({ recurrence, timeZone }, span)
      assert.equal(found, expected ? untilMs : null)
    })
  }

  for (const text of ['', '* * * *', '* * * * * *', 'a * * * *', '5-1 * * * *', '*/0 * * * *']) {
    it(`"${text}" is none`, () => assert.equal(toRecurrence(text), null))
  }
})
