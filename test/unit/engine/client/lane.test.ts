/** Both ends of many transactions over one call, on a unix socket, with no engine behind them. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { connect, implement, listen, RpcError } from '../../../../src/rpc/index.ts'
import type { Input } from '../../../../src/rpc/index.ts'
import type { wire } from '../../../../src/engine/client/index.ts'
import { engineService } from '../../../../src/engine/client/index.ts'
import { Lane } from '../../../../src/engine/client/lane.ts'
import { answerMany } from '../../../../src/engine/control/service-lane.ts'
import type { LaneEnd } from '../../../../src/engine/control/service-lane.ts'
import { waitFor } from '../../../support/wait.ts'

const limits = { signal: new AbortController().signal, deadlineMs: 60_000 }

/** A creation of this name; its spec has `bytes`. */
const toRequest = (name: string, bytes = 2): Input<wire.TransactRequest> => ({
  operations: [{ put: { kind: 'server_group', name, spec: Buffer.alloc(bytes) } }],
})

const nameIn = ({ operations }: wire.TransactRequest): string => operations[0]?.put?.name ?? ''
const nameOf = ({ objects }: wire.TransactReply): string => objects[0]?.name ?? ''
const toReply = (name: string): Input<wire.TransactReply> => ({ objects: [{ name }] })

type Transact = (name: string, signal: AbortSignal) => Promise<Input<wire.TransactReply>>

/** A lane, and what its far side has seen. */
async function open(transact: Transact) {
  const directory = await mkdtemp(join(tmpdir(), 'lane-'))
  const seen = { calls: 0, alone: 0, faults: 0, ended: [] as string[] }
  const end: LaneEnd = {
    transact: (request, { signal }) => transact(nameIn(request), signal),
    onFault: () => (seen.faults += 1),
    onCall: () => (code) => seen.ended.push(code),
  }
  const implementation = implement(engineService, {
    transact: async (request) => {
      seen.alone += 1
      return toReply(nameIn(request))
    },
    transactMany: (requests, call) => {
      seen.calls += 1
      return answerMany(end, requests, call)
    },
  })
  const address = { path: join(directory, 's') }
  const serve = () =>
    listen({
      ...{ address, implementations: [implementation], maxRequestBytes: Infinity },
      onFault: () => (seen.faults += 1),
    })
  const channel = await connect({ address })
  let server = await serve()
  return {
    lane: new Lane(channel.client(engineService)),
    seen,
    restart: async () => {
      await server.close(0)
      server = await serve()
    },
    [Symbol.asyncDispose]: async () => {
      channel.close()
      await server.close(0)
      await rm(directory, { recursive: true })
    },
  }
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  delay(60_000, undefined, { signal, ref: false }).then(() => assert.fail('nobody aborted it'))

/** What of a failure reaches its caller. */
function toParts(error: unknown): readonly string[] {
  assert.ok(error instanceof RpcError)
  const { code, message, details = '' } = error
  return [code, message, String(details)]
}

const outcomes = {
  answered: async (name: string) => toReply(name),
  refused: async (name: string) => {
    throw new RpcError({ code: 'ABORTED', message: name, details: Buffer.from(name) })
  },
  broken: async (name: string) => {
    throw new TypeError(name)
  },
}

type Outcome = keyof typeof outcomes

describe('many transactions over one call', () => {
  it('are answered as if each had been a call of its own, whatever becomes of the others', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            outcome: fc.constantFrom<Outcome>('answered', 'refused', 'broken'),
            turns: fc.nat(3),
          }),
          { maxLength: 40 },
        ),
        async (plan) => {
          await using far = await open(async (name) => {
            const { outcome = 'broken', turns = 0 } = plan[Number(name)] ?? {}
            for (let turn = 0; turn < turns; turn++) await delay(0)
            return outcomes[outcome](name)
          })
          const told = await Promise.all(
            plan.map((_, index) =>
              far.lane.transact(toRequest(String(index)), limits).then(nameOf, toParts),
            ),
          )
          const wanted = plan.map(({ outcome }, index) => {
            const text = String(index)
            if (outcome === 'answered') return text
            return outcome === 'refused' ? ['ABORTED', text, text] : ['INTERNAL', text, '']
          })
          assert.deepEqual(told, wanted)
          const broken = plan.filter(({ outcome }) => outcome === 'broken').length
          assert.equal(far.seen.faults, broken)
          assert.equal(far.seen.ended.length, plan.length)
          assert.equal(far.seen.calls, plan.length === 0 ? 0 : 1)
        },
      ),
      { numRuns: 25 },
    ))

  it('end one by one: who leaves takes nobody along', async () => {
    const aborted: string[] = []
    await using far = await open(async (name, signal) => {
      if (name === 'stays') return toReply(name)
      signal.addEventListener('abort', () => aborted.push(name))
      return untilAborted(signal)
    })
    const leaving = new AbortController()
    const left = far.lane.transact(toRequest('leaves'), { ...limits, signal: leaving.signal })
    assert.equal(nameOf(await far.lane.transact(toRequest('stays'), limits)), 'stays')
    leaving.abort()
    await assert.rejects(left, { code: 'CANCELLED' })
    await waitFor('the far side to hear of it', () => (aborted.length > 0 ? true : null))
    assert.deepEqual(aborted, ['leaves'])
    assert.equal(nameOf(await far.lane.transact(toRequest('stays'), limits)), 'stays')
    assert.equal(far.seen.faults, 0)
  })

  it('have a deadline each', async () => {
    await using far = await open((_name, signal) => untilAborted(signal))
    const late = far.lane.transact(toRequest('late'), { ...limits, deadlineMs: 5 })
    await assert.rejects(late, { code: 'DEADLINE_EXCEEDED' })
    await waitFor('the far side to give it up', () => (far.seen.ended.length > 0 ? true : null))
    assert.deepEqual(far.seen.ended, ['CANCELLED'])
  })

  it('fail together when the engine dies, and the next begins another call', async () => {
    await using far = await open((name, signal) =>
      name === 'next' ? Promise.resolve(toReply(name)) : untilAborted(signal),
    )
    const waiting = ['one', 'two'].map((name) => far.lane.transact(toRequest(name), limits))
    const failed = Promise.allSettled(waiting)
    await waitFor('the call to begin', () => (far.seen.calls > 0 ? true : null))
    await far.restart()
    for (const one of await failed) {
      assert.equal(one.status, 'rejected')
      assert.ok(one.reason instanceof RpcError && one.reason.details === undefined)
      assert.ok(['UNAVAILABLE', 'CANCELLED'].includes(one.reason.code), one.reason.code)
    }
    const next = () => far.lane.transact(toRequest('next'), limits)
    assert.equal(await waitFor('an answer', () => next().then(nameOf, () => null)), 'next')
  })

  it('use another call after the engine said that it is not to be had', async () => {
    await using far = await open(async (name) => {
      if (name === 'next') return toReply(name)
      throw new RpcError({ code: 'UNAVAILABLE', message: 'stopping' })
    })
    await assert.rejects(far.lane.transact(toRequest('first'), limits), { message: 'stopping' })
    await far.lane.transact(toRequest('next'), limits)
    assert.equal(far.seen.calls, 2)
  })

  it('leave no call open when nobody waits', async () => {
    await using far = await open(outcomes.answered)
    await far.lane.transact(toRequest('one'), limits)
    await far.lane.transact(toRequest('two'), limits)
    assert.equal(far.seen.calls, 1)
    await waitFor('a call of its own', async () => {
      await delay(150)
      await far.lane.transact(toRequest('later'), limits)
      return far.seen.calls > 1 ? true : null
    })
  })

  it('are without those that are large, which go alone', async () => {
    await using far = await open(outcomes.answered)
    await far.lane.transact(toRequest('large', 1024 * 1024), limits)
    assert.deepEqual([far.seen.alone, far.seen.calls], [1, 0])
  })

  it('are not begun any more once their caller may not go on', async () => {
    const leaving = new AbortController()
    const begun: number[] = []
    const end: LaneEnd = {
      transact: async () => {
        begun.push(begun.length)
        return { objects: [] }
      },
      onFault: () => assert.fail('nothing fails'),
      onCall: () => () => {},
    }
    const requests = async function* () {
      yield { number: 1, request: { operations: [] } }
      leaving.abort(new RpcError({ code: 'UNAUTHENTICATED', message: 'revoked' }))
      yield { number: 2, request: { operations: [] } }
    }
    const call = { signal: leaving.signal, deadlineAtMs: Infinity, metadata: new Map() }
    const answers = answerMany(end, requests(), { ...call, path: '', caller: null })
    await assert.rejects(Array.fromAsync(answers), { code: 'UNAUTHENTICATED' })
    await delay(0)
    assert.deepEqual(begun, [0])
  })

  it('are not read further while very many answers are owed', async () => {
    let begun = 0
    const end: LaneEnd = {
      transact: async () => {
        begun += 1
        return { objects: [] }
      },
      onFault: () => assert.fail('nothing fails'),
      onCall: () => () => {},
    }
    const requests = async function* () {
      for (let number = 1; number <= 3_000; number++) yield { number, request: { operations: [] } }
    }
    const call = { signal: limits.signal, deadlineAtMs: Infinity, metadata: new Map() }
    const answers = answerMany(end, requests(), { ...call, path: '', caller: null })
    await answers.next()
    await delay(0)
    await delay(0)
    assert.ok(begun <= 2_000, `${begun} begun`)
    let answered = 1
    for await (const _ of answers) answered += 1
    assert.equal(answered, 3_000)
  })
})
