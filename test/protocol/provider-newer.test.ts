/** What only newer clients ask for, over raw gRPC: identity, moves, lists, actions. */

import assert from 'node:assert/strict'
import {
  action,
  computed,
  defaulted,
  listResource,
  optional,
  provider,
  ProviderError,
  required,
  resource,
  setting,
} from '../../src/provider/index.ts'
import { fromMsgpack, objectOf, STRING, toMsgpack } from '../../src/provider/values/index.ts'
import type { Value } from '../../src/provider/values/index.ts'
import { providerService } from '../../src/provider/wire/index.ts'
import { serveInProcess } from './support/in-process.ts'

const EMPTY = { msgpack: Buffer.of(0x80) }
const IDENTITY = objectOf([['id', STRING]])
const TYPE = 'zoo_animal'

interface Zoo {
  readonly animals: Map<string, string>
}

const animal = resource<Zoo>()({
  type: TYPE,
  description: 'An animal.',
  attributes: {
    id: computed.string({ description: 'Its identity.', dependsOn: [] }),
    name: required.string({ description: 'Its name.' }),
    legs: defaulted.int({ description: 'How many it has.', default: 4 }),
    food: optional.string({ description: 'What it eats.' }),
  },
  create: async ({ desired, client }) => {
    client.animals.set('a-new', desired.name)
    return { ...desired, id: 'a-new' }
  },
  read: async ({ id, state, client }) => {
    const name = client.animals.get(id)
    return name === undefined ? null : { legs: 4, food: null, timeouts: null, ...state, id, name }
  },
  update: async ({ desired, id }) => ({ ...desired, id }),
  delete: async ({ id, client }) => void client.animals.delete(id),
  moves: { zoo_beast: ({ beast, id }) => ({ id: id ?? null, name: beast ?? null, legs: 4 }) },
})

const animals = listResource<Zoo>()({
  type: TYPE,
  description: 'Animals by the letter that they begin with.',
  attributes: { letter: setting.optional.string({ description: 'The letter.' }) },
  validate: ({ letter }) => {
    if (typeof letter === 'string' && letter.length > 1) {
      throw new ProviderError({ path: ['letter'], summary: 'One letter', detail: 'Just one.' })
    }
    return []
  },
  async *list({ config, client }) {
    for (const [id, name] of client.animals) {
      if (name === 'escaped') throw new ProviderError({ summary: 'Lost', detail: 'It has gone.' })
      if (!name.startsWith(config.letter ?? '')) continue
      yield { id, name, state: { name, legs: 4, food: null } }
    }
  },
})

const feed = action<Zoo>()({
  type: 'zoo_feed',
  description: 'Feeds all of them.',
  attributes: { food: setting.required.string({ description: 'What they get.' }) },
  checkPlan: async ({ config: { food } }) => {
    if (food === 'sand') throw new ProviderError({ summary: 'Sand', detail: 'Nobody eats it.' })
    return []
  },
  invoke: async ({ config, client, progress, warn }) => {
    for (const name of client.animals.values()) {
      progress(`${name} gets ${config.food}`)
      await Promise.resolve()
    }
    if (config.food === 'stones') throw new Error('teeth')
    if (config.food === 'hay') warn({ summary: 'Hay', detail: 'Again.' })
  },
})

async function serve() {
  const animalsOfZoo = new Map([
    ['a-1', 'bear'],
    ['a-2', 'bat'],
    ['a-3', 'cat'],
  ])
  const declared = provider({
    name: 'zoo',
    description: 'A zoo.',
    attributes: {},
    configure: async (): Promise<Zoo> => ({ animals: animalsOfZoo }),
    resources: [animal],
    listResources: [animals],
    actions: [feed],
  })
  const { implementation } = providerService(declared, { isChecked: true })
  const connection = await serveInProcess(implementation)
  await connection.provider.configureProvider({ config: EMPTY })
  return { connection, client: connection.provider, zoo: animalsOfZoo }
}

const stateOf = (values: Readonly<Record<string, Value>>) => ({
  msgpack: toMsgpack(animal.schema.type, {
    ...{ id: null, name: null, legs: 4, food: null, timeouts: null },
    ...values,
  }),
})

const identity = (id: string) => ({ identityData: { msgpack: toMsgpack(IDENTITY, { id }) } })

type Identified = { readonly identityData: { readonly msgpack: Uint8Array } | undefined }

function idOf(message: Identified | undefined): Value {
  const bytes = message?.identityData?.msgpack
  return bytes === undefined ? null : fromMsgpack(IDENTITY, bytes)
}

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('what newer clients ask a provider', () => {
  it('tells in schema and metadata what it has and can do', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const schema = await client.getProviderSchema({})
    assert.deepEqual([...schema.listResourceSchemas.keys()], [TYPE])
    assert.equal(schema.actionSchemas.get('zoo_feed')?.schema?.block?.attributes[0]?.required, true)
    assert.equal(schema.serverCapabilities?.moveResourceState, true)
    const { listResources, actions, stateStores } = await client.getMetadata({})
    assert.deepEqual(
      [listResources, actions, stateStores],
      [[{ typeName: TYPE }], [{ typeName: 'zoo_feed' }], []],
    )
    const { identitySchemas } = await client.getResourceIdentitySchemas({})
    const [attribute] = identitySchemas.get(TYPE)?.identityAttributes ?? []
    assert.equal(attribute?.name, 'id')
    assert.equal(attribute.requiredForImport, true)
    assert.equal(Buffer.from(attribute.type).toString(), '"string"')
  })

  it('an object has an identity from its creation on, and none before', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const config = stateOf({ name: 'dog', legs: null })
    const nothing = { msgpack: Buffer.of(0xc0) }
    const planned = await client.planResourceChange({
      ...{ typeName: TYPE, priorState: nothing, proposedNewState: config, config },
    })
    assert.equal(planned.plannedIdentity, undefined)
    const applied = await client.applyResourceChange({
      ...{ typeName: TYPE, priorState: nothing, plannedState: planned.plannedState, config },
    })
    assert.deepEqual(idOf(applied.newIdentity), { id: 'a-new' })
    const read = await client.readResource({ typeName: TYPE, currentState: applied.newState })
    assert.deepEqual(idOf(read.newIdentity), { id: 'a-new' })
    const again = await client.planResourceChange({
      ...{ typeName: TYPE, priorState: read.newState, proposedNewState: config, config },
    })
    assert.deepEqual(idOf(again.plannedIdentity), { id: 'a-new' })
  })

  it('imports by identity as by id', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    for (const request of [{ id: 'a-1' }, { identity: identity('a-1') }]) {
      const { importedResources } = await client.importResourceState({
        typeName: TYPE,
        ...request,
      })
      assert.deepEqual(idOf(importedResources[0]?.identity), { id: 'a-1' })
    }
  })

  it('upgrades a stored identity, and refuses one of a later version', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const rawIdentity = { json: Buffer.from('{"id":"a-1"}') }
    const upgraded = await client.upgradeResourceIdentity({ typeName: TYPE, rawIdentity })
    assert.deepEqual(idOf(upgraded.upgradedIdentity), { id: 'a-1' })
    const later = await client.upgradeResourceIdentity({ typeName: TYPE, rawIdentity, version: 7 })
    assert.match(later.diagnostics[0]?.detail ?? '', /version 7/)
  })

  it('moves a state from the types that a declaration names, and from no other', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const move = (sourceTypeName: string, sourceProviderAddress: string) =>
      client.moveResourceState({
        ...{ sourceTypeName, sourceProviderAddress, targetTypeName: TYPE },
        sourceState: { json: Buffer.from('{"id":"b-1","beast":"bear","wild":true}') },
      })
    const moved = await move('zoo_beast', 'example.net/park/zoo')
    assert.deepEqual(moved.diagnostics, [])
    assert.deepEqual(
      { ...(fromMsgpack(animal.schema.type, moved.targetState?.msgpack ?? Buffer.of()) as object) },
      { id: 'b-1', name: 'bear', legs: 4, food: null, timeouts: null },
    )
    assert.deepEqual(idOf(moved.targetIdentity), { id: 'b-1' })
    for (const from of ['zoo_plant', 'toString']) {
      const refused = await move(from, 'example.net/park/zoo')
      assert.match(refused.diagnostics[0]?.summary ?? '', /No move/)
    }
    const foreign = await move('zoo_beast', 'example.net/park/circus')
    assert.match(foreign.diagnostics[0]?.detail ?? '', /circus cannot become zoo_animal/)
  })

  it('generates the configuration that one would have written', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const state = stateOf({ id: 'a-1', name: 'bear', food: 'honey' })
    const { config } = await client.generateResourceConfig({ typeName: TYPE, state })
    assert.deepEqual(
      { ...(fromMsgpack(animal.schema.type, config?.msgpack ?? Buffer.of()) as object) },
      { id: null, name: 'bear', legs: null, food: 'honey', timeouts: null },
    )
  })

  it('lists objects with identity and name, their state when asked, up to a limit', async () => {
    const { client, connection, zoo } = await serve()
    await using _ = connection
    const config = { msgpack: toMsgpack(animals.schema.type, { letter: 'b' }) }
    const list = (limit: number, includeResourceObject = false) =>
      collect(client.listResource({ typeName: TYPE, config, limit, includeResourceObject }))
    const found = await list(0)
    assert.deepEqual(
      found.map(({ displayName }) => displayName),
      ['bear', 'bat'],
    )
    assert.equal(found[0]?.resourceObject, undefined)
    const [first, ...others] = await list(1, true)
    assert.equal(others.length, 0)
    assert.deepEqual(idOf(first?.identity), { id: 'a-1' })
    const object = fromMsgpack(animal.schema.type, first?.resourceObject?.msgpack ?? Buffer.of())
    assert.equal((object as Readonly<Record<string, Value>>)['name'], 'bear')
    zoo.set('a-4', 'escaped')
    assert.equal((await list(0)).at(-1)?.diagnostic[0]?.summary, 'Lost')
    const bad = { msgpack: toMsgpack(animals.schema.type, { letter: 'be' }) }
    const checked = await client.validateListResourceConfig({ typeName: TYPE, config: bad })
    assert.equal(checked.diagnostics[0]?.summary, 'One letter')
  })

  it('plans and invokes actions: progress as it comes, then what came of it', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const actionType = 'zoo_feed'
    const config = (food: Value) => ({ msgpack: toMsgpack(feed.schema.type, { food }) })
    const missing = await client.validateActionConfig({
      ...{ typeName: actionType, config: config(null) },
    })
    assert.match(missing.diagnostics[0]?.summary ?? '', /required/)
    assert.deepEqual((await client.planAction({ actionType, config: config('x') })).diagnostics, [])
    const sand = await client.planAction({ actionType, config: config('sand') })
    assert.equal(sand.diagnostics[0]?.summary, 'Sand')
    const events = await collect(client.invokeAction({ actionType, config: config('hay') }))
    assert.deepEqual(
      events.map(({ progress }) => progress?.message),
      ['bear gets hay', 'bat gets hay', 'cat gets hay', undefined],
    )
    assert.equal(events.at(-1)?.completed?.diagnostics[0]?.severity, 2)
    const stones = await collect(client.invokeAction({ actionType, config: config('stones') }))
    assert.match(stones.at(-1)?.completed?.diagnostics[0]?.detail ?? '', /bug in the provider/)
  })

  it('says of every state store that there is none', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const typeName = 'zoo_store'
    const chunks = async function* () {
      yield { meta: { typeName, stateId: 'x' }, bytes: Buffer.from('{}') }
    }
    const answers = [
      await client.validateStateStoreConfig({ typeName }),
      await client.configureStateStore({ typeName }),
      ...(await collect(client.readStateBytes({ typeName }))),
      await client.writeStateBytes(chunks()),
      await client.lockState({ typeName }),
      await client.unlockState({ typeName }),
      await client.getStates({ typeName }),
      await client.deleteState({ typeName }),
    ]
    assert.equal(answers.length, 8)
    for (const { diagnostics } of answers) {
      assert.match(diagnostics[0]?.detail ?? '', /no state store called "zoo_store"/)
    }
  })

  it('answers for types that it does not have with diagnostics', async () => {
    const { client, connection } = await serve()
    await using _ = connection
    const name = 'zoo_nothing'
    const answers = [
      await client.validateListResourceConfig({ typeName: name }),
      await client.validateActionConfig({ typeName: name }),
      await client.planAction({ actionType: name }),
      await client.generateResourceConfig({ typeName: name }),
    ].map(({ diagnostics }) => diagnostics)
    const [listed] = await collect(client.listResource({ typeName: name }))
    const [invoked] = await collect(client.invokeAction({ actionType: name }))
    const all = [...answers, listed?.diagnostic ?? [], invoked?.completed?.diagnostics ?? []]
    for (const diagnostics of all) assert.match(diagnostics[0]?.detail ?? '', /zoo_nothing/)
  })
})
