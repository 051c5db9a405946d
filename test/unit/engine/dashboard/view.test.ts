import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Counters } from '../../../../src/engine/client/index.ts'
import type { DashboardView } from '../../../../src/engine/dashboard/model.ts'
import {
  HISTORY_POINTS_MAX,
  SERVERS_MAX,
  toQuantile,
  ViewMaker,
} from '../../../../src/engine/dashboard/view.ts'
import { toCounters, toEvent, toSnapshot, toTarget } from './world.ts'

const healthy = [toTarget(1, { weight: 3 }), toTarget(2, { weight: 1 })]

function show(maker: ViewMaker, counters: Counters, health = healthy): DashboardView {
  const snapshot = toSnapshot(health)
  return maker.toView({ snapshot, counters, events: [toEvent(1)], atMs: counters.atMs ?? 0 })
}

describe('The view of the dashboard', () => {
  const ofService = ({ instances }: DashboardView) => {
    const service = instances[0]?.services[0]
    assert.ok(service !== undefined)
    return service
  }
  const ofListener = ({ instances }: DashboardView) => {
    const listener = instances[0]?.listeners[0]
    assert.ok(listener !== undefined)
    return listener
  }

  it('has rates from two samples, and shares beside those that are due', () => {
    const maker = new ViewMaker()
    show(maker, toCounters(1, { 1: 100, 2: 100 }))
    const view = show(maker, toCounters(3, { 1: 130, 2: 110 }))
    const service = ofService(view)
    assert.equal(ofListener(view).requests, 20)
    assert.equal(service.requests, 20)
    assert.deepEqual(
      service.servers.map(({ requests, share, wantedShare }) => [requests, share, wantedShare]),
      [
        [15, 0.75, 0.75],
        [5, 0.25, 0.25],
      ],
    )
  })

  it('has the latency of the last second and its history', () => {
    const maker = new ViewMaker()
    show(maker, toCounters(1, { 1: 0 }))
    const listener = ofListener(show(maker, toCounters(2, { 1: 10 })))
    assert.deepEqual(listener.latency, { p50Ms: 3.5, p99Ms: 4.97 })
    assert.deepEqual(listener.history, [{ atMs: 2000, requests: 10, latency: listener.latency }])
    assert.equal(ofListener(show(maker, toCounters(3, { 1: 10 }))).latency, null)
  })

  it('gives no share to a server that does not serve, and all to the others', () => {
    const down = toTarget(2, { state: 'unhealthy', reason: 'connect_failed' })
    const view = show(new ViewMaker(), toCounters(1, {}), [toTarget(1), down])
    assert.deepEqual(
      ofService(view).servers.map(({ wantedShare, isServing }) => [wantedShare, isServing]),
      [
        [1, true],
        [null, false],
      ],
    )
    assert.equal(view.instances[0]?.serversServing, 1)
    assert.equal(view.instances[0]?.serversTotal, 2)
  })

  it('keeps the rates when the agent has told nothing since', () => {
    const maker = new ViewMaker()
    show(maker, toCounters(1, { 1: 0 }))
    show(maker, toCounters(2, { 1: 10 }))
    const view = show(maker, toCounters(2, { 1: 10 }))
    assert.equal(ofListener(view).requests, 10)
    assert.equal(ofListener(view).history.length, 1)
  })

  it('says nothing of the time when nobody looked', () => {
    const maker = new ViewMaker()
    show(maker, toCounters(1, { 1: 0 }))
    show(maker, toCounters(2, { 1: 10 }))
    const listener = ofListener(show(maker, toCounters(60, { 1: 9000 })))
    assert.equal(listener.requests, 0)
    assert.equal(listener.latency, null)
    assert.equal(listener.history.length, 1)
  })

  it('begins anew with another agent: nothing is negative', () => {
    const maker = new ViewMaker()
    show(maker, toCounters(1, { 1: 1000, 2: 1000 }))
    const view = show(maker, toCounters(2, { 1: 6, 2: 2 }))
    assert.equal(ofListener(view).requests, 8)
    show(maker, toCounters(12, { 1: 6, 2: 2 }))
    const later = ofService(show(maker, toCounters(13, { 1: 9, 2: 3 })))
    assert.deepEqual(
      later.servers.map(({ share }) => share),
      [0.75, 0.25],
    )
  })

  it('is bounded: history, and servers, of which those that ail are shown', () => {
    const maker = new ViewMaker()
    const states = Array.from({ length: SERVERS_MAX + 20 }, (_, index) => index + 1)
    const health = states.map((port) =>
      port === states.length ? toTarget(port, { state: 'unhealthy' }) : toTarget(port),
    )
    for (let second = 1; second <= HISTORY_POINTS_MAX + 10; second++) {
      show(maker, toCounters(second, { 1: second }))
    }
    const view = show(maker, toCounters(400, { 1: 400 }), health)
    assert.equal(ofListener(view).history.length, HISTORY_POINTS_MAX)
    const { servers, serversLeftOut } = ofService(view)
    assert.equal(servers.length, SERVERS_MAX)
    assert.equal(serversLeftOut, 20)
    assert.ok(servers.some(({ state }) => state === 'unhealthy'))
  })

  it('names events as people do', () => {
    const view = show(new ViewMaker(), toCounters(1, {}))
    assert.equal(view.events[0]?.what, 'backend service web')
    assert.equal(view.engine.agent, 'current')
  })

  it('has quantiles that never fall, within the bounds of the buckets', () => {
    const counts = fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 })
    fc.assert(
      fc.property(counts, (counts) => {
        const [p50, p99] = [toQuantile(counts, 0.5), toQuantile(counts, 0.99)]
        if (counts.every((count) => count === 0)) return p50 === null && p99 === null
        return p50 !== null && p99 !== null && p50 <= p99 && p50 >= 0 && p99 <= 10_000
      }),
    )
  })
})
