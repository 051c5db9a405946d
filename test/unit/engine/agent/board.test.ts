import assert from 'node:assert/strict'
import { Board } from '../../../../src/engine/agent/board.ts'
import type { AgentReport, TargetHealth } from '../../../../src/engine/agent/contract.ts'
import { REPORT_TARGETS_MAX } from '../../../../src/engine/agent/limits.ts'
import type { ProxyListener } from '../../../../src/engine/ir/index.ts'
import {
  noEndpointCounters,
  noListenerCounters,
} from '../../../../src/engine/dataplane/contract.ts'

function target(endpointId: string, changes: Partial<TargetHealth> = {}): TargetHealth {
  return {
    poolId: 'p',
    endpointId,
    address: '192.0.2.1',
    port: 80,
    zone: 'local-a',
    weight: 10,
    state: 'healthy',
    reason: null,
    sinceMs: 1,
    ...changes,
  }
}

function listenerOf(id: string): ProxyListener {
  const place = { binds: [], poolId: 'p', idleTimeoutMs: 1 }
  return { id, name: id, protocol: 'http', tls: null, ...place }
}

class Reader {
  readonly stop = new AbortController()
  readonly #reports: AsyncIterator<AgentReport>

  constructor(board: Board) {
    this.#reports = board.watch(this.stop.signal)[Symbol.asyncIterator]()
  }

  async next(): Promise<string> {
    const { value, done } = await this.#reports.next()
    if (done === true) return 'end'
    const report: AgentReport = value
    if (report.kind === 'counters') {
      return `counters ${report.listeners.map(({ requestsTotal }) => requestsTotal).join(' ')}`
    }
    if (report.kind === 'metrics') return `metrics at ${report.metrics.at}`
    return [
      report.kind,
      ...report.targets.map((one) => one.endpointId + ('weight' in one ? one.weight : '')),
    ].join(' ')
  }
}

describe('the board of targets', () => {
  it('says where metrics are served, to whoever comes later too', async () => {
    const board = new Board()
    const reader = new Reader(board)
    assert.equal(await reader.next(), 'targets')
    board.noteMetrics({ at: '127.0.0.1:1', trouble: null })
    assert.equal(await reader.next(), 'metrics at 127.0.0.1:1')
    const later = new Reader(board)
    assert.equal(await later.next(), 'targets')
    assert.equal(await later.next(), 'metrics at 127.0.0.1:1')
    reader.stop.abort()
    later.stop.abort()
  })

  it('shows all targets first, then what changes', async () => {
    const board = new Board()
    board.put(target('a'))
    board.put(target('b'))
    const reader = new Reader(board)
    assert.equal(await reader.next(), 'targets a10 b10')
    board.put(target('a', { weight: 20 }))
    assert.equal(await reader.next(), 'targets a20')
  })

  it('says at once that there is nothing', async () => {
    assert.equal(await new Reader(new Board()).next(), 'targets')
  })

  it('says nothing of what did not change', async () => {
    const board = new Board()
    board.put(target('a'))
    const reader = new Reader(board)
    await reader.next()
    board.put(target('a'))
    board.put(target('b'))
    assert.equal(await reader.next(), 'targets b10')
  })

  it('tells a slow watcher the latest only', async () => {
    const board = new Board()
    const reader = new Reader(board)
    await reader.next()
    for (let weight = 0; weight <= 50; weight++) board.put(target('a', { weight }))
    board.put(target('b'))
    board.remove({ poolId: 'p', endpointId: 'b' })
    assert.equal(await reader.next(), 'targets a50')
    assert.equal(await reader.next(), 'gone b')
  })

  it('tells of removals once', async () => {
    const board = new Board()
    board.put(target('a'))
    const reader = new Reader(board)
    await reader.next()
    board.remove({ poolId: 'p', endpointId: 'a' })
    board.remove({ poolId: 'p', endpointId: 'a' })
    board.put(target('z'))
    assert.equal(await reader.next(), 'targets z10')
    assert.equal(await reader.next(), 'gone a')
  })

  it('keeps the latest counters of each listener', async () => {
    const board = new Board()
    const reader = new Reader(board)
    await reader.next()
    for (const requestsTotal of [1, 2, 3]) {
      const listeners = [{ ...noListenerCounters('l'), requestsTotal }]
      board.count({ listeners, endpoints: [] }, 0)
    }
    const other = [{ ...noListenerCounters('m'), requestsTotal: 7 }]
    board.count({ listeners: other, endpoints: [] }, 0)
    assert.equal(await reader.next(), 'counters 3 7')
  })

  it('tells that it has counted again when nothing is different, so that rates can fall', async () => {
    const board = new Board()
    const reader = new Reader(board)
    await reader.next()
    board.count({ listeners: [], endpoints: [] }, 0)
    assert.equal(await reader.next(), 'counters ')
    board.count({ listeners: [], endpoints: [] }, 1)
    board.count({ listeners: [noListenerCounters('l')], endpoints: [] }, 2)
    assert.equal(await reader.next(), 'counters 0')
    board.put(target('a'))
    assert.equal(await reader.next(), 'targets a10')
  })

  it('shows a new watcher all that was counted, but for what is gone', async () => {
    const board = new Board()
    const listeners = ['l', 'm'].map((id) => ({ ...noListenerCounters(id), requestsTotal: 1 }))
    board.put(target('a'))
    board.count({ listeners, endpoints: [noEndpointCounters('p', 'a')] }, 5)
    board.retain({
      revision: 1,
      instances: [{ id: 'i', name: '', pools: [], listeners: [listenerOf('m')] }],
    })
    board.remove({ poolId: 'p', endpointId: 'a' })
    const reader = new Reader(board)
    assert.equal(await reader.next(), 'targets')
    assert.equal(await reader.next(), 'counters 1')
    assert.deepEqual(board.counters.all.endpoints, [])
  })

  it('cuts long lists', async () => {
    const board = new Board()
    for (let at = 0; at < REPORT_TARGETS_MAX + 1; at++) board.put(target(`e${at}`))
    const reader = new Reader(board)
    assert.equal((await reader.next()).split(' ').length - 1, REPORT_TARGETS_MAX)
    assert.equal((await reader.next()).split(' ').length - 1, 1)
  })

  it('ends for one watcher when it leaves', async () => {
    const board = new Board()
    const [leaver, other] = [new Reader(board), new Reader(board)]
    await Promise.all([leaver.next(), other.next()])
    const last = leaver.next()
    leaver.stop.abort()
    assert.equal(await last, 'end')
    board.put(target('a'))
    assert.equal(await other.next(), 'targets a10')
  })
})
