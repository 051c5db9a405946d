/** Metrics of a real engine: off, on, and without its control process. */

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'
import { readExposition } from '../unit/engine/agent/metrics/parser.ts'
import { TestEngine, kill } from './engine.ts'

describe('Metrics', () => {
  let engine: TestEngine
  beforeEach(() => {
    engine = new TestEngine()
  })
  afterEach(() => engine.close())

  const configure = (settings: object): void => {
    mkdirSync(engine.stateDirectory, { mode: 0o700, recursive: true })
    writeFileSync(join(engine.stateDirectory, 'engine.json'), JSON.stringify(settings))
  }

  const read = async (port: number) => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => null)
    return answer === null ? null : readExposition(await answer.text())
  }

  const value = async (port: number, name: string, labels = ''): Promise<number | null> => {
    const family = (await read(port))?.get(name)
    return family?.samples.get(`${name}{${labels}}`) ?? null
  }

  it('have what control does; they go on without it, and say that it is down', async () => {
    const port = await freePort()
    configure({ metrics: { listen: `127.0.0.1:${port}` } })
    await engine.start()
    const until = (up: number) =>
      waitFor(`lb_control_up ${up}`, async () =>
        (await value(port, 'lb_control_up')) === up ? true : null,
      )
    await until(1)
    const refused = 'lb_control_writes_refused_total'
    const spec = { availabilityZones: ['nowhere'], subnetId: 'subnet-local-a' }
    const put = { type: 'put', kind: 'instance', id: null, name: 'web', owner: 'tests' } as const
    const operation = { ...put, tags: {}, spec, idempotencyKey: null, expectedGeneration: null }
    await assert.rejects(engine.ask((client, signal) => client.transact([operation], signal)))
    await waitFor('the refusal to be counted', async () =>
      (await value(port, refused, 'code=unknown_zone')) === 1 ? true : null,
    )
    const families = await read(port)
    assert.equal(
      families?.get('lb_control_objects')?.samples.get('lb_control_objects{kind=vpc}'),
      1,
    )
    const calls = families?.get('lb_control_api_calls_total')?.samples
    assert.ok([...(calls?.keys() ?? [])].some((key) => key.includes('method=Transact')))
    for (const role of ['agent', 'control']) {
      for (const name of ['resident_memory_bytes', 'cpu_seconds_total', 'open_files']) {
        const family = families?.get(`lb_${role}_${name}`)
        assert.ok(
          [...(family?.samples.values() ?? [0])].every((each) => each > 0),
          name,
        )
      }
    }
    kill((await engine.pids()).control)
    await until(0)
    assert.equal(await value(port, 'lb_load_balancers'), 0)
    const names = [...((await read(port)) ?? new Map<string, unknown>()).keys()]
    assert.deepEqual(
      names.filter((name) => name.startsWith('lb_control_')),
      ['lb_control_up'],
    )
    await engine.start()
    await until(1)
  })

  it('and a dashboard whose ports are taken are told by start and status', async () => {
    const blocker = createServer()
    const port = await freePort()
    const listening = Promise.withResolvers<void>()
    blocker.listen(port, '127.0.0.1', () => listening.resolve())
    await listening.promise
    const listen = `127.0.0.1:${port}`
    configure({ metrics: { listen }, dashboard: { listen } })
    const started = await engine.lb('engine', 'start')
    assert.equal(started.code, 0, started.stderr)
    for (const answer of [started, await engine.lb('engine', 'status')]) {
      assert.match(answer.stdout, /no metrics at http:\/\/.*EADDRINUSE/)
      assert.match(answer.stdout, /no dashboard at http:\/\/.*EADDRINUSE/)
    }
    const closed = Promise.withResolvers<void>()
    blocker.close(() => closed.resolve())
    await closed.promise
    await waitFor('one of them to be served', async () => {
      const { stdout } = await engine.lb('engine', 'status')
      return /shows {3}(?:metrics|dashboard) at http/.test(stdout) ? true : null
    })
  })

  it('are refused with the key when their address is none, and nothing is left running', async () => {
    configure({ metrics: { listen: 'everywhere' } })
    const { code, stderr } = await engine.lb('engine', 'start')
    assert.equal(code, 1)
    assert.match(stderr, /metrics\.listen is an address and a port such as "127\.0\.0\.1:9464"/)
    await engine.untilGone()
  })
})
