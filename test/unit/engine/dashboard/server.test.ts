import assert from 'node:assert/strict'
import { request } from 'node:http'
import { localCaller } from '../../../support/engine-api.ts'
import { STREAMS_MAX } from '../../../../src/engine/dashboard/server.ts'
import { SESSIONS_MAX } from '../../../../src/engine/dashboard/sessions.ts'
import type { DashboardView } from '../../../../src/engine/dashboard/model.ts'
import { waitFor } from '../../../support/wait.ts'
import { openDashboard } from './world.ts'
import type { TestDashboard } from './world.ts'

describe('The dashboard on HTTP', () => {
  let here: TestDashboard
  beforeEach(async () => {
    here = await openDashboard()
  })
  afterEach(() => here.close())

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(here.url + path, { headers })
  const login = (token: string, headers: Record<string, string> = {}) =>
    fetch(`${here.url}/session`, {
      ...{ method: 'POST', redirect: 'manual', headers },
      body: new URLSearchParams({ token }),
    })
  const toCookie = (answer: Response): string =>
    answer.headers.get('set-cookie')?.split(';')[0] ?? ''

  it('tells nothing without a token', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { cookie: 'lb_session=1' }]) {
      for (const path of ['/view', '/events']) {
        const answer = await get(path, headers)
        assert.equal(answer.status, 401)
        assert.match(await answer.text(), /lb token create/)
      }
    }
    assert.match(await (await get('/')).text(), /role="alert"/)
    assert.equal(here.source.snapshots, 0)
  })

  it('tells whoever has a token what there is', async () => {
    const { secret } = await here.token()
    const answer = await get('/view', { authorization: `Bearer ${secret}` })
    const view = (await answer.json()) as DashboardView
    assert.equal(view.instances[0]?.name, 'web')
    assert.equal(view.instances[0]?.services[0]?.servers.length, 2)
    assert.equal(view.events.length, 1)
  })

  it('gives a cookie for a token, that scripts and other sites do not get, and takes it back', async () => {
    const { secret } = await here.token()
    const answer = await login(` ${secret} `)
    assert.equal(answer.status, 303)
    const given = answer.headers.get('set-cookie') ?? ''
    assert.match(given, /^lb_session=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\//)
    assert.ok(!given.includes(secret))
    const cookie = toCookie(answer)
    assert.equal(await (await get('/', { cookie })).text(), 'the page')
    assert.equal((await get('/view', { cookie })).status, 200)
    const end = { method: 'POST', redirect: 'manual', headers: { cookie } } as const
    assert.equal((await fetch(`${here.url}/session/end`, end)).status, 303)
    assert.equal((await get('/view', { cookie })).status, 401)
  })

  it('says that a token is refused', async () => {
    const answer = await login(`lbt_${'0'.repeat(64)}`)
    assert.equal(answer.status, 401)
    assert.equal(answer.headers.get('set-cookie'), null)
    assert.equal(await answer.text(), '<p role="alert">No.</p>')
  })

  it('ends sessions and streams with their token', async () => {
    const { id, secret } = await here.token()
    const cookie = toCookie(await login(secret))
    const stream = await get('/events', { cookie })
    const whole = stream.text()
    await here.access.tokens.revoke(id, localCaller)
    assert.match(await whole, /^(?:data: |$)/)
    assert.equal((await get('/view', { cookie })).status, 401)
  })

  it('gives up the oldest session when there are too many', async () => {
    const { secret } = await here.token()
    const first = toCookie(await login(secret))
    for (let count = 1; count < SESSIONS_MAX; count++) await login(secret)
    assert.equal((await get('/view', { cookie: first })).status, 200)
    const last = toCookie(await login(secret))
    assert.equal((await get('/view', { cookie: first })).status, 401)
    assert.equal((await get('/view', { cookie: last })).status, 200)
  })

  it('forbids the page everything from elsewhere and everything inline', async () => {
    for (const path of ['/', '/view', '/dashboard.js', '/nothing']) {
      const { headers } = await get(path)
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe|\*|http/)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('cache-control'), 'no-store')
    }
  })

  it('answers only who means it: no other name, no other site', async () => {
    const { secret } = await here.token()
    const { port } = here.dashboard
    const authorization = `Bearer ${secret}`
    assert.equal(await askAs({ port, authorization, host: `localhost:${port}` }), 200)
    assert.equal(await askAs({ port, authorization, host: `evil.example:${port}` }), 421)
    assert.equal(await askAs({ port, authorization, host: '127.0.0.1:1' }), 421)
    assert.equal((await login(secret, { origin: 'http://evil.example' })).status, 421)
    assert.equal((await login(secret, { origin: here.url })).status, 303)
  })

  it('has nothing to change and nothing more to read', async () => {
    for (const method of ['PUT', 'DELETE', 'POST', 'HEAD']) {
      assert.equal((await fetch(`${here.url}/view`, { method })).status, 405)
    }
    assert.equal((await get('/../engine.json')).status, 404)
    const body = new URLSearchParams({ token: 'x'.repeat(5000) })
    assert.equal((await fetch(`${here.url}/session`, { method: 'POST', body })).status, 413)
  })

  it('looks at the engine while somebody watches, once for all of them, and has a limit', async () => {
    const { secret } = await here.token()
    const leaving = new AbortController()
    const headers = { authorization: `Bearer ${secret}` }
    const open = () => fetch(`${here.url}/events`, { headers, signal: leaving.signal })
    const streams = await Promise.all(Array.from({ length: STREAMS_MAX }, open))
    assert.ok(streams.every(({ status }) => status === 200))
    assert.equal((await open()).status, 503)
    await waitFor('a second look', () => (here.source.snapshots >= 2 ? true : null))
    assert.ok(here.source.snapshots < STREAMS_MAX)
    leaving.abort()
    await waitFor('room', async () =>
      (await get('/events', headers)).status === 200 ? true : null,
    )
  })
})

interface Asked {
  readonly port: number
  readonly host: string
  readonly authorization: string
}

/** The status; `fetch` chooses the name itself. */
function askAs({ port, host, authorization }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization }
    request({ host: '127.0.0.1', port, path: '/view', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}
