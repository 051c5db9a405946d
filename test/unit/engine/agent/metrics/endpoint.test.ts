import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  serveMetrics,
  writeMetricsAddress,
} from '../../../../../src/engine/agent/metrics/endpoint.ts'
import type { MetricsState } from '../../../../../src/engine/agent/index.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import { quiet } from '../../control/world.ts'

describe('the place of the metrics', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lb-metrics-'))
  const file = join(directory, 'deep', 'metrics.json')
  const ending = new AbortController()
  const states: MetricsState[] = []
  let served: Promise<void>
  before(() => {
    const text = async (): Promise<Iterable<string>> => ['lb_a 1\n', 'lb_b 2\n']
    const { promise: never } = Promise.withResolvers<void>()
    const hurry = { untilHurried: () => never }
    const onState = (state: MetricsState | null) => void (state === null || states.push(state))
    served = serveMetrics({ file, logger: quiet, text, onState, ...hurry }, ending.signal)
  })
  after(async () => {
    ending.abort()
    await served
    rmSync(directory, { recursive: true })
  })

  const ask = (port: number, path = '/metrics', method = 'GET') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method }).catch(() => null)
  const isServed = (port: number) => waitFor('metrics', () => ask(port))

  it('is nowhere until a file says so, moves with it, and goes with it', async () => {
    const [one, other] = [await freePort(), await freePort()]
    assert.equal(await ask(one), null)
    await writeMetricsAddress(file, { host: '127.0.0.1', port: one })
    const answer = await isServed(one)
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    assert.equal(await answer.text(), 'lb_a 1\nlb_b 2\n')
    assert.equal((await ask(one, '/'))?.status, 404)
    assert.equal((await ask(one, '/metrics', 'POST'))?.status, 405)
    assert.equal((await ask(one, '/metrics?x=1', 'HEAD'))?.status, 200)
    await writeMetricsAddress(file, { host: '127.0.0.1', port: other })
    await isServed(other)
    assert.equal(await ask(one), null)
    await writeMetricsAddress(file, null)
    await waitFor('their end', async () => ((await ask(other)) === null ? true : null))
  })

  it('is waited for while another process has it', async () => {
    const predecessor = createServer((_, response) => response.end('of another'))
    const port = await freePort()
    const listening = Promise.withResolvers<void>()
    predecessor.listen(port, '127.0.0.1', () => listening.resolve())
    await listening.promise
    await writeMetricsAddress(file, { host: '127.0.0.1', port })
    assert.equal(await (await isServed(port)).text(), 'of another')
    const at = `127.0.0.1:${port}`
    const seen = await waitFor('a state', async () => states.find((each) => each.at === at) ?? null)
    assert.match(seen.trouble ?? '', /EADDRINUSE/)
    predecessor.close()
    predecessor.closeAllConnections()
    const text = await waitFor('metrics of this process', async () => {
      const answer = await ask(port)
      const words = await answer?.text()
      return words?.startsWith('lb_a') === true ? words : null
    })
    assert.equal(text, 'lb_a 1\nlb_b 2\n')
    assert.deepEqual(states.at(-1), { at, trouble: null })
  })

  it('speaks OpenMetrics to whoever asks for it', async () => {
    const port = await freePort()
    await writeMetricsAddress(file, { host: '127.0.0.1', port })
    await isServed(port)
    const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.3'
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { accept } })
    assert.match(answer.headers.get('content-type') ?? '', /^application\/openmetrics-text/)
    await answer.text()
  })
})
