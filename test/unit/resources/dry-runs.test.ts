import assert from 'node:assert/strict'
import type { Operation } from '../../../src/engine/client/contract.ts'
import { DryRuns } from '../../../src/resources/dry-runs.ts'
import { never, toPut, World } from '../engine/control/world.ts'

describe('dry runs of what is planned at the same time', () => {
  let world: World
  /** The operations of each call, in their order. */
  let calls: (readonly Operation[])[]
  let runs: DryRuns

  beforeEach(async () => {
    world = await World.start()
    calls = []
    const { control } = world
    const client = {
      ...({} as ConstructorParameters<typeof DryRuns>[0]),
      check: (...[operations, signal]: Parameters<typeof control.check>) => {
        calls.push(operations)
        return control.check(operations, signal)
      },
    }
    runs = new DryRuns(client)
  })

  afterEach(() => world.close())

  const group = (port: number): Operation => toPut({ kind: 'server_group', spec: { port } })

  it('go in one call, but for the first', async () => {
    const answers = [1, 2, 3, 4].map((port) => runs.check([group(port)], never))
    assert.deepEqual(await Promise.all(answers), [null, null, null, null])
    assert.deepEqual(
      calls.map((operations) => operations.length),
      [1, 3],
    )
  })

  it('are each told what is wrong with them, and only that', async () => {
    const ports = [1, 2, 0, 4, -1]
    const answers = await Promise.all(ports.map((port) => runs.check([group(port)], never)))
    assert.deepEqual(
      answers.map((refusal) => refusal?.code ?? null),
      [null, null, 'invalid_argument', null, 'invalid_argument'],
    )
  })

  it('may speak of the same change', async () => {
    const made = await world.put({ kind: 'server_group', spec: {} })
    const change = toPut({ kind: 'server_group', id: made.id, spec: { port: 7 } })
    const answers = [[group(1)], [change, group(2)], [change, group(3)]].map((operations) =>
      runs.check(operations, never),
    )
    assert.deepEqual(await Promise.all(answers), [null, null, null])
    assert.equal(calls.length, 2)
  })

  it('fail each for itself', async () => {
    const reason = new Error('no more')
    const first = runs.check([group(1)], never)
    const aborted = runs.check([group(2)], AbortSignal.abort(reason))
    const last = runs.check([group(3)], never)
    assert.equal(await first, null)
    assert.equal(await last, null)
    await aborted.catch((error: unknown) => assert.equal(error, reason))
  })
})
