import assert from 'node:assert/strict'
import { defaultTopology, isProblems, toTopology } from '../../../../src/engine/kinds/index.ts'
import type { Topology } from '../../../../src/engine/kinds/index.ts'

function check(settings: unknown, expected: Partial<Topology>): void {
  assert.deepEqual(toTopology(settings), { ...defaultTopology, ...expected })
}

function refused(settings: unknown, path: string): void {
  const problems = toTopology(settings)
  assert.ok(isProblems(problems))
  assert.equal(problems[0]?.path.join('.'), path)
}

describe('settings of the topology', () => {
  it('are those of the default where they are left out', () => {
    check({}, {})
    check({ interface: 'eth0' }, { addressInterface: 'eth0' })
  })

  it('name zones, with five racks unless told otherwise', () =>
    check(
      { region: 'dc', zones: [{ name: 'dc-a', racks: 2 }, { name: 'dc-b' }] },
      {
        region: 'dc',
        zones: [
          { name: 'dc-a', racks: 2 },
          { name: 'dc-b', racks: 5 },
        ],
      },
    ))

  it('are refused at their key', () => {
    refused({ eip_pool: '10.0.0.1/8' }, 'eip_pool')
    refused({ eip: '10.0.0.0/8' }, 'eip')
    refused({ zones: [] }, 'zones')
    refused({ zones: [{ name: 'a' }, { name: 'a' }] }, 'zones.1.name')
    refused({ peer_prefixes: ['10.0.0.0/8', 'x'] }, 'peer_prefixes.1')
    refused({ interface: 'a b' }, 'interface')
    refused([], '')
  })
})
