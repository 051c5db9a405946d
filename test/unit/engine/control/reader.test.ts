import assert from 'node:assert/strict'
import type { ListQuery } from '../../../../src/engine/client/contract.ts'
import { makeTestCertificate } from '../../../support/certificates.ts'
import { checkRefused, never, World } from './world.ts'

const everything: ListQuery = {
  kind: null,
  owner: null,
  name: null,
  leaving: false,
  limit: 1000,
  cursor: null,
}

describe('reading', () => {
  let world: World
  beforeEach(async () => {
    world = await World.start()
    await world.putStack('one')
    await world.putStack('two').catch(() => {})
    await world.put({ kind: 'server_group', name: 'two', owner: 'other', spec: {} })
  })
  afterEach(() => world.close())

  async function list(query: Partial<ListQuery>): Promise<readonly string[]> {
    const { objects } = await world.control.list({ ...everything, ...query }, never)
    return objects.map(({ kind, name }) => `${kind} ${name}`)
  }

  it('lists by kind, owner and name', async () => {
    assert.deepEqual((await list({ kind: 'listener' })).toSorted(), [
      'listener one',
      'listener two',
    ])
    assert.deepEqual(await list({ owner: 'other' }), ['server_group two'])
    assert.deepEqual(await list({ kind: 'server_group', name: 'one' }), ['server_group one'])
    assert.deepEqual(await list({ kind: 'unicorn' }), [])
    assert.equal((await list({})).length, 4 + 8 + 2)
  })

  it('gives pages that are the whole together, whatever their size', async () => {
    const whole = (await world.control.list(everything, never)).objects
    for (const limit of [1, 2, 3, 5, 12, 13, 14, 15]) {
      const ids: string[] = []
      let cursor: string | null = null
      do {
        const page = await world.control.list({ ...everything, limit, cursor }, never)
        assert.ok(page.objects.length <= limit)
        ids.push(...page.objects.map(({ id }) => id))
        cursor = page.cursor
      } while (cursor !== null)
      assert.deepEqual(
        ids,
        whole.map(({ id }) => id),
      )
    }
  })

  it('shows nobody a private key, whatever is asked for', async () => {
    const { pem: certificatePem, keyPem: privateKeyPem } = makeTestCertificate()
    const spec = { certificatePem, privateKeyPem }
    const made = await world.put({ kind: 'certificate', name: 'secret', spec })
    const { control } = world
    const events: unknown[] = []
    for await (const event of control.events({ after: 0, follow: false }, never)) events.push(event)
    const told = [
      made,
      await control.get('certificate', made.id, never),
      await control.list(everything, never),
      await control.snapshot(never),
      events,
    ]
    for (const answer of told) assert.doesNotMatch(JSON.stringify(answer), /PRIVATE KEY/)
    assert.deepEqual(made.spec['privateKeyPem'], null)
    const kept = control.find('certificate', made.id)?.spec
    assert.match(JSON.stringify(kept), /PRIVATE KEY/)
  })

  it('refuses a cursor that no page gave', () =>
    checkRefused(list({ cursor: 'nonsense' }), ['invalid_argument']))

  it('gives null for what is not there', async () => {
    assert.equal(await world.control.get('listener', 'lsn-1', never), null)
    assert.equal(await world.control.get('listener', 'vpc-default', never), null)
    assert.equal((await world.control.get('vpc', 'vpc-default', never))?.owner, 'engine')
  })

  it('follows the event log from anywhere, without gaps', async () => {
    const seen: number[] = []
    const stop = new AbortController()
    const query = { after: 2, follow: true }
    const following = (async () => {
      for await (const event of world.control.events(query, stop.signal)) {
        seen.push(event.sequence)
        if (event.objectName === 'last') stop.abort(new Error('enough'))
      }
    })()
    for (const name of ['more', 'and', 'last'])
      await world.put({ kind: 'server_group', name, spec: {} })
    await assert.rejects(following, /enough/)
    assert.deepEqual(
      seen,
      seen.map((_, index) => index + 3),
    )
  })
})
