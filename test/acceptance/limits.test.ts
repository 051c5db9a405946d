/** How much a server may get: limits and slow start of `lb_backend_service`, real Terraform. */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { shares } from '../support/backends.ts'
import type { Backend } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

/** Less than half of a slow start: a look that takes longer is none at the beginning. */
const LOOK_MS = 2000

acceptance('lb_backend_service: max_connections_per_server', (suite) => {
  it('no limit by default; full servers are passed over, and it changes in place', async () => {
    const { workspace, tcpBackend } = suite()
    const servers = [await tcpBackend('a'), await tcpBackend('b')].map(({ address, port }) => ({
      address,
      port,
    }))
    const port = await freePort()
    const stack = (more: string): string =>
      stackHcl({ port, servers, protocol: 'TCP', service: `${FAST_CHECK}\n  ${more}` })
    await workspace.write(stack(''))
    await workspace.apply()
    const service = await workspace.state('lb_backend_service.web')
    assert.equal(service['max_connections_per_server'], null)
    const host = String((await workspace.outputs())['address'])
    const sockets: Socket[] = []
    const open = (): Promise<string> => hear({ port, host }, sockets)
    try {
      assert.deepEqual([await open(), await open()].toSorted(), ['a\n', 'b\n'])
      await workspace.write(stack('max_connections_per_server = 2'))
      assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
      await workspace.apply()
      await assertNoChanges(workspace)
      assert.deepEqual([await open(), await open()].toSorted(), ['a\n', 'b\n'])
      assert.equal(await open(), '')
      await workspace.write(stack(''))
      await workspace.apply()
      assert.notEqual(await open(), '')
    } finally {
      for (const socket of sockets) socket.destroy()
    }
    await workspace.write(stack('max_connections_per_server = 0'))
    assert.match(await workspace.refuses('plan'), /max_connections_per_server/)
  })
})

acceptance('lb_backend_service: slow_start_seconds', (suite) => {
  it('a server that joins others gets its share bit by bit, and all of it in the end', async () => {
    const { workspace, backend } = suite()
    const [a, b] = [await backend('a'), await backend('b')]
    const port = await freePort()
    const stack = (names: readonly Backend[]): string =>
      stackHcl({
        port,
        servers: names.map((one) => ({ address: one.address, port: one.port })),
        service: `${FAST_CHECK}\n  slow_start_seconds = 5`,
      })
    await workspace.write(stack([a]))
    await workspace.apply()
    const begunMs = performance.now()
    const url = String((await workspace.outputs())['url'])
    await waitFor('a server that is warm', () => performance.now() - begunMs > 5500 || null)
    await workspace.write(stack([a, b]))
    await workspace.apply()
    const early = await waitFor('a look at the beginning', async () => {
      // It begins again: how long an apply takes is nobody's to know.
      b.setProbeStatus(503)
      await waitFor('it to go', async () => (await shares(url, 4))['a'] === 4 || null)
      const backMs = performance.now()
      b.setProbeStatus(200)
      const seen = await waitFor('it to be back', async () => {
        const found = await shares(url, 20)
        return found['b'] === undefined ? null : found
      })
      return performance.now() - backMs < LOOK_MS ? seen : null
    })
    assert((early['b'] ?? 0) < (early['a'] ?? 0), JSON.stringify(early))
    await waitFor('the full share', async () => (await shares(url, 20))['b'] === 10 || null)
    await assertNoChanges(workspace)
  })
})

/** The first words on a new connection that stays; empty when it is closed. */
async function hear(to: { port: number; host: string }, sockets: Socket[]): Promise<string> {
  const socket = connect(to)
  sockets.push(socket)
  let heard = ''
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')))
  socket.on('error', () => {})
  await waitFor('words or the end', () => heard.endsWith('\n') || socket.closed || null)
  return heard
}
