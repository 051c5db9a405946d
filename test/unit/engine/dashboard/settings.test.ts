import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEngineFile } from '../../../../src/engine/daemon/engine-file.ts'

describe('The dashboard in engine.json', () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'lb-settings-'))
  after(() => rmSync(stateDirectory, { recursive: true }))
  const read = async (settings: object) => {
    writeFileSync(join(stateDirectory, 'engine.json'), JSON.stringify(settings))
    const { dashboard } = await readEngineFile({ stateDirectory, configFile: null })
    return dashboard
  }

  it('is off unless it is asked for', async () => {
    assert.equal(await read({}), null)
    assert.deepEqual(await read({ dashboard: {} }), { host: '127.0.0.1', port: 7480 })
  })

  it('is on loopback addresses', async () => {
    for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '[::1]']) {
      const address = { host: host.replaceAll(/[[\]]/g, ''), port: 1234 }
      assert.deepEqual(await read({ dashboard: { listen: `${host}:1234` } }), address)
    }
  })

  it('is refused anywhere else, with what to do instead', async () => {
    for (const listen of ['0.0.0.0:7480', '10.0.0.1', '[::]:7480', '[::ffff:10.0.0.1]:1']) {
      const message = /dashboard\.listen is a loopback address.*ssh -L/
      await assert.rejects(read({ dashboard: { listen } }), message)
    }
    await assert.rejects(read({ dashboard: { port: 1 } }), /no setting dashboard\.port/)
  })
})
