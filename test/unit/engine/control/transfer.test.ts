/** What goes along when objects go from one engine to another. */

import assert from 'node:assert/strict'
import type { ApiObject } from '../../../../src/engine/client/contract.ts'
import { makeAuthority } from '../../../support/authority.ts'
import { checkRefused, never, toDelete, World } from './world.ts'

describe('export and import', () => {
  let first: World
  let standby: World

  beforeEach(async () => {
    first = await World.start()
    standby = await World.start()
  })
  afterEach(async () => {
    await first.close()
    await standby.close()
  })

  async function exported(withSecrets = false): Promise<readonly ApiObject[]> {
    return (await first.control.exportObjects({ withSecrets }, never)).objects
  }

  async function follow(objects: readonly ApiObject[]): Promise<readonly string[]> {
    const query = { objects, prune: true, dryRun: false }
    const { steps } = await standby.control.importObjects(query, never)
    return steps.map(({ type, kind }) => `${type} ${kind}`)
  }

  it('leave secrets out unless asked for, and keep those that are there', async () => {
    const { certificatePem, keyPem } = makeAuthority().issue({})
    const spec = { certificatePem, privateKeyPem: keyPem }
    await first.put({ kind: 'certificate', spec })
    const [bare] = await exported()
    assert.equal(bare?.spec['privateKeyPem'], null)
    await checkRefused(follow(await exported()), ['invalid_argument at privateKeyPem'])
    assert.deepEqual(await follow(await exported(true)), ['created certificate'])
    assert.deepEqual(await follow(await exported()), [])
    const there = await standby.control.exportObjects({ withSecrets: true }, never)
    assert.deepEqual(there.objects, await exported(true))
  })

  it('take along what is leaving, until nobody needs it', async () => {
    const { group, service } = await first.putStack()
    const other = await first.put({ kind: 'server_group', spec: {} })
    await first.defer(group)
    await follow(await exported())
    assert.deepEqual(await standby.leaving(), [group.id])
    await first.change(service, { serverGroupId: other.id })
    assert.deepEqual(await follow(await exported()), [
      'updated backend_service',
      'deleted server_group',
    ])
  })

  it('delete what is gone elsewhere, protected or not, and all that refers to it', async () => {
    const { instance, listener, service } = await first.putStack()
    const kept = await first.change(instance, { deletionProtection: true })
    await follow(await exported())
    await first.change(kept, { deletionProtection: false })
    const parts = [listener, service, instance]
    const deletes = parts.map(({ kind, id }) => toDelete(kind, id))
    await first.control.transact(deletes, never)
    const steps = await follow(await exported())
    assert.deepEqual(steps, ['deleted listener', 'deleted backend_service', 'deleted instance'])
  })

  it('refuse an object whose id is not its kind’s, or that is there twice', async () => {
    await first.put({ kind: 'server_group', spec: {} })
    const [group] = await exported()
    assert.ok(group)
    await checkRefused(follow([{ ...group, id: 'lb-1' }]), ['invalid_argument'])
    await checkRefused(follow([group, group]), ['invalid_argument'])
    await checkRefused(follow([{ ...group, kind: 'vpc', id: 'vpc-default' }]), ['built_in'])
  })
})
