import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import { toLowestFree, toPrefix } from '../../../../src/engine/ir/index.ts'
import { createWorld, declare } from '../kinds/world.ts'

const blocks = ['127.10.0.0/28', '127.10.0.0/29', '127.100.0.0/29'].map((text) => {
  const prefix = toPrefix(text)
  assert.ok(prefix)
  return prefix
})

type Step =
  | { readonly do: 'put'; readonly id: string; readonly address: string }
  | { readonly do: 'delete'; readonly id: string }
  | { readonly do: 'ask' | 'fork' | 'merge' | 'abandon' }

const id = fc.constantFrom(...'abcdef'.split('').map((letter) => `lb-${letter}`))
const address = fc.integer({ min: 2, max: 9 }).map((byte) => `127.10.0.${byte}`)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), id, address }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), id }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('ask', 'ask', 'fork', 'merge', 'abandon') }),
  },
)

/** By looking at everybody. */
function check(graph: Graph): void {
  const held = new Map<string, string[]>()
  for (const { id: holder, spec } of graph.list('instance')) {
    const { privateIpAddress: own } = spec as { readonly privateIpAddress: string }
    held.set(own, [...(held.get(own) ?? []), holder])
  }
  for (const block of blocks) assert.equal(graph.lowestFree(block), toLowestFree(block, held))
  for (let byte = 2; byte < 10; byte++) {
    const text = `127.10.0.${byte}`
    const holders = graph.holders(text).map(({ id: holder }) => holder)
    assert.deepEqual(holders.toSorted(), held.get(text)?.toSorted() ?? [], text)
  }
}

function run(steps: readonly Step[]): void {
  const layers = [createWorld()]
  for (const each of steps) {
    const top = layers.at(-1)
    assert.ok(top)
    if (each.do === 'put') {
      const { id: own, address: privateIpAddress } = each
      const spec = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'], privateIpAddress }
      declare(top, { kind: 'instance', id: own, spec })
    } else if (each.do === 'delete') top.delete(each.id)
    else if (each.do === 'fork') layers.push(top.fork())
    else if (each.do !== 'ask' && layers.length > 1) {
      layers.pop()
      if (each.do === 'merge') top.merge()
    }
    // Asking moves floors, so it is not done after every step.
    if (each.do !== 'put' && each.do !== 'delete') check(layers.at(-1) ?? top)
  }
  while (layers.length > 1) layers.pop()?.merge()
  check(layers[0] ?? createWorld())
}

describe('who holds which address', () => {
  it('is the same as by looking at everybody, whatever is layered, merged or thrown away', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), run), { numRuns: 300 })
  })
})
