import assert from 'node:assert/strict'
import { toIdleRates, toRates } from '../../../src/engine/client/index.ts'
import { toBar, toBytes, toCount, toTopLines } from '../../../src/cli/render/top.ts'
import { Scene } from '../../../src/cli/render/scene.ts'
import { plainStyle } from '../../../src/cli/render/style.ts'
import { noEndpointCounters, noListenerCounters } from '../../../src/engine/dataplane/contract.ts'
import { target, toSnapshot, toStack } from './world.ts'

function toCounters(atMs: number | null, requests: number, errors = 0) {
  const counted = {
    requestsTotal: requests,
    bytesIn: requests * 1024,
    answersTotal: [0, requests - errors, 0, 0, errors],
    durations: [requests, 0],
    durationSumMs: requests * 20,
  }
  return {
    atMs,
    listeners: [{ ...noListenerCounters('lsn-web'), ...counted, connectionsActive: 3 }],
    endpoints: [{ ...noEndpointCounters('bes-web', '127.0.0.1:1'), ...counted }],
  }
}

describe('Rates', () => {
  it('are what was counted each second', () => {
    const rates = toRates(toCounters(1000, 100), toCounters(3000, 300, 10))
    assert.deepEqual(rates?.listeners.get('lsn-web'), {
      ...{ requests: 100, connections: 3, received: 102_400, sent: 0, errors: 5, durationMs: 20 },
    })
  })
  it('are unknown until something was counted again', () => {
    assert.equal(toRates(toCounters(null, 1), toCounters(1000, 1)), null)
    assert.equal(toRates(toCounters(1000, 1), toCounters(1000, 1)), null)
  })
  it('are zero when nothing is counted, and what is open stays', () => {
    const rates = toIdleRates(toCounters(null, 100))
    assert.deepEqual(rates.listeners.get('lsn-web'), {
      ...{ requests: 0, connections: 3, received: 0, sent: 0, errors: 0, durationMs: null },
    })
  })
  it('never fall below nothing when counters begin anew', () => {
    const rates = toRates(toCounters(1000, 100), toCounters(2000, 40))
    assert.equal(rates?.listeners.get('lsn-web')?.requests, 40)
  })
})

describe('The table of rates', () => {
  it('says that nothing is declared, where nothing is', () => {
    const rates = toIdleRates(toCounters(null, 0))
    const options = { style: plainStyle, serversMax: 5 }
    assert.deepEqual(toTopLines(new Scene(toSnapshot({ objects: [] })), rates, options), [
      'Nothing is declared yet.',
    ])
  })
  it('has listeners, then services with their servers, the busiest first, and bars', () => {
    const rates = toRates(toCounters(1000, 100), toCounters(2000, 200, 1))
    assert.ok(rates)
    const health = [target(1), target(2, { state: 'unhealthy' })]
    const scene = new Scene(toSnapshot({ objects: toStack([1, 2]), health }))
    const lines = toTopLines(scene, rates, { style: plainStyle, serversMax: 5 })
    assert.equal(lines.length, 7)
    assert.match(lines[1] ?? '', /^web\/web :80 +100 +3 +100 KiB +0 B +1\.00 +20\.0 ms +█{12}$/)
    assert.match(lines[5] ?? '', /^ {2}● 127\.0\.0\.1:1 +100 /)
    assert.match(lines[6] ?? '', /^ {2}✖ unhealthy 127\.0\.0\.1:2 +0 /)
  })
  it('has numbers that people read', () => {
    assert.deepEqual([0, 0.251, 12.34, 4567.8].map(toCount), ['0', '0.25', '12.3', '4568'])
    assert.deepEqual([0, 1023, 1536, 3.4 * 2 ** 20].map(toBytes), [
      '0 B',
      '1023 B',
      '1.5 KiB',
      '3.4 MiB',
    ])
    assert.deepEqual([0, 0.5, 1, 2].map(toBar), ['', '██████', '█'.repeat(12), '█'.repeat(12)])
  })
})
