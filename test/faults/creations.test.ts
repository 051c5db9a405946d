/**
 * Creations that nobody notes, because the plugin or its caller is killed just then; moment by
 * moment, over raw gRPC. The same through real Terraform is in `test/acceptance/robust.test.ts`.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObjectValue } from '../../src/provider/values/index.ts'
import { valueFromWire } from '../../src/provider/wire/dynamic-value.ts'
import { serverGroup } from '../../src/resources/server-group.ts'
import { startPlugin } from '../protocol/support/core.ts'
import type { ConnectedPlugin } from '../protocol/support/core.ts'
import { TestEngine } from './engine.ts'

const main = join(import.meta.dirname, '../../src/main.ts')
const typeName = 'lb_server_group'
const nothing = { msgpack: Buffer.of(0xc0) }

interface Created {
  readonly id: string
  /** As a state file would have them. */
  readonly state: { readonly msgpack: Uint8Array }
  readonly private: Uint8Array
}

/** The ways to end before anybody has noted an id. */
const cutShort: Readonly<Record<string, (plugin: ConnectedPlugin) => void>> = {
  'kill -9 of the plugin': ({ process: plugin }) => plugin.kill('SIGKILL'),
  'a caller that goes without a word': ({ channel }) => channel.close(),
  'a signal': ({ process: plugin }) => plugin.kill('SIGTERM'),
}

describe('creations that nobody notes', () => {
  let engine: TestEngine
  let directory: string

  before(async () => {
    engine = new TestEngine()
    await engine.ensure()
  })

  after(() => engine.close())

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-creations-'))
  })

  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  /** A plugin as Terraform starts it in `cwd`. */
  const start = async (cwd = directory): Promise<ConnectedPlugin> => {
    const env = { LB_STATE_DIR: engine.stateDirectory }
    const plugin = await startPlugin({ command: [process.execPath, main], env, cwd })
    await plugin.provider.configureProvider({ config: { json: Buffer.from('{}') } })
    return plugin
  }

  const ids = async (name: string): Promise<readonly string[]> => {
    const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
    return objects.filter((object) => object.name === name).map(({ id }) => id)
  }

  for (const [name, end] of Object.entries(cutShort)) {
    it(`${name}: the next creation finds it`, async () => {
      await using plugin = await start()
      const lost = await create(plugin, name)
      end(plugin)
      await plugin.process.exited()
      await using next = await start()
      assert.equal((await create(next, name)).id, lost.id)
      assert.deepEqual(await ids(name), [lost.id])
    })
  }

  it('an orderly end: the next creation of the name is another object', async () => {
    await using plugin = await start()
    const kept = await create(plugin, 'orderly')
    assert.equal((await plugin.shutDown()).code, 0)
    await using next = await start()
    assert.notEqual((await create(next, 'orderly')).id, kept.id)
  })

  it('a refresh in between: what is in the state is not taken over', async () => {
    await using plugin = await start()
    const [kept, lost] = [await create(plugin, 'noted'), await create(plugin, 'noted')]
    plugin.process.kill('SIGKILL')
    await plugin.process.exited()
    await using planning = await start()
    const read = { typeName, currentState: kept.state, private: kept.private }
    assert.deepEqual((await planning.provider.readResource(read)).diagnostics, [])
    await planning.shutDown()
    await using next = await start()
    assert.equal((await create(next, 'noted')).id, lost.id)
    assert.equal((await ids('noted')).length, 2)
  })

  it('another configuration, another workspace, and a run that goes on: untouched', async () => {
    await using plugin = await start()
    const made = await create(plugin, 'mine')
    await using beside = await start()
    assert.notEqual((await create(beside, 'mine')).id, made.id, 'the first run is still there')
    plugin.process.kill('SIGKILL')
    await plugin.process.exited()
    const elsewhere = mkdtempSync(join(tmpdir(), 'lb-creations-'))
    try {
      await using other = await start(elsewhere)
      assert.notEqual((await create(other, 'mine')).id, made.id)
    } finally {
      rmSync(elsewhere, { recursive: true, force: true })
    }
    await using next = await start()
    assert.equal((await create(next, 'mine')).id, made.id)
  })

  it('a kill of the engine in between changes nothing of it', async () => {
    await using plugin = await start()
    const lost = await create(plugin, 'through the engine')
    plugin.process.kill('SIGKILL')
    process.kill((await engine.pids()).control, 'SIGKILL')
    await plugin.process.exited()
    await using next = await start()
    assert.equal((await create(next, 'through the engine')).id, lost.id)
  })
})

/** Plans and applies, as Terraform does. */
async function create({ provider }: ConnectedPlugin, name: string): Promise<Created> {
  const config = { json: Buffer.from(JSON.stringify({ name })) }
  const plan = await provider.planResourceChange({
    ...{ typeName, config, proposedNewState: config, priorState: nothing },
  })
  assert.deepEqual(plan.diagnostics, [])
  const answer = await provider.applyResourceChange({
    ...{ typeName, config, priorState: nothing },
    ...{ plannedState: plan.plannedState, plannedPrivate: plan.plannedPrivate },
  })
  assert.deepEqual(answer.diagnostics, [])
  const state = answer.newState
  const value = valueFromWire(serverGroup.schema.type, state)
  assert.ok(state !== undefined && isObjectValue(value))
  const { id } = value
  assert.ok(typeof id === 'string')
  return { id, state, private: answer.private }
}
