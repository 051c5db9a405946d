/** `lb drain` and `lb undrain` beside real Terraform. */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { acceptance, assertNoChanges, targetIs } from '../support/acceptance.ts'
import { shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

interface Drained {
  readonly memberId: string
  readonly isDone: boolean
  readonly connections: number | null
}

acceptance('lb drain', (suite) => {
  it('takes a server out under load, over restarts and applies; plans stay empty', async () => {
    const { workspace, backend } = suite()
    const [a, b] = [await backend('a'), await backend('b')]
    const port = await freePort()
    const servers = [a, b].map((server) => ({ address: '127.0.0.1', port: server.port }))
    await workspace.write(stackHcl({ port, servers }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    await targetIs(workspace, a.port, 'healthy')
    await targetIs(workspace, b.port, 'healthy')
    const traffic = startTraffic(url, 200)

    const name = `127.0.0.1:${a.port}`
    const drain = await workspace.lb('drain', name, '--by', 'ann', '--reason', 'disk', '--wait')
    assert.equal(drain.code, 0, drain.stderr)
    const [drained] = JSON.parse(drain.stdout) as Drained[]
    assert.deepEqual([drained?.memberId, drained?.isDone], [name, true])
    assert.equal((await targetIs(workspace, a.port, 'unused')).reason, 'drained')
    assert.deepEqual(await shares(url, 6), { b: 6 })
    await assertNoChanges(workspace)

    assert.equal((await workspace.lb('engine', 'stop', '--keep-traffic')).code, 0)
    const changed = servers.map((server) => ({ ...server, weight: 20 }))
    await workspace.write(stackHcl({ port, servers: changed }))
    await workspace.apply()
    assert.deepEqual(await shares(url, 6), { b: 6 })
    await assertNoChanges(workspace)

    const last = await workspace.lb('drain', `127.0.0.1:${b.port}`)
    assert.equal(last.code, 1)
    assert.match(last.stderr, /nobody healthy is left .*\(in_use\)/)
    assert.equal((await workspace.lb('undrain', name)).code, 0)
    await targetIs(workspace, a.port, 'healthy')
    assert.deepEqual((await traffic.stop()).failures, [])
    assert.deepEqual(await shares(url, 6), { a: 3, b: 3 })
    await assertNoChanges(workspace)
  })

  it('waits for the last connection of a server that is a resource of its own', async () => {
    const { workspace, tcpBackend } = suite()
    const [a, b] = [await tcpBackend('a'), await tcpBackend('b')]
    const port = await freePort()
    const server = (name: string, at: number) => `
      resource "lb_server" "${name}" {
        server_group_id = lb_server_group.web.id
        name            = "${name}"
        address         = "127.0.0.1"
        port            = ${at}
      }`
    const more = server('a', a.port) + server('b', b.port)
    const service = FAST_CHECK
    await workspace.write(stackHcl({ port, protocol: 'TCP', servers: 'resources', more, service }))
    await workspace.apply()
    const { address } = await workspace.outputs()
    for (const each of [a, b]) await targetIs(workspace, each.port, 'healthy')
    const client = connect({ host: String(address), port })
    const [greeting] = (await once(client, 'data')) as [Buffer]
    const name = greeting.toString().trim()

    const early = await workspace.lb('drain', name, '--wait', '--timeout', '100ms')
    assert.equal(early.code, 1, 'its client is still there')
    const [waiting] = JSON.parse(early.stdout) as Drained[]
    assert.equal(waiting?.isDone, false)
    await targetIs(workspace, name === 'a' ? a.port : b.port, 'draining')
    const counted = await waitFor('its connection to be counted', async () => {
      const [row] = JSON.parse((await workspace.lb('drain')).stdout) as Drained[]
      return row?.connections === 1 ? row : null
    })
    assert.equal(counted.isDone, false)
    const late = workspace.lb('drain', name, '--wait')
    client.end('bye')
    await once(client, 'close')
    assert.equal((await late).code, 0)
    await assertNoChanges(workspace)
    const gone = await workspace.run('apply', '-auto-approve', '-destroy', '-no-color')
    assert.equal(gone.code, 0, gone.stderr)
    assert.deepEqual(JSON.parse((await workspace.lb('drain')).stdout), [])
  })
})
