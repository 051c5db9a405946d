import assert from 'node:assert/strict'
import { ExpiryWatch } from '../../../../src/engine/control/expiry.ts'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import type { EventInit } from '../../../../src/engine/store/index.ts'
import { makeTestCertificate } from '../../../support/certificates.ts'
import { createWorld, declare } from '../kinds/world.ts'

const DAY_MS = 24 * 3_600_000
const START_MS = Date.UTC(2030, 0, 1)

/** A watch whose days go by when a test says so. */
class Watched {
  readonly graph: Graph = createWorld()
  readonly #events: EventInit[] = []
  #nowMs = START_MS
  #next: (() => void) | null = null
  #watch: ExpiryWatch | null = null

  certificate(id: string, days: number): void {
    const before = this.graph.get('certificate', id)
    const made = makeTestCertificate({
      notBeforeMs: START_MS - DAY_MS,
      notAfterMs: START_MS + days * DAY_MS,
    })
    const spec = { certificatePem: made.pem, privateKeyPem: made.keyPem }
    const object = declare(this.graph, { kind: 'certificate', id, spec })
    const type = before === undefined ? 'created' : 'updated'
    this.#watch?.take([{ type, object, message: '' }])
  }

  start(toldDaysAgo: number): void {
    this.#watch = new ExpiryWatch({
      graph: this.graph,
      clock: { nowMs: () => this.#nowMs },
      timers: {
        after: (_delayMs, run) => {
          this.#next = run
          return () => (this.#next = null)
        },
      },
      toldMs: this.#nowMs - toldDaysAgo * DAY_MS,
      record: (events) => void this.#events.push(...events),
    })
  }

  /** So many days go by, looked at each day. */
  pass(days: number): void {
    for (let day = 0; day < days; day++) {
      this.#nowMs += DAY_MS
      this.#next?.()
    }
  }

  close(): void {
    this.#watch?.close()
    assert.equal(this.#next, null)
  }

  /** What was told since the last time. */
  told(): readonly string[] {
    return this.#events.splice(0).map(({ type, objectId, message }) => {
      const [, days] = /for (\d+) more/.exec(message) ?? []
      return [type, objectId, ...(days === undefined ? [] : [days])].join(' ')
    })
  }
}

describe('what expires', () => {
  it('is told of in stages, once each', () => {
    const watched = new Watched()
    watched.certificate('crt-1', 40)
    watched.start(0)
    watched.pass(9)
    assert.deepEqual(watched.told(), [])
    watched.pass(40)
    assert.deepEqual(watched.told(), [
      'expires_soon crt-1 30',
      'expires_soon crt-1 7',
      'expires_soon crt-1 1',
      'expired crt-1',
    ])
    watched.pass(10)
    assert.deepEqual(watched.told(), [])
    watched.close()
  })

  it('is told of at once when it is new, and no more once it is renewed', () => {
    const watched = new Watched()
    watched.start(0)
    watched.certificate('crt-1', 5)
    assert.deepEqual(watched.told(), ['expires_soon crt-1 5'])
    watched.certificate('crt-1', 90)
    watched.pass(50)
    assert.deepEqual(watched.told(), [])
    watched.pass(10)
    assert.deepEqual(watched.told(), ['expires_soon crt-1 30'])
  })

  it('is told of when its time came while no engine ran, and not again', () => {
    const late = new Watched()
    late.certificate('crt-1', 20)
    late.start(15)
    assert.deepEqual(late.told(), ['expires_soon crt-1 20'])
    const again = new Watched()
    again.certificate('crt-1', 20)
    again.start(0)
    assert.deepEqual(again.told(), [])
  })

  it('is forgotten when it is gone', () => {
    const watched = new Watched()
    watched.certificate('crt-1', 31)
    watched.start(0)
    watched.graph.delete('crt-1')
    watched.pass(40)
    assert.deepEqual(watched.told(), [])
  })
})
