/** What is to be done next for a group, from what is true of it now. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide, isSettled } from '../../../../src/engine/groups/decide.ts'
import type {
  Condition,
  Decision,
  GroupState,
  InstanceState,
} from '../../../../src/engine/groups/decide.ts'

/**
 * A group in words: each instance as zone, rack and what is special: `!` crash looping, `?`
 * starting, `-` down, `r` running without traffic, `~` of an earlier launch; else it is ready and
 * of today’s. Older ones come first.
 */
const cases: readonly [name: string, size: number, before: string, expected: string][] = [
  ['an empty group is filled as a batch', 4, '', '+a0 +b0 +c0 +a1'],
  ['the size is reached: nothing is done', 3, 'a0 b0 c0', ''],
  ['a group of none has none', 0, '', ''],
  ['missing instances fill the emptiest places', 5, 'a0 b0 c0', '+a1 +b1'],
  ['one that is down is started', 2, 'a0 b0-', '^b0'],
  ['one that has just failed is not started yet', 2, 'a0 b0-w', ''],
  ['one that is starting is waited for', 2, 'a0 b0?', ''],
  ['surplus goes by the removal policy', 2, 'a0 b0 c0 a1', '-a1 -c0'],
  ['of a surplus those that cannot start go first', 3, 'a0! b0 c0 a1', '-a0'],
  ['size none: all go', 0, 'a0 b0- c0? a1!', '-a1 -b0 -c0 -a0'],
  ['of a surplus those that are not ready go first', 2, 'a0 b0 c0-w b1-w', '-b1 -c0'],
  ['no ready one goes while too few others are', 2, 'a0 b0? c0', ''],

  ['of a surplus those without traffic go before those with it', 2, 'a0r b0 c0', '-a0'],
  ['one that has just begun goes before one without traffic', 2, 'a0r b0 c0?', '-c0'],
  ['an outdated one stays while its successor has no traffic', 2, 'a0~ b0~ b0r', ''],
  ['an outdated one without traffic goes when its successor runs', 1, 'a0~r a0r', '-a0'],
  ['an outdated one is replaced by one more first', 3, 'a0~ b0~ c0~', '+c0'],
  ['an outdated one stays until its successor is ready', 3, 'a0~ b0~ c0~ c0?', ''],
  ['then it goes, and the next is on its way', 3, 'a0~ b0~ c0~ c0', '-c0 +b0'],
  ['the last outdated one is followed by nobody', 2, 'a0~ b0 a0', '-a0'],
  ['the next outdated one is replaced', 3, 'a0~ b0~ c0', '+b0'],
  ['an outdated one that is not ready goes at once', 2, 'a0 b0~- b0?', '-b0'],
  ['outdated ones that keep ending are all replaced at once', 2, 'a0~! b0~!', '-a0 -b0 +a0 +b0'],
  ['a successor that keeps ending is kept, and so are the old', 2, 'a0~ b0~ b0!', ''],
  ['an outdated one that is down is started, it still serves', 3, 'a0~ b0~- c0', '+b0 ^b0'],
  ['a successor that is outdated itself goes first', 2, 'a0 b0 b0~!', '-b0'],

  ['a zone that is not chosen any more is left by one after the other', 2, 'a0 x0', '+b0'],
  ['nobody leaves such a zone before the successor is ready', 2, 'a0 x0 b0?', ''],
  ['then it is left', 2, 'a0 x0 b0', '-x0'],
  ['a rack that is gone is left as well', 2, 'a0 b9', '+b0'],
  ['a zone with too many gives one to an empty one', 3, 'a0 a1 a0', '+b0'],
  ['then gives one up, and one to the next', 3, 'a0 a1 a0 b0', '-a0 +c0'],
  ['zones are not evened out in times of trouble', 3, 'a0 a1 a0?', ''],
]

describe('the next step of a group', () => {
  for (const [name, size, before, expected] of cases) {
    it(name, () => check({ size, before, expected }))
  }

  it('by `oldest`, age alone decides and zones are not evened out', () => {
    check({ size: 2, before: 'a0 b0 b1 b0', expected: '-a0 -b0', policy: 'oldest' })
    check({ size: 3, before: 'a0 a1 a0', expected: '', policy: 'oldest' })
  })

  it('where every place there is has one, an outdated one goes before its successor comes', () => {
    const none: GroupState['candidates'] = []
    check({ size: 2, before: 'a0~ b0~', expected: '-b0', candidates: none })
    check({ size: 2, before: 'a0~ b0?', expected: '', candidates: none })
    check({ size: 2, before: 'a0~ b0', expected: '-a0', candidates: none })
  })

  it('by `newest`, the newest of those without traffic goes first', () => {
    check({ size: 2, before: 'a0 a0r b0r', expected: '-b0', policy: 'newest' })
  })

  it('is the same in whatever order the instances come', () => {
    fc.assert(
      fc.property(groups, fc.infiniteStream(fc.nat()), (group, numbers) => {
        const keys = new Map(group.instances.map((each) => [each, numbers.next().value]))
        const instances = group.instances.toSorted(
          (a, b) => Number(keys.get(a)) - Number(keys.get(b)),
        )
        assert.deepEqual(
          new Set(decide({ ...group, instances }).remove.map(({ id }) => id)),
          new Set(decide(group).remove.map(({ id }) => id)),
        )
      }),
    )
  })

  it('from anywhere, taken again and again, leads to a settled group', () => {
    fc.assert(
      fc.property(groups, (group) => {
        const { state, steps } = run(group, () => true)
        assert.ok(isSettled(state), `not settled after ${steps} steps: ${show(state)}`)
        assert.equal(state.instances.length, group.size)
      }),
    )
  })

  it('never takes a group below its size of ready ones, nor beyond one more than it', () => {
    const ready = groups.filter(({ size, instances }) => {
      return instances.length === size && instances.every((each) => each.condition === 'ready')
    })
    fc.assert(
      fc.property(ready, (group) => {
        run(
          group,
          () => true,
          (state) => {
            const { maxSurge, maxUnavailable } = group.update
            const least = group.size - maxUnavailable
            assert.ok(state.instances.filter(isReady).length >= least, show(state))
            const most = group.size + Math.max(maxSurge, 1)
            assert.ok(state.instances.length <= most, show(state))
          },
        )
      }),
    )
  })

  it('with a launch that never works, keeps what is ready and makes nothing over and over', () => {
    fc.assert(
      fc.property(groups, (group) => {
        const least = group.size - group.update.maxUnavailable
        const kept = Math.min(group.instances.filter(isReady).length, least)
        const { state, made } = run(group, (each) => !each.id.startsWith('new'))
        assert.ok(state.instances.filter(isReady).length >= kept, show(state))
        assert.ok(made <= group.size + group.instances.length + 1, `${made} were made`)
      }),
    )
  })
})

function surge(maxSurge: number, maxUnavailable = 0): GroupState['update'] {
  return { mode: 'rolling', maxSurge, maxUnavailable }
}

const noTrouble = { isLost: false, isUnhealthy: false, isProven: true, isLate: false }

const conditions: readonly Condition[] = ['down', 'starting', 'running', 'ready']

const groups: fc.Arbitrary<GroupState> = fc
  .record({
    size: fc.integer({ min: 0, max: 6 }),
    removalPolicy: fc.constantFrom('default' as const, 'oldest' as const, 'newest' as const),
    update: fc.constantFrom(surge(1), surge(2), surge(1, 1), surge(0, 1)),
    places: fc.array(
      fc.record({
        zone: fc.constantFrom('a', 'b', 'c', 'x'),
        rack: fc.integer({ min: 0, max: 3 }),
        isCurrent: fc.boolean(),
        condition: fc.constantFrom(...conditions),
        failures: fc.integer({ min: 0, max: 6 }),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ places, ...rest }) => ({
    ...rest,
    candidates: null,
    isBlind: false,
    layout: { zones: ['a', 'b', 'c'], racksPerZone: 2 },
    instances: places.map((place, index) => ({
      ...place,
      id: `old-${index}`,
      createdMs: index,
      mayStart: true,
      ...noTrouble,
    })),
  }))

const ROUNDS_MAX = 100

/** Takes the steps until nothing changes; instances get ready, or keep ending, as `works` says. */
function run(
  group: GroupState,
  works: (instance: InstanceState) => boolean,
  look: (state: GroupState) => void = () => undefined,
): { readonly state: GroupState; readonly steps: number; readonly made: number } {
  let state = group
  let made = 0
  for (let steps = 0; steps < ROUNDS_MAX; steps++) {
    const decision = decide(state)
    const going = new Set(decision.remove.map(({ id }) => id))
    const fresh = decision.create.map((place): InstanceState => {
      made += 1
      const id = `new-${made}`
      return {
        ...place,
        id,
        createdMs: 1_000 + made,
        isCurrent: true,
        condition: 'starting',
        failures: 0,
        mayStart: true,
        ...noTrouble,
      }
    })
    const instances = [...state.instances.filter(({ id }) => !going.has(id)), ...fresh]
    look({ ...state, instances })
    const next = { ...state, instances: instances.map((each) => live(each, works(each))) }
    if (show(next) === show(state)) return { state: next, steps, made }
    state = next
  }
  return { state, steps: ROUNDS_MAX, made }
}

function live(instance: InstanceState, works: boolean): InstanceState {
  if (works) {
    const condition = instance.condition === 'down' ? 'starting' : 'ready'
    return { ...instance, condition, failures: condition === 'ready' ? 0 : instance.failures }
  }
  const failures = Math.min(instance.failures + 1, 10)
  return { ...instance, condition: 'down', failures }
}

function isReady({ condition }: InstanceState): boolean {
  return condition === 'ready'
}

interface Case {
  readonly size: number
  readonly before: string
  readonly expected: string
  readonly policy?: GroupState['removalPolicy']
  readonly update?: GroupState['update']
  readonly candidates?: GroupState['candidates']
}

function check({ size, before, expected, policy = 'default', update, candidates }: Case): void {
  const words = before === '' ? [] : before.split(' ')
  const instances = words.map((word, index) => toInstance(word, index))
  const layout = { zones: ['a', 'b', 'c'], racksPerZone: 2 }
  const decision = decide({
    ...{ size, layout, instances, removalPolicy: policy },
    ...{ update: update ?? surge(1), candidates: candidates ?? null, isBlind: false },
  })
  assert.equal(toText(decision), expected)
}

function toInstance(word: string, index: number): InstanceState {
  const has = (mark: string): boolean => word.slice(2).includes(mark)
  return {
    id: `${word.slice(0, 2)}#${index}`,
    zone: word.slice(0, 1),
    rack: Number(word.slice(1, 2)),
    createdMs: index,
    isCurrent: !has('~'),
    condition: toCondition(word.slice(2)),
    failures: has('!') ? 9 : 0,
    mayStart: !has('!') && !has('w'),
    isLost: has('x'),
    isUnhealthy: has('u'),
    isProven: !has('n'),
    isLate: false,
  }
}

function toCondition(marks: string): Condition {
  if (marks.includes('!') || marks.includes('-')) return 'down'
  if (marks.includes('?')) return 'starting'
  return marks.includes('r') ? 'running' : 'ready'
}

/** Removals as `-`, creations as `+`, starts as `^`, each with its place. */
function toText({ create, remove, start }: Decision): string {
  const words = [
    ...remove.map(({ id }) => `-${id.slice(0, 2)}`),
    ...create.map(({ zone, rack }) => `+${zone}${rack}`),
    ...start.map((id) => `^${id.slice(0, 2)}`),
  ]
  return words.join(' ')
}

function show(state: GroupState): string {
  return JSON.stringify([state.size, state.instances])
}
