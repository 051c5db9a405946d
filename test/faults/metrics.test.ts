/** Metrics of a real engine: off, on, and without its control process. */

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
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

  const read = async (port: number, name: string): Promise<number | null> => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => null)
    if (answer === null) return null
    return (
      readExposition(await answer.text())
        .get(name)
        ?.samples.get(`${name}{}`) ?? null
    )
  }

  it('go on while the control process is down, and say that it is', async () => {
    const port = await freePort()
    mkdirSync(engine.stateDirectory, { mode: 0o700 })
    const settings = { metrics: { listen: `127.0.0.1:${port}` } }
    writeFileSync(join(engine.stateDirectory, 'engine.json'), JSON.stringify(settings))
    await engine.start()
    const until = (value: number) =>
      waitFor(`lb_control_connected ${value}`, async () =>
        (await read(port, 'lb_control_connected')) === value ? true : null,
      )
    await until(1)
    kill((await engine.pids()).control)
    await until(0)
    assert.equal(await read(port, 'lb_load_balancers'), 0)
    await engine.start()
    await until(1)
  })

  it('are refused with the key when their address is none', async () => {
    mkdirSync(engine.stateDirectory, { mode: 0o700 })
    const settings = { metrics: { listen: 'everywhere' } }
    writeFileSync(join(engine.stateDirectory, 'engine.json'), JSON.stringify(settings))
    const { code, stderr } = await engine.lb('engine', 'start')
    assert.equal(code, 1)
    assert.match(stderr, /metrics\.listen is an address and a port such as "127\.0\.0\.1:9464"/)
  })
})
