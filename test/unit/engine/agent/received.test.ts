import assert from 'node:assert/strict'
import { digestOf, digestOfPool, toText } from '../../../../src/engine/agent/digest.ts'
import { ReceivedInstances } from '../../../../src/engine/agent/received.ts'
import type { SentConfig } from '../../../../src/engine/agent/received.ts'
import type { ProxyConfig, ProxyPool } from '../../../../src/engine/ir/index.ts'
import { configOf, copyOf, endpointOf, instanceOf, poolOf } from './world.ts'

function poolWith(id: string, ...servers: readonly string[]): ProxyPool {
  return poolOf({ id, name: id, endpoints: servers.map((server) => endpointOf(server)) })
}

function send({ revision, instances }: ProxyConfig, pools: readonly ProxyPool[]): SentConfig {
  return {
    revision,
    instances: instances.map((instance) => ({
      digest: digestOf(instance),
      json: Buffer.from(toText(instance)),
    })),
    pools: pools.map((pool) => ({
      digest: digestOfPool(pool),
      json: Buffer.from(JSON.stringify(pool)),
    })),
  }
}

describe('a configuration that arrives', () => {
  const first = poolWith('p1', 'a', 'b')
  const second = poolWith('p2', 'c')
  const before = configOf(1, [instanceOf('x', { pools: [first, second] })])

  it('is put together from the pools that have changed and those that were there', () => {
    const received = new ReceivedInstances()
    const whole = received.receive(send(before, [first, second]))
    assert.ok(whole.kind === 'whole')
    assert.deepEqual(whole.config, before)
    received.keep(whole.config)
    const changed = poolWith('p2', 'c', 'd')
    const next = configOf(2, [instanceOf('x', { pools: [copyOf(first), changed] })])
    const answer = received.receive(send(next, [changed]))
    assert.ok(answer.kind === 'whole')
    assert.deepEqual(answer.config, next)
    assert.equal(answer.config.instances[0]?.pools[0], whole.config.instances[0]?.pools[0])
  })

  it('says which pools it lacks, and is whole when they come', () => {
    const received = new ReceivedInstances()
    const answer = received.receive(send(before, [first]))
    assert.deepEqual(answer, { kind: 'missing', digests: [digestOfPool(second)] })
    assert.equal(received.receive(send(before, [first, second])).kind, 'whole')
  })

  it('is not taken when a pool is not what its digest says', () => {
    const sent = send(before, [first, second])
    const [good, bad] = sent.pools
    assert.ok(good && bad)
    const forged = { ...sent, pools: [good, { ...bad, json: Buffer.from('{}') }] }
    assert.throws(() => new ReceivedInstances().receive(forged), /is not what .* says/)
  })
})
