import assert from 'node:assert/strict'
import { EngineError } from '../../../src/engine/errors.ts'
import { formatPath } from '../../../src/provider/index.ts'
import { toProblems } from '../../../src/resources/diagnostics.ts'
import { availabilityGroup } from '../../../src/resources/availability-group.ts'
import { serverGroup } from '../../../src/resources/server-group.ts'

const { attributes } = serverGroup.schema
const desired = { servers: [{ address: '127.0.0.1' }, { address: '127.0.0.2', port: 80 }] }

function toFound(
  path: readonly (string | number)[],
  objectId: string | null = null,
  of = attributes,
) {
  const message = 'It is not allowed.'
  const problem = { code: 'invalid_argument', objectId, path, message }
  const error = new EngineError({ code: 'invalid_argument', message, problems: [problem] })
  const [found] = toProblems(error, { attributes: of, id: null, desired })
  assert.ok(found)
  return { at: formatPath(found.path), text: found.detail.split('\n')[0] }
}

describe('what the engine found', () => {
  it('is told at the attribute', () => {
    assert.deepEqual(toFound(['vpcId']), { at: 'vpc_id', text: 'It is not allowed.' })
  })

  it('names the element of a set that it is about, and the attribute in it', () => {
    const at = 'servers[address = "127.0.0.2", port = 80].weight'
    assert.deepEqual(toFound(['servers', 1, 'weight']), { at, text: `${at}: It is not allowed.` })
    assert.equal(toFound(['servers', 0]).at, 'servers[address = "127.0.0.1"]')
  })

  it('names the argument of a block, which may have many lines', () => {
    const path = ['launch', 'process', 'environment']
    const at = 'launch.process.environment'
    const found = toFound(path, null, availabilityGroup.schema.attributes)
    assert.deepEqual(found, { at, text: `${at}: It is not allowed.` })
  })

  it('is told as far as the configuration goes', () => {
    assert.equal(toFound(['servers', 7, 'weight']).at, 'servers')
    assert.equal(toFound(['nothing', 'of', 'ours']).at, '')
    assert.equal(toFound(['vpcId'], 'sgr-another').at, '')
  })
})
