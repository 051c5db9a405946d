import assert from 'node:assert/strict'
import { computed, provider, required, resource } from '../../src/provider/index.ts'
import { providerService } from '../../src/provider/wire/index.ts'
import { assertNone, Core } from '../unit/provider/server/core.ts'
import { Shelf, shelfProvider } from '../unit/provider/server/shelf.ts'
import { serveInProcess } from './support/in-process.ts'

const NO_SETTINGS = { msgpack: Buffer.from('81a86275696c64696e67c0', 'hex') }

async function serveShelf() {
  const shelf = new Shelf()
  const declared = shelfProvider(shelf)
  const { implementation } = providerService(declared, { isChecked: true })
  const clients = await serveInProcess(implementation)
  const core = new Core(clients.provider, declared, 'shelf_book')
  return { shelf, clients, core }
}

describe('a provider over gRPC', () => {
  it('tells its schema: attributes, nested ones, what is computed, what is not stored', async () => {
    const { clients } = await serveShelf()
    await using connection = clients
    const answer = await connection.provider.getProviderSchema({})
    assert.deepEqual(answer.diagnostics, [])
    assert.deepEqual(answer.serverCapabilities, {
      planDestroy: true,
      getProviderSchemaOptional: true,
      moveResourceState: false,
      generateResourceConfig: true,
    })
    const schema = answer.resourceSchemas.get('shelf_book')
    assert.equal(schema?.version, 2)
    const attributes = new Map(schema?.block?.attributes.map((of) => [of.name, of]))
    const modes = (name: string) => {
      const { required: isRequired, optional, computed: isComputed } = attributes.get(name) ?? {}
      return [isRequired, optional, isComputed]
    }
    assert.deepEqual(modes('title'), [true, false, false])
    assert.deepEqual(modes('genre'), [false, true, true], 'a default makes it computed too')
    assert.deepEqual(modes('id'), [false, false, true])
    assert.equal(attributes.get('note')?.writeOnly, true)
    assert.equal(Buffer.from(attributes.get('tags')?.type ?? []).toString(), '["map","string"]')
    const copies = attributes.get('copies')
    assert.equal(copies?.nestedType?.nesting, 3)
    assert.equal(copies?.type.length, 0, 'exactly one of type and nested type')
    assert.equal(attributes.get('timeouts')?.nestedType?.attributes.length, 3)
    for (const { name, description } of attributes.values()) {
      assert.notEqual(description, '', `${name} has a description`)
    }
  })

  it('carries a resource from its creation to its end', async () => {
    const { clients, core, shelf } = await serveShelf()
    await using connection = clients
    assertNone((await connection.provider.configureProvider({ config: NO_SETTINGS })).diagnostics)
    const given = {
      title: 'Emma',
      room: 'north',
      copies: [{ place: 'a', count: null, barcode: null }],
    }
    const made = await core.run(given)
    const changed = await core.run({ ...given, title: 'Emma II' }, { stored: made.stored })
    assert.equal(changed.plan.action, 'update')
    assert.equal(
      (await core.run({ ...given, title: 'Emma II' }, { stored: changed.stored })).plan.action,
      'none',
    )
    const moved = await core.run({ ...given, room: 'south' }, { stored: changed.stored })
    assert.deepEqual([moved.plan.action, moved.plan.replacing], ['replace', ['room']])
    const gone = await core.run(null, { stored: moved.stored })
    assert.equal(gone.stored, null)
    assert.equal(shelf.books.size, 0)
  })

  it('answers every request with diagnostics, whatever it is given', async () => {
    const { clients } = await serveShelf()
    await using connection = clients
    const { provider: client } = connection
    const typeName = 'nobody_knows'
    const answers = await Promise.all([
      client.validateResourceConfig({ typeName }),
      client.validateDataResourceConfig({ typeName }),
      client.validateEphemeralResourceConfig({ typeName }),
      client.upgradeResourceState({ typeName }),
      client.upgradeResourceIdentity({ typeName }),
      client.readResource({ typeName }),
      client.planResourceChange({ typeName }),
      client.applyResourceChange({ typeName }),
      client.importResourceState({ typeName, id: 'x' }),
      client.moveResourceState({ targetTypeName: typeName }),
      client.readDataSource({ typeName }),
      client.openEphemeralResource({ typeName }),
      client.renewEphemeralResource({ typeName }),
      client.closeEphemeralResource({ typeName }),
      client.validateProviderConfig({}),
      client.configureProvider({}),
    ])
    for (const { diagnostics } of answers) {
      assert.equal(diagnostics.length, 1)
      assert.equal(diagnostics[0]?.severity, 1)
    }
    const called = await client.callFunction({ name: 'nobody_knows' })
    assert.match(called.error?.text ?? '', /no function called "nobody_knows"/)
  })

  it('works on ten requests at once, and stop reaches all of them', async () => {
    const waiting = { count: 0 }
    const everyoneWaits = Promise.withResolvers<void>()
    const slow = resource<null>()({
      type: 'slow_thing',
      description: 'Takes its time.',
      attributes: {
        id: computed.string({ description: 'Its identity.', dependsOn: [] }),
        name: required.string({ description: 'Its name.' }),
      },
      create: async ({ desired, signal, save }) => {
        save({ id: desired.name })
        waiting.count += 1
        if (waiting.count === 10) everyoneWaits.resolve()
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      },
      read: async () => null,
      update: async ({ prior }) => prior,
      delete: async () => undefined,
    })
    const declared = provider({
      name: 'slow',
      description: 'Slow.',
      attributes: {},
      configure: async () => null,
      resources: [slow],
    })
    await using clients = await serveInProcess(providerService(declared).implementation)
    await clients.provider.configureProvider({ config: { msgpack: Buffer.of(0x80) } })
    const cores = Array.from(
      { length: 10 },
      () => new Core(clients.provider, declared, 'slow_thing'),
    )
    const runs = Promise.all(cores.map((core, index) => core.run({ name: `n${index}` })))
    await everyoneWaits.promise
    await clients.provider.stopProvider({})
    for (const [index, { stored, diagnostics }] of (await runs).entries()) {
      assert.equal(stored?.state['id'], `n${index}`)
      assert.equal(stored?.isTainted, true)
      assert.match(diagnostics[0]?.detail ?? '', /interrupted while creating slow_thing/)
    }
  })
})
