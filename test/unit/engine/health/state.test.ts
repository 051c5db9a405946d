import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Health, ProbeResult } from '../../../../src/engine/health/contract.ts'
import { afterProbe, initialHealth } from '../../../../src/engine/health/state.ts'

const thresholds = { unhealthyThreshold: 3, healthyThreshold: 2 }

/** `+` is a success, `-` a failure, `?` a probe that could not be sent; one each millisecond. */
function check(
  results: string,
  expected: Partial<Health>,
  limits: typeof thresholds = thresholds,
): void {
  const health = run(results, limits)
  assert.deepEqual({ ...health, ...expected }, health, JSON.stringify(health))
}

function run(results: string, limits = thresholds): Health {
  return [...results].reduce(
    (health, mark, at) =>
      afterProbe({ health, result: toResult(mark), thresholds: limits, nowMs: at + 1 }),
    initialHealth(0),
  )
}

function toResult(mark: string): ProbeResult {
  if (mark === '+') return { kind: 'success' }
  if (mark === '?') return { kind: 'unknown', cause: 'no file descriptors' }
  if (mark === 's') return { kind: 'failure', reason: 'status_mismatch' }
  return { kind: 'failure', reason: 'connect_failed' }
}

describe('health state', () => {
  const table: { title: string; results: string; expected: Partial<Health> }[] = [
    {
      title: 'is initial before any probe',
      results: '',
      expected: { state: 'initial', sinceMs: 0 },
    },
    { title: 'one success lets a new server in', results: '+', expected: { state: 'healthy' } },
    {
      title: 'one failure keeps it out',
      results: '-',
      expected: { state: 'initial', reason: null },
    },
    {
      title: 'a late success lets it in',
      results: '--+',
      expected: { state: 'healthy', sinceMs: 3 },
    },
    {
      title: 'enough failures make a new server unhealthy',
      results: '---',
      expected: { state: 'unhealthy', reason: 'connect_failed', sinceMs: 3 },
    },
    { title: 'fewer failures change nothing', results: '+--', expected: { state: 'healthy' } },
    { title: 'a success begins the row anew', results: '+--+--', expected: { state: 'healthy' } },
    {
      title: 'a healthy server becomes unhealthy at the threshold',
      results: '+---',
      expected: { state: 'unhealthy', sinceMs: 4, failures: 3 },
    },
    { title: 'one success is not recovery', results: '---+', expected: { state: 'unhealthy' } },
    {
      title: 'the reason stays while it recovers',
      results: '---+',
      expected: { reason: 'connect_failed', successes: 1, failures: 0 },
    },
    {
      title: 'enough successes are',
      results: '---++',
      expected: { state: 'healthy', reason: null, sinceMs: 5 },
    },
    {
      title: 'a failure begins recovery anew',
      results: '---+-+',
      expected: { state: 'unhealthy' },
    },
    {
      title: 'the reason is that of the latest failure, the state keeps its time',
      results: '---s',
      expected: { reason: 'status_mismatch', sinceMs: 3 },
    },
    {
      title: 'a probe that could not be sent is no verdict',
      results: '+--????',
      expected: { state: 'healthy', failures: 2 },
    },
  ]
  for (const { title, results, expected } of table) it(title, () => check(results, expected))

  it('changes at once when the thresholds are 1', () => {
    const one = { unhealthyThreshold: 1, healthyThreshold: 1 }
    check('-', { state: 'unhealthy' }, one)
    check('-+', { state: 'healthy' }, one)
  })

  it('R24: the state follows from the latest rows alone', () => {
    const marks = fc.string({ unit: fc.constantFrom('+', '-', '?'), maxLength: 40 })
    const limits = fc.record({
      unhealthyThreshold: fc.integer({ min: 1, max: 5 }),
      healthyThreshold: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(marks, limits, (results, chosen) => {
        assert.equal(run(results, chosen).state, byHand(results.replaceAll('?', ''), chosen))
      }),
    )
  })

  it('never has successes and failures in a row at the same time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('+', '-'), maxLength: 20 }), (results) => {
        const { successes, failures } = run(results)
        assert(successes === 0 || failures === 0)
      }),
    )
  })
})

/** The same rule told in another way: which event came last. */
function byHand(results: string, limits: typeof thresholds): string {
  let state = 'initial'
  for (let end = 1; end <= results.length; end++) {
    const past = results.slice(0, end)
    if (past.endsWith('-'.repeat(limits.unhealthyThreshold))) state = 'unhealthy'
    else if (state === 'initial' && past.endsWith('+')) state = 'healthy'
    else if (state === 'unhealthy' && past.endsWith('+'.repeat(limits.healthyThreshold))) {
      state = 'healthy'
    }
  }
  return state
}
