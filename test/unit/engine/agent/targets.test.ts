import assert from 'node:assert/strict'
import { Board } from '../../../../src/engine/agent/board.ts'
import type { KnownHealth } from '../../../../src/engine/agent/known-health.ts'
import { DRAIN_REPORT_SLACK_MS } from '../../../../src/engine/agent/limits.ts'
import { Targets } from '../../../../src/engine/agent/targets.ts'
import type { EndpointChange } from '../../../../src/engine/dataplane/contract.ts'
import { Scheduler } from '../../../../src/engine/health/index.ts'
import type { ProxyConfig, ProxyEndpoint } from '../../../../src/engine/ir/index.ts'
import { configOf, definitionOf, endpointOf, instanceOf, poolOf, VirtualTimers } from './world.ts'

/** Targets over a network whose servers answer as `up` says. */
class Scene {
  readonly timers = new VirtualTimers()
  readonly board = new Board()
  readonly down = new Set<string>()
  readonly told: EndpointChange[] = []
  readonly targets: Targets
  probes = 0

  constructor() {
    const scheduler = new Scheduler({
      timers: this.timers,
      onTrouble: () => {},
      startProbe: ({ address }, report) => {
        this.probes++
        return this.timers.after(1, () =>
          report(
            this.down.has(address)
              ? { kind: 'failure', reason: 'connect_failed' }
              : { kind: 'success' },
          ),
        )
      },
    })
    this.targets = new Targets({
      scheduler,
      timers: this.timers,
      board: this.board,
      onConditions: (changes) => this.told.push(...changes),
      onHealth: () => {},
    })
  }

  apply(config: ProxyConfig, known?: KnownHealth): void {
    const stage = this.targets.stage(config, known)
    stage.begin()
    stage.commit()
  }

  /** Every target as `id state`, and whether traffic may go there. */
  get state(): string[] {
    return ['a', 'b', 'c'].flatMap((id) => {
      const target = this.board.get(`p/${id}`)
      const condition = this.targets.conditions.get(`p/${id}`)
      return target === undefined ? [] : [`${id} ${target.state} ${condition ?? '-'}`]
    })
  }
}

function config(...endpoints: ProxyEndpoint[]): ProxyConfig {
  return configOf(1, [instanceOf('i', { pools: [poolOf({ id: 'p', endpoints })] })])
}

const a = endpointOf('a', { address: '192.0.2.1' })
const b = endpointOf('b', { address: '192.0.2.2' })

describe('targets', () => {
  it('become healthy with their first probe, and the data plane is told', () => {
    const scene = new Scene()
    scene.down.add(b.address)
    scene.apply(config(a, b))
    assert.deepEqual(scene.state, ['a initial down', 'b initial down'])
    scene.told.length = 0
    scene.timers.advance(10)
    assert.deepEqual(scene.state, ['a healthy up', 'b initial down'])
    assert.deepEqual(scene.told, [{ poolId: 'p', endpointId: 'a', condition: 'up' }])
  })

  it('of a stage that was begun count with what their first probes said', () => {
    const scene = new Scene()
    const stage = scene.targets.stage(config(a))
    scene.timers.advance(10)
    assert.equal(scene.targets.conditions.get('p/a'), undefined)
    stage.begin()
    assert.equal(scene.targets.conditions.get('p/a'), 'up')
    assert.deepEqual(scene.state, [])
    stage.commit()
    assert.deepEqual(scene.state, ['a healthy up'])
  })

  it('are told again after the commit, as verdicts may have come meanwhile', () => {
    const scene = new Scene()
    const stage = scene.targets.stage(config(a))
    stage.begin()
    scene.timers.advance(10)
    assert.deepEqual(scene.told, [])
    stage.commit()
    assert.deepEqual(scene.told, [{ poolId: 'p', endpointId: 'a', condition: 'up' }])
  })

  it('of an abandoned stage leave no trace, and the live ones are as before', () => {
    const scene = new Scene()
    scene.apply(config(a))
    scene.timers.advance(10)
    for (const isBegun of [true, false]) {
      const moved = { ...a, address: '192.0.2.9' }
      const stage = scene.targets.stage(config(moved, b))
      if (isBegun) stage.begin()
      scene.timers.advance(1)
      stage.abandon()
      assert.deepEqual(scene.state, ['a healthy up'])
      assert.deepEqual([...scene.targets.conditions], [['p/a', 'up']])
    }
    const before = scene.probes
    scene.timers.advance(3000)
    assert.equal(scene.probes, before + 1)
  })

  it('keep their health when the pool changes around them', () => {
    const scene = new Scene()
    scene.apply(config(a))
    scene.timers.advance(10)
    const since = scene.board.get('p/a')?.sinceMs
    scene.timers.advance(1000)
    scene.apply(config({ ...a, weight: 99 }, b))
    assert.deepEqual(scene.state, ['a healthy up', 'b initial down'])
    assert.equal(scene.board.get('p/a')?.weight, 99)
    assert.equal(scene.board.get('p/a')?.sinceMs, since)
  })

  it('are told as warming up for as long as the data plane says so, and no longer than they live', () => {
    const scene = new Scene()
    const reason = (): unknown => scene.board.get('p/b')?.reason
    scene.apply(config(a, b))
    scene.timers.advance(10)
    scene.targets.warming({ poolId: 'p', endpointId: 'b' }, true)
    assert.equal(reason(), 'warming_up')
    scene.targets.warming({ poolId: 'p', endpointId: 'b' }, false)
    assert.equal(reason(), null)
    scene.targets.warming({ poolId: 'p', endpointId: 'b' }, true)
    scene.apply(config(a))
    scene.targets.drained('p', 'b')
    scene.apply(config(a, b))
    scene.timers.advance(10)
    assert.equal(reason(), null, 'it is another one')
  })

  it('drain when they leave, until the data plane says so', () => {
    const scene = new Scene()
    scene.apply(config(a, b))
    scene.timers.advance(10)
    scene.apply(config(a))
    assert.deepEqual(scene.state, ['a healthy up', 'b draining -'])
    scene.targets.drained('p', 'b')
    assert.deepEqual(scene.state, ['a healthy up'])
  })

  it('drain no longer than they may, also when nobody says so', () => {
    const scene = new Scene()
    scene.apply(config(a, b))
    scene.apply(config(a))
    scene.timers.advance(poolOf().drainTimeoutMs + DRAIN_REPORT_SLACK_MS)
    assert.deepEqual(scene.state, ['a healthy up'])
  })

  it('are gone at once when they were drained before the commit', () => {
    const scene = new Scene()
    scene.apply(config(a, b))
    const stage = scene.targets.stage(config(a))
    stage.begin()
    scene.targets.drained('p', 'b')
    stage.commit()
    assert.deepEqual(scene.state, ['a initial down'])
  })

  it('do not drain when the change that removes them is refused', () => {
    const scene = new Scene()
    scene.apply(config(a, b))
    const stage = scene.targets.stage(config(a))
    stage.begin()
    stage.abandon()
    scene.timers.advance(60_000)
    assert.deepEqual(scene.state, ['a healthy up', 'b healthy up'])
  })

  it('that come back while they drain are as new', () => {
    const scene = new Scene()
    scene.apply(config(a, b))
    scene.timers.advance(10)
    scene.apply(config(a))
    scene.apply(config(a, b))
    assert.deepEqual(scene.state, ['a healthy up', 'b initial down'])
    scene.targets.drained('p', 'b')
    scene.timers.advance(60_000)
    assert.deepEqual(scene.state, ['a healthy up', 'b healthy up'])
  })

  it('that are switched off drain, and are unused then', () => {
    const scene = new Scene()
    scene.apply(config(a, b))
    scene.timers.advance(10)
    scene.apply(config(a, { ...b, admission: 'disabled' }))
    assert.deepEqual(scene.state, ['a healthy up', 'b draining down'])
    scene.targets.drained('p', 'b')
    assert.deepEqual(scene.state, ['a healthy up', 'b unused down'])
    assert.equal(scene.board.get('p/b')?.reason, 'disabled')
  })

  it('R7: outside the zones are shown as unused and never probed', () => {
    const scene = new Scene()
    scene.apply(config({ ...a, admission: 'outside_zones' }))
    scene.timers.advance(10_000)
    assert.deepEqual(scene.state, ['a unused down'])
    assert.equal(scene.probes, 0)
  })

  it('of a pool that goes drain too', () => {
    const scene = new Scene()
    scene.apply(config(a))
    scene.timers.advance(10)
    scene.apply(configOf(2, []))
    assert.deepEqual(scene.state, ['a draining -'])
    scene.targets.drained('p', 'a')
    assert.deepEqual(scene.state, [])
    const before = scene.probes
    scene.timers.advance(10_000)
    assert.equal(scene.probes, before)
  })

  it('of a pool whose check is switched off are up, and again as probed when it is back', () => {
    const scene = new Scene()
    scene.down.add(a.address)
    scene.apply(config(a))
    scene.timers.advance(10_000)
    assert.deepEqual(scene.state, ['a unhealthy down'])
    const unchecked = poolOf({ id: 'p', endpoints: [a], probe: null })
    scene.apply(configOf(2, [instanceOf('i', { pools: [unchecked] })]))
    assert.deepEqual(scene.state, ['a unchecked up'])
    scene.apply(config(a))
    assert.deepEqual(scene.state, ['a initial down'])
  })

  it('R27: follow a check that changed in place', () => {
    const scene = new Scene()
    scene.apply(config(a))
    scene.timers.advance(10)
    scene.down.add(a.address)
    const probe = definitionOf({ intervalMs: 100, unhealthyThreshold: 1 })
    const quick = poolOf({ id: 'p', endpoints: [a], probe })
    scene.apply(configOf(2, [instanceOf('i', { pools: [quick] })]))
    assert.deepEqual(scene.state, ['a healthy up'])
    scene.timers.advance(200)
    assert.deepEqual(scene.state, ['a unhealthy down'])
  })

  describe('after a restart', () => {
    it('take up where they were', () => {
      const scene = new Scene()
      scene.down.add(b.address)
      scene.apply(config(a, b), (_pool, id) => ({
        state: id === 'a' ? 'healthy' : 'unhealthy',
        reason: id === 'a' ? null : 'connect_timeout',
        successes: 0,
        failures: 0,
        sinceMs: 5,
      }))
      assert.deepEqual(scene.state, ['a healthy up', 'b unhealthy down'])
      assert.equal(scene.board.get('p/b')?.sinceMs, 5)
    })

    it('count as up until their first result when nothing is known of them', () => {
      const scene = new Scene()
      scene.down.add(b.address)
      scene.apply(config(a, b), () => undefined)
      assert.deepEqual(scene.state, ['a initial up', 'b initial up'])
      scene.timers.advance(10)
      assert.deepEqual(scene.state, ['a healthy up', 'b initial down'])
    })
  })

  it('that are ailing can be listed for the disk', () => {
    const scene = new Scene()
    scene.down.add(b.address)
    scene.apply(config(a, b, { ...a, id: 'c', admission: 'disabled' }))
    scene.timers.advance(10_000)
    const list = [...scene.targets.ailing()].map(({ endpointId, health }) => [
      endpointId,
      health.state,
    ])
    assert.deepEqual(list, [['b', 'unhealthy']])
  })
})
