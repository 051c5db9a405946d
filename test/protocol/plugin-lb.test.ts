/** The whole program as Terraform's plugin client sees it, over mutual TLS and raw gRPC. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { startPlugin } from './support/core.ts'
import type { ConnectedPlugin } from './support/core.ts'

const main = join(import.meta.dirname, '../../src/main.ts')

function start(): Promise<ConnectedPlugin> {
  return startPlugin({ command: [process.execPath, main], env: { TF_LOG: 'TRACE' } })
}

describe('terraform-provider-lb as a plugin', () => {
  it('R1: has the five kinds of part as resources', async () => {
    await using plugin = await start()
    const { resourceSchemas, diagnostics } = await plugin.provider.getProviderSchema({})
    assert.deepEqual(diagnostics, [])
    for (const part of [
      'lb_availability_group',
      'lb_backend_service',
      'lb_instance',
      'lb_listener',
      'lb_server_group',
    ]) {
      assert.ok(resourceSchemas.has(part), part)
    }
  })

  it('lists the objects of every resource, has an identity for each, stores no state', async () => {
    await using plugin = await start()
    const { resourceSchemas, listResourceSchemas, stateStoreSchemas } =
      await plugin.provider.getProviderSchema({})
    const { identitySchemas } = await plugin.provider.getResourceIdentitySchemas({})
    const types = [...resourceSchemas.keys()].toSorted()
    assert.deepEqual([...listResourceSchemas.keys()].toSorted(), types)
    assert.deepEqual([...identitySchemas.keys()].toSorted(), types)
    assert.equal(stateStoreSchemas.size, 0)
  })

  it('answers for types that it does not have with a diagnostic, not with a failed call', async () => {
    await using plugin = await start()
    const typeName = 'lb_nothing'
    const answers = await Promise.all([
      plugin.provider.validateResourceConfig({ typeName }),
      plugin.provider.planResourceChange({ typeName }),
      plugin.provider.applyResourceChange({ typeName }),
      plugin.provider.readResource({ typeName }),
      plugin.provider.importResourceState({ typeName }),
      plugin.provider.readDataSource({ typeName }),
    ])
    for (const { diagnostics } of answers) {
      assert.equal(diagnostics.length, 1)
      assert.match(diagnostics[0]?.detail ?? '', /lb_nothing/)
    }
  })

  it('takes a message of 64 MB, and answers it', async () => {
    await using plugin = await start()
    const { provider } = plugin
    await provider.configureProvider({ config: { msgpack: Buffer.of(0x80) } })
    const name = 'x'.repeat(64 * 2 ** 20)
    const json = Buffer.from(JSON.stringify({ id: 'sgr-1', name }))
    const typeName = 'lb_server_group'
    const answer = await provider.upgradeResourceState({ typeName, rawState: { json } })
    assert.deepEqual(answer.diagnostics, [])
    assert.ok((answer.upgradedState?.msgpack.length ?? 0) > name.length)
  })

  it('survives messages that make no sense, and calls them by their name', async () => {
    await using plugin = await start()
    const config = { msgpack: Buffer.from([0xc1, 0xff]) }
    const { diagnostics } = await plugin.provider.validateProviderConfig({ config })
    assert.equal(diagnostics[0]?.severity, 1)
    assert.match(diagnostics[0]?.detail ?? '', /ValidateProviderConfig/)
    await plugin.provider.getProviderSchema({})
  })

  it('ends at once after StopProvider and Shutdown', async () => {
    await using plugin = await start()
    assert.equal((await plugin.provider.stopProvider({})).error, '')
    assert.deepEqual(await plugin.shutDown(), { code: 0, signal: null })
  })
})
