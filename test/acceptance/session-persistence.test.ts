/** `session_persistence` of `lb_backend_service` through real Terraform (R21). */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, targetIs } from '../support/acceptance.ts'
import { get } from '../support/backends.ts'
import type { Answer } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import type { StackServer } from '../support/stack.ts'

const REQUESTS = 6

acceptance('lb_backend_service: session_persistence', (suite) => {
  it('R21: off by default; switched on in place, a client keeps its server', async () => {
    const { workspace, backend } = suite()
    const [a, b] = [await backend('a'), await backend('b')]
    const servers = [place(a), place(b)]
    const port = await freePort()
    const stack = (persistence: string): string =>
      stackHcl({ port, servers, service: `${FAST_CHECK}\n  ${persistence}` })
    await workspace.write(stack(''))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const service = await workspace.state('lb_backend_service.web')
    assert.equal(service['session_persistence'], null)
    assert.equal((await get(url)).headers['set-cookie'], undefined)

    await workspace.write(stack('session_persistence = { enabled = true }'))
    assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
    for (let client = 0; client < 2; client++) {
      const first = await get(url)
      const cookie = cookieOf(first, 'LBSESSION')
      for (let index = 0; index < REQUESTS; index++) {
        assert.equal((await get(url, { headers: { cookie } })).body, first.body)
      }
    }
    const cookies = [a, b].flatMap(({ requests }) => requests.map(({ headers }) => headers.cookie))
    assert(cookies.every((cookie) => cookie === undefined))

    await workspace.write(
      stack(`session_persistence = {
        enabled = true, cookie_name = "shop-node", cookie_expire_seconds = 600
      }`),
    )
    await workspace.apply()
    const renamed = await get(url)
    assert.match(
      renamed.headers['set-cookie']?.[0] ?? '',
      /^shop-node=[\w-]{16}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    )
    await workspace.write(stack('session_persistence = { enabled = false }'))
    await workspace.apply()
    assert.equal((await get(url)).headers['set-cookie'], undefined)
    await assertNoChanges(workspace)
  })

  it('R21: an ill server loses its clients, one of weight 0 keeps them', async () => {
    const { workspace, backend } = suite()
    const backends = [await backend('a'), await backend('b')]
    const port = await freePort()
    const stack = (weight: number): string =>
      stackHcl({
        port,
        servers: backends.map((one) => (one === home ? { ...place(one), weight } : place(one))),
        service: `${FAST_CHECK}\n  session_persistence = { enabled = true }`,
      })
    let home = backends[0]
    await workspace.write(stack(10))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const first = await get(url)
    const headers = { cookie: cookieOf(first, 'LBSESSION') }
    home = backends.find(({ name }) => name === first.body)
    assert(home !== undefined)
    await workspace.write(stack(0))
    await workspace.apply()
    for (let index = 0; index < REQUESTS; index++) {
      assert.equal((await get(url, { headers })).body, home.name)
      assert.notEqual((await get(url)).body, home.name)
    }
    await workspace.write(stack(10))
    await workspace.apply()
    home.setProbeStatus(503)
    await targetIs(workspace, home.port, 'unhealthy')
    const moved = await get(url, { headers })
    assert.notEqual(moved.body, home.name)
    assert.notEqual(cookieOf(moved, 'LBSESSION'), headers.cookie)
    home.setProbeStatus(200)
    await targetIs(workspace, home.port, 'healthy')
    assert.equal((await get(url, { headers })).body, home.name)
  })

  it('R21: refused for TCP and for bad values at plan, at the attribute', async () => {
    const { workspace, tcpBackend } = suite()
    const servers = [place(await tcpBackend('one'))]
    const port = await freePort()
    const cases = [
      { service: 'session_persistence = { enabled = true }', words: /is for HTTP/ },
      {
        service: 'session_persistence = { enabled = true, cookie_name = "a b" }',
        words: /cookie_name/,
      },
      {
        service: 'session_persistence = { enabled = true, cookie_name = "__Host-a" }',
        words: /cookie_name/,
      },
      {
        service: 'session_persistence = { enabled = true, cookie_expire_seconds = 86401 }',
        words: /cookie_expire_seconds/,
      },
    ]
    for (const { service, words } of cases) {
      await workspace.write(stackHcl({ port, servers, service, protocol: 'TCP' }))
      const refusal = await workspace.refuses('plan')
      assert.match(refusal, words)
      assert.match(refusal, /session_persistence/)
    }
  })
})

function place(server: StackServer): StackServer {
  return { address: server.address, port: server.port }
}

/** What a browser would send from now on. */
function cookieOf(answer: Answer, name: string): string {
  const [line = ''] = answer.headers['set-cookie'] ?? []
  assert.match(line, new RegExp(`^${name}=`))
  return line.split(';')[0] ?? ''
}
