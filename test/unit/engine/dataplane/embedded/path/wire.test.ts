/** A socket of the data path, with bytes that nobody owns for long. */

import assert from 'node:assert/strict'
import { Wire } from '../../../../../../src/engine/dataplane/embedded/path/wire.ts'
import { startRaw } from '../../../../../contract/dataplane/raw.ts'
import { waitFor } from '../../../../../support/wait.ts'

describe('a wire', () => {
  it('sends copies of any length, whatever becomes of the bytes', async () => {
    const server = await startRaw(() => {})
    const drained = Promise.withResolvers<void>()
    const connected = Promise.withResolvers<void>()
    const wire = new Wire({
      onBytes: () => true,
      onDrain: () => drained.resolve(),
      onEnd: () => {},
      onConnect: () => connected.resolve(),
      onClose: () => {},
    })
    wire.dial({ address: '127.0.0.1', port: server.port }, Buffer.alloc(100))
    await connected.promise
    let said = ''
    for (const [letter, length] of [
      ['a', 1000],
      ['b', 81_000],
      ['c', 400_000],
    ] as const) {
      const bytes = Buffer.alloc(length, letter)
      wire.sendCopy(bytes, 0, length)
      bytes.fill('x')
      said += letter.repeat(length)
    }
    await waitFor('all of it', () => server.talks[0]?.heardBytes === said.length || null)
    assert.equal(server.talks[0]?.heard, said)
    wire.destroy()
    await server.close()
  })
})
