import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LastGood } from '../../../../src/engine/agent/last-good.ts'
import {
  APPLIES_WAITING_MAX,
  FIRST_VERDICT_WAIT_MS,
  HEALTH_SAVE_MS,
} from '../../../../src/engine/agent/limits.ts'
import { LocalAgent } from '../../../../src/engine/agent/local.ts'
import { readHealth } from '../../../../src/engine/agent/known-health.ts'
import { EngineError } from '../../../../src/engine/errors.ts'
import type { StartProbe } from '../../../../src/engine/health/index.ts'
import { waitFor } from '../../../support/wait.ts'
import {
  configOf,
  copyOf,
  endpointOf,
  instanceOf,
  LogBook,
  ObedientPlane,
  poolOf,
  VirtualTimers,
} from './world.ts'

const never = new AbortController().signal
const one = configOf(1, [instanceOf('x')])
const two = configOf(2, [instanceOf('x'), instanceOf('y')])
const problem = { code: 'port_in_use', objectId: 'lsn-1', path: ['port'], message: 'taken' }

describe('the agent', () => {
  let directory = ''
  const open: LocalAgent[] = []

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lb-agent-'))
  })

  afterEach(async () => {
    await Promise.all(open.splice(0).map((agent) => agent.stop(0)))
    await rm(directory, { recursive: true })
  })

  /** Servers answer at once unless `startProbe` says otherwise. */
  async function start(startProbe: StartProbe = answering) {
    const plane = new ObedientPlane()
    const timers = new VirtualTimers()
    const log = new LogBook()
    const lastGood = new LastGood(directory)
    const loaded = await lastGood.load()
    const healthPath = join(directory, 'health.json')
    const agent = new LocalAgent({
      dataplane: plane,
      lastGood,
      healthPath,
      logger: log,
      timers,
      version: '1',
      startProbe: (question, report) => startProbe(question, report),
    })
    open.push(agent)
    const run = setInterval(() => timers.advance(1), 1)
    const restore = async (): Promise<void> => {
      assert.equal(loaded.kind, 'loaded')
      if (loaded.kind !== 'loaded') return
      await agent.restore(loaded.config, await readHealth(healthPath, timers.nowMs()))
    }
    void agent.whenStopped.then(() => clearInterval(run))
    return { agent, plane, timers, log, healthPath, restore }
  }

  const answering: StartProbe = (_question, report) => {
    const timer = setImmediate(() => report({ kind: 'success' }))
    return () => clearImmediate(timer)
  }

  const hanging: StartProbe = () => () => {}

  it('applies: endpoints that answer have traffic at once, and the disk has it', async () => {
    const { agent, plane } = await start()
    assert.deepEqual(await agent.apply(one, never), { kind: 'applied', revision: 1 })
    assert.deepEqual(plane.served, one)
    assert.deepEqual([...plane.conditions], [['x-pool/a', 'up']])
    assert.equal((await agent.info()).revision, 1)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: one })
  })

  it('does not wait for endpoints that do not answer for longer than it may', async () => {
    const { agent, plane, timers } = await start(hanging)
    const startMs = timers.nowMs()
    assert.equal((await agent.apply(one, never)).kind, 'applied')
    assert(timers.nowMs() - startMs >= FIRST_VERDICT_WAIT_MS)
    assert.deepEqual([...plane.conditions], [['x-pool/a', 'down']])
  })

  it('answers what is served already without asking the data plane', async () => {
    const { agent, plane } = await start()
    await agent.apply(one, never)
    plane.onApply = () => assert.fail('asked')
    assert.deepEqual(await agent.apply(copyOf(one), never), { kind: 'applied', revision: 1 })
  })

  it('takes other content under the same revision, and an older revision', async () => {
    const { agent, plane } = await start()
    await agent.apply(two, never)
    const other = configOf(2, [instanceOf('z')])
    await agent.apply(other, never)
    assert.deepEqual(plane.served, other)
    await agent.apply(one, never)
    assert.equal((await agent.info()).revision, 1)
  })

  it('gives the data plane the same objects for what did not change', async () => {
    const { agent, plane } = await start()
    await agent.apply(one, never)
    await agent.apply(copyOf(two), never)
    assert.equal(plane.served?.instances[0], one.instances[0])
  })

  const refusals: { title: string; refuse: (plane: ObedientPlane) => void; kind: string }[] = [
    {
      title: 'the check of the data plane',
      refuse: (plane) => (plane.problems = [problem]),
      kind: 'rejected',
    },
    {
      title: 'the data plane when it applies',
      refuse: (plane) => {
        plane.onApply = async () => ({ kind: 'rejected', problems: [problem] })
      },
      kind: 'rejected',
    },
    {
      title: 'a data plane that is not available',
      refuse: (plane) => {
        plane.onApply = async () => ({ kind: 'unavailable', retryAfterMs: 5, cause: 'busy' })
      },
      kind: 'unavailable',
    },
  ]
  for (const { title, refuse, kind } of refusals) {
    it(`leaves the last good configuration when refused by ${title}`, async () => {
      const { agent, plane } = await start()
      await agent.apply(one, never)
      refuse(plane)
      assert.equal((await agent.apply(two, never)).kind, kind)
      assert.deepEqual(plane.served, one)
      assert.equal((await agent.info()).revision, 1)
      assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: one })
      plane.problems = []
      plane.onApply = async ({ revision }) => ({ kind: 'applied', revision })
      assert.equal((await agent.apply(two, never)).kind, 'applied')
    })
  }

  it('survives a data plane that throws', async () => {
    const { agent, plane } = await start()
    plane.onApply = () => Promise.reject(new Error('a bug'))
    await assert.rejects(agent.apply(one, never), /a bug/)
    plane.onApply = async ({ revision }) => ({ kind: 'applied', revision })
    assert.equal((await agent.apply(one, never)).kind, 'applied')
  })

  it('applies nothing that the disk does not take', async () => {
    const { agent, plane, log } = await start()
    await agent.apply(one, never)
    await rm(join(directory, 'instances'), { recursive: true })
    await writeFile(join(directory, 'instances'), 'in the way')
    assert.equal((await agent.apply(two, never)).kind, 'unavailable')
    assert.deepEqual(plane.served, one)
    assert(log.lines.includes('error a configuration could not be kept'))
  })

  it('serves concurrent callers in order, each with its own answer', async () => {
    const { agent, plane } = await start()
    const revisions = [1, 2, 3, 4, 5]
    const outcomes = await Promise.all(
      revisions.map((revision) => agent.apply(configOf(revision, [instanceOf('x')]), never)),
    )
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.kind === 'applied' ? outcome.revision : outcome.kind)),
      revisions,
    )
    assert.equal(plane.served?.revision, 5)
  })

  it('has a limit of callers that wait', async () => {
    const { agent } = await start()
    const calls = Array.from({ length: APPLIES_WAITING_MAX + 5 }, (_, at) =>
      agent.apply(configOf(at + 1, []), never),
    )
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind)
    assert.equal(kinds.filter((kind) => kind === 'unavailable').length, 4)
  })

  it('lets go of a caller that has left, and of what it wanted', async () => {
    const { agent, plane } = await start(hanging)
    const caller = new AbortController()
    const left = agent.apply(one, caller.signal)
    caller.abort(new Error('gone'))
    await assert.rejects(left, /gone/)
    assert.equal(plane.served, null)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'none' })
    assert.equal((await agent.apply(one, never)).kind, 'applied')
  })

  it('carries a change to its end once the data plane was asked', async () => {
    const { agent, plane } = await start()
    const caller = new AbortController()
    plane.onApply = async ({ revision }) => {
      caller.abort(new Error('gone'))
      return { kind: 'applied', revision }
    }
    await agent.apply(one, caller.signal)
    assert.deepEqual(plane.served, one)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: one })
  })

  it('tells the data plane of verdicts at once', async () => {
    let isUp = true
    const { agent, plane, timers } = await start((_question, report) => {
      const timer = setImmediate(() =>
        report(isUp ? { kind: 'success' } : { kind: 'failure', reason: 'request_timeout' }),
      )
      return () => clearImmediate(timer)
    })
    await agent.apply(one, never)
    isUp = false
    const advance = setInterval(() => timers.advance(500), 1)
    await waitFor('down', () => (plane.conditions.get('x-pool/a') === 'down' ? true : null))
    isUp = true
    await waitFor('up', () => (plane.conditions.get('x-pool/a') === 'up' ? true : null))
    clearInterval(advance)
  })

  it('stops: the data plane is closed, calls are refused, watchers end', async () => {
    const { agent, plane } = await start()
    await agent.apply(one, never)
    const watcher = agent.watch(never)[Symbol.asyncIterator]()
    await watcher.next()
    const last = watcher.next()
    await Promise.all([agent.stop(0), agent.stop(0)])
    assert.equal(plane.isClosed, true)
    assert.equal((await last).done, true)
    await assert.rejects(agent.apply(two, never), EngineError)
  })

  it('refuses those who wait when it stops', async () => {
    const { agent } = await start(hanging)
    const waiting = agent.apply(one, never)
    const refused = assert.rejects(waiting, EngineError)
    await agent.stop(0)
    await refused
  })

  describe('started again', () => {
    it('serves what it served, to whom it served', async () => {
      const first = await start((question, report) => {
        const isUp = question.port !== 99
        const timer = setImmediate(() =>
          report(isUp ? { kind: 'success' } : { kind: 'failure', reason: 'connect_failed' }),
        )
        return () => clearImmediate(timer)
      })
      const endpoints = [endpointOf('a'), endpointOf('b', { port: 99 })]
      const config = configOf(7, [instanceOf('x', { pools: [poolOf({ id: 'p', endpoints })] })])
      await first.agent.apply(config, never)
      first.timers.advance(10_000)
      await first.agent.stop(0)

      const second = await start(hanging)
      await second.restore()
      assert.deepEqual(second.plane.served, config)
      assert.deepEqual(Object.fromEntries(second.plane.conditions), { 'p/a': 'up', 'p/b': 'down' })
      assert.equal((await second.agent.info()).revision, 7)
      assert.deepEqual(await second.agent.apply(copyOf(config), never), {
        kind: 'applied',
        revision: 7,
      })
    })

    it('keeps traffic going where nothing recent is known', async () => {
      await (await start()).agent.apply(one, never)
      await rm(join(directory, 'health.json'), { force: true })
      const second = await start(hanging)
      await second.restore()
      assert.deepEqual([...second.plane.conditions], [['x-pool/a', 'up']])
    })

    it('tries again while the data plane does not take it', async () => {
      await (await start()).agent.apply(one, never)
      const { plane, restore, log } = await start()
      let attempts = 0
      plane.onApply = async ({ revision }) =>
        ++attempts < 3 ? { kind: 'rejected', problems: [problem] } : { kind: 'applied', revision }
      await restore()
      await waitFor('the third attempt', () => (plane.served === null ? null : true))
      assert.equal(attempts, 3)
      assert(log.lines.includes('error the last good configuration does not serve yet'))
    })

    it('leaves the old one alone once another is applied', async () => {
      await (await start()).agent.apply(one, never)
      const { agent, plane, restore } = await start()
      plane.onApply = async () => ({ kind: 'rejected', problems: [problem] })
      await restore()
      plane.onApply = async ({ revision }) => ({ kind: 'applied', revision })
      await agent.apply(two, never)
      // What the next attempt would do.
      await restore()
      assert.deepEqual(plane.served, two)
    })
  })

  it('keeps health on disk soon after it changed', async () => {
    const { agent, timers, healthPath } = await start(hanging)
    await agent.apply(one, never)
    timers.advance(HEALTH_SAVE_MS)
    await waitFor('the file', async () => {
      const known = await readHealth(healthPath, timers.nowMs())
      return known('x-pool', 'a')?.state === 'initial' ? true : null
    })
  })
})
