import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { canSharePorts, toThreads } from '../../../../../src/engine/dataplane/embedded/sharing.ts'

describe('sharing of ports', () => {
  it('is among as many threads as cores on Linux', () => {
    assert.deepEqual([canSharePorts('linux'), toThreads('linux')], [true, availableParallelism()])
  })

  it('is not done on macOS, whose kernel and Node do not: one thread has a port there', () => {
    assert.deepEqual([canSharePorts('darwin'), toThreads('darwin')], [false, 1])
  })
})
