/** `proxy_protocol` of `lb_backend_service` through real Terraform (R23). */

import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

const CLIENT = '127.77.0.9'

acceptance('lb_backend_service: proxy_protocol', (suite) => {
  it('R23: off by default; on, servers and probes hear it, and it changes in place', async () => {
    const { workspace } = suite()
    const server = await startListening()
    try {
      const port = await freePort()
      const servers = [{ address: '127.0.0.1', port: server.port }]
      const stack = (more: string): string =>
        stackHcl({ port, servers, protocol: 'TCP', service: `${FAST_CHECK}\n  ${more}` })
      await workspace.write(stack(''))
      await workspace.apply()
      assert.equal((await workspace.state('lb_backend_service.web'))['proxy_protocol'], false)
      const host = String((await workspace.outputs())['address'])
      await speak({ port, host, words: 'first' })
      await server.hears(/^first$/)

      await workspace.write(stack('proxy_protocol = true'))
      assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
      await workspace.apply()
      const from = await speak({ port, host, words: 'second' })
      await server.hears(
        new RegExp(`^PROXY TCP4 ${CLIENT} ${host} ${from.port} ${port}\r\nsecond$`),
      )
      await server.hears(/^PROXY UNKNOWN\r\n$/)
      await assertNoChanges(workspace)
    } finally {
      server.close()
    }
  })

  it('R23: refused for HTTP at plan, at the attribute', async () => {
    const { workspace, backend } = suite()
    const { address, port: serverPort } = await backend('one')
    const servers = [{ address, port: serverPort }]
    const service = 'proxy_protocol = true'
    await workspace.write(stackHcl({ port: await freePort(), servers, service }))
    const refusal = await workspace.refuses('plan')
    assert.match(refusal, /proxy_protocol = true/)
    assert.match(refusal, /is for TCP/)
  })
})

/** A server that keeps what each connection says. */
async function startListening() {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const index = heard.push('') - 1
    sockets.add(socket)
    socket.on('data', (bytes: Buffer) => (heard[index] += bytes.toString('latin1')))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    hears: (what: RegExp) =>
      waitFor(`${what}`, () => heard.find((words) => what.test(words)) ?? null),
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** Says `words` from the client's address and ends; gives the port it came from. */
function speak(to: { port: number; host: string; words: string }): Promise<{ port: number }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: to.port, host: to.host, localAddress: CLIENT })
    socket.on('error', reject)
    socket.on('connect', () => {
      const { localPort = 0 } = socket
      socket.end(to.words, () => resolve({ port: localPort }))
    })
    socket.resume()
  })
}
