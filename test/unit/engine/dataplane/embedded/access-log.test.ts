/** Access logs: a line for each request, on disk, and an id that the server is told too. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dataplane } from '../../../../../src/engine/dataplane/contract.ts'
import { createEmbedded } from '../../../../../src/engine/dataplane/embedded/index.ts'
import {
  ListenerLog,
  LogBatches,
} from '../../../../../src/engine/dataplane/embedded/path/access-log.ts'
import type { LogPage } from '../../../../../src/engine/dataplane/embedded/path/access-log.ts'
import { ListenerCounts } from '../../../../../src/engine/dataplane/embedded/path/counters.ts'
import { LogEntry, TARGET } from '../../../../../src/engine/dataplane/embedded/path/log-entry.ts'
import type { AccessLogFormat } from '../../../../../src/engine/ir/index.ts'
import { get, startBackend } from '../../../../support/backends.ts'
import type { Backend } from '../../../../support/backends.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import { logInto } from './logger.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

const TIMEOUT_MS = 60_000
/** Version 4 (RFC 9562 5.4). */
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

describe('access logs of the embedded plane', () => {
  let directory: string
  let backend: Backend
  let plane: Dataplane
  let port: number

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lb-access-log-'))
    backend = await startBackend({ name: 'server' })
    port = await freePort()
    const accessLogDirectory = join(directory, 'log')
    plane = createEmbedded({ log: logInto([]), threads: 2, accessLogDirectory })
  })

  afterEach(async () => {
    await plane.close(0)
    await backend.close()
    await rm(directory, { recursive: true })
  })

  async function apply(accessLog?: AccessLogFormat): Promise<void> {
    const listener = listenerOf({
      name: 'web',
      binds: [{ address: '127.0.0.1', port }],
      ...(accessLog === undefined ? {} : { accessLog }),
    })
    const pool = poolOf({ endpoints: [endpointOf('server', { port: backend.port })] })
    const config = configOf([pool], [listener])
    const outcome = await plane.apply(config, new Map(), AbortSignal.timeout(TIMEOUT_MS))
    assert.equal(outcome.kind, 'applied')
  }

  function lines(count: number): Promise<readonly string[]> {
    return waitFor(`${count} lines`, async () => {
      const text = await readFile(join(directory, 'log', 'listener.log'), 'utf8').catch(() => '')
      const found = text.split('\n').slice(0, -1)
      return found.length >= count ? found : null
    })
  }

  it('are off by default: no file, no id', async () => {
    await apply()
    await get(`http://127.0.0.1:${port}/`)
    assert.equal(backend.requests[0]?.headers['x-request-id'], undefined)
    assert.deepEqual(await readdir(directory), [])
  })

  it('are JSON, an object for each request', async () => {
    await apply('json')
    const headers = { 'User-Agent': 'a "tester"\u00e9', Referer: 'http://r/' }
    await get(`http://127.0.0.1:${port}/path?q=1`, { headers })
    const [line = ''] = await lines(1)
    const { time, duration_ms: durationMs, request_id: id, ...rest } = JSON.parse(line) as Line
    assert(Math.abs(Date.parse(time) - Date.now()) < TIMEOUT_MS)
    assert(durationMs > 0)
    assert.equal(id, backend.requests[0]?.headers['x-request-id'])
    assert.deepEqual(rest, {
      listener: 'web',
      client: '127.0.0.1',
      method: 'GET',
      host: `127.0.0.1:${port}`,
      target: '/path?q=1',
      protocol: 'HTTP/1.1',
      status: 200,
      bytes: rest['bytes'],
      server: `127.0.0.1:${backend.port}`,
      user_agent: 'a "tester"\u00e9',
      referer: 'http://r/',
    })
  })

  it('are combined, and nothing that a client says ends a line', async () => {
    await apply('combined')
    const headers = { 'User-Agent': '" 200 1 "', Referer: 'a\tb' }
    await get(`http://127.0.0.1:${port}/`, { headers })
    const [line = ''] = await lines(1)
    const form =
      /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:[\d:]{8} \+0000\] "GET \/ HTTP\/1\.1" 200 \d+ (.*)$/
    assert.equal(form.exec(line)?.[1], '"a\\x09b" "\\x22 200 1 \\x22"')
  })

  it('keep the id that a request has, when it is one', async () => {
    await apply('json')
    const url = `http://127.0.0.1:${port}/`
    await get(url, { headers: { 'X-Request-Id': 'abc-123' } })
    await get(url, { headers: { 'x-request-id': 'no good id' } })
    assert.equal(backend.requests[0]?.headers['x-request-id'], 'abc-123')
    assert.match(String(backend.requests[1]?.headers['x-request-id']), UUID)
  })

  it('give each request an id of its own', async () => {
    await apply('json')
    const count = 300
    for (let index = 0; index < count; index++) await get(`http://127.0.0.1:${port}/`)
    const ids = backend.requests.map(({ headers }) => String(headers['x-request-id']))
    for (const id of ids) assert.match(id, UUID)
    assert.equal(new Set(ids).size, count)
    const logged = (await lines(count)).map((line) => (JSON.parse(line) as Line).request_id)
    assert.deepEqual(logged.toSorted(), ids.toSorted())
  })

  it('have all of a long head', async () => {
    await apply('json')
    const long = 'x"\\'.repeat(2000)
    await get(`http://127.0.0.1:${port}/`, { headers: { 'User-Agent': long } })
    const [line = ''] = await lines(1)
    assert.equal((JSON.parse(line) as Line)['user_agent'], long)
  })

  it('have answers of the proxy too', async () => {
    await apply('json')
    await backend.close()
    await get(`http://127.0.0.1:${port}/`)
    const [line = ''] = await lines(1)
    assert.equal((JSON.parse(line) as Line)['status'], 502)
  })

  it('leave lines out when nobody takes them, and count those', () => {
    const counts = new ListenerCounts()
    const sent: LogPage[] = []
    const batches = new LogBatches((_listenerId, page) => sent.push(page))
    const log = new ListenerLog({ id: 'l', name: 'l', format: 'json' }, batches, counts)
    const entry = new LogEntry()
    const target = Buffer.from(`/${'x'.repeat(10_000)}`)
    entry.put(TARGET, target, { start: 0, end: target.length })
    for (let index = 0; index < 1000; index++) log.write(entry)
    batches.flush()
    const bytes = sent.reduce((sum, { length }) => sum + length, 0)
    assert(bytes <= 4 * 1024 * 1024 && counts.logDroppedTotal > 500)
    const texts = sent.map(toText)
    for (const page of sent.splice(0)) batches.written(page)
    log.write(entry)
    batches.flush()
    const text = [...texts, ...sent.map(toText)].join('')
    assert.equal(text.split('\n').length - 1, 1001 - counts.logDroppedTotal)
  })
})

function toText({ buffer, length }: LogPage): string {
  return Buffer.from(buffer, 0, length).toString()
}

type Line = Readonly<Record<string, unknown>> & {
  readonly time: string
  readonly duration_ms: number
  readonly request_id: string
}
