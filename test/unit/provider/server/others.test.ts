import assert from 'node:assert/strict'
import {
  computed,
  data,
  dataSource,
  ephemeral,
  FunctionError,
  provider,
  ProviderError,
  providerFunction,
  resource,
  t,
} from '../../../../src/provider/index.ts'
import { fromMsgpack, objectOf, toMsgpack } from '../../../../src/provider/values/index.ts'
import { BOOL, NUMBER, STRING, UNKNOWN } from '../../../../src/provider/values/index.ts'
import type { Type, Value } from '../../../../src/provider/values/index.ts'
import { assertNone, inProcess } from './core.ts'

const description = 'For tests.'

interface Clock {
  readonly nowMs: number
  readonly events: string[]
}

const weather = dataSource<Clock>()({
  type: 'sky_weather',
  description,
  attributes: {
    place: data.required.string({ description }),
    is_sunny: data.computed.bool({ description }),
    wind: data.computed.number({ description, nullable: true }),
  },
  validate: ({ place }) => (place === 'Moon' ? [{ ...noAir, path: ['place'] }] : []),
  read: async ({ config, warn }) => {
    if (config.place === 'Nowhere') {
      throw new ProviderError({ path: ['place'], summary: 'Not found', detail: 'No such place.' })
    }
    if (config.place === 'Far') warn({ summary: 'Old', detail: 'From yesterday.' })
    return { place: config.place, is_sunny: true, wind: null }
  },
})

const noAir = { severity: 'error', summary: 'No air', detail: 'No weather there.' } as const

const key = ephemeral<Clock>()({
  type: 'sky_key',
  description,
  attributes: {
    role: data.optional.string({ description, oneOf: ['read', 'write'] }),
    secret: data.computed.string({ description, sensitive: true }),
  },
  open: async ({ config, client, privateState }) => {
    privateState.set('serial', 7)
    return { result: { role: config.role, secret: 's3cret' }, renewAtMs: client.nowMs + 1500 }
  },
  renew: async ({ client, privateState }) => {
    client.events.push(`renew ${JSON.stringify(privateState.get('serial'))}`)
    return { renewAtMs: client.nowMs + 60_000 }
  },
  close: async ({ client, privateState }) => {
    client.events.push(`close ${JSON.stringify(privateState.get('serial'))}`)
  },
})

const endpoint = providerFunction({
  name: 'endpoint',
  summary: 'Splits an address and a port',
  description,
  parameters: {
    text: { of: t.string, description },
    base: { of: t.int, description },
  },
  returns: t.object({ host: t.string, port: t.number }),
  call: ({ text, base }) => {
    const [host, port, ...rest] = text.split(':')
    if (host === undefined || port === undefined || rest.length > 0) {
      throw new FunctionError(`${text} is not host:port`, 'text')
    }
    if (base === 0) throw new Error('division by zero')
    return { host, port: Number(port) + base }
  },
})

const cloud = resource<Clock>()({
  type: 'sky_cloud',
  description,
  attributes: { id: computed.string({ description, dependsOn: [] }) },
  create: async () => ({ id: 'x' }),
  read: async () => null,
  update: async ({ prior }) => prior,
  delete: async () => undefined,
})

async function setUp() {
  const clock: Clock = { nowMs: 1_000_500, events: [] }
  const sky = provider({
    name: 'sky',
    description,
    attributes: {},
    configure: async () => clock,
    close: async ({ events }) => void events.push('closed'),
    resources: [cloud],
    dataSources: [weather],
    ephemerals: [key],
    functions: [endpoint],
  })
  const client = inProcess(sky)
  assertNone((await client.configureProvider({ config: pack(objectOf([]), {}) })).diagnostics)
  return { client, clock }
}

function pack(type: Type, value: Value) {
  return { msgpack: toMsgpack(type, value) }
}

const weatherType = objectOf([
  ['place', STRING],
  ['is_sunny', BOOL],
  ['wind', NUMBER],
])

describe('a data source', () => {
  async function read(place: string) {
    const { client } = await setUp()
    const config = pack(weatherType, { place, is_sunny: null, wind: null })
    return client.readDataSource({ typeName: 'sky_weather', config })
  }
  it('gives what was asked for and what was found', async () => {
    const { state, diagnostics } = await read('Oslo')
    assertNone(diagnostics)
    assert.deepEqual(fromMsgpack(weatherType, state?.msgpack ?? Buffer.of()), {
      place: 'Oslo',
      is_sunny: true,
      wind: null,
    })
  })
  it('says what was not found, at the attribute', async () => {
    const { diagnostics, state } = await read('Nowhere')
    assert.deepEqual(
      diagnostics.map(({ summary, attribute }) => [summary, attribute?.steps[0]?.attributeName]),
      [['Not found', 'place']],
    )
    assert.equal(state, undefined)
  })
  it('warns', async () => {
    const { diagnostics, state } = await read('Far')
    assert.deepEqual(
      diagnostics.map(({ severity }) => severity),
      [2],
    )
    assert(state !== undefined)
  })
  it('is validated without being read', async () => {
    const { client } = await setUp()
    const validate = (place: Value) => {
      const config = pack(weatherType, { place, is_sunny: null, wind: null })
      return client.validateDataResourceConfig({ typeName: 'sky_weather', config })
    }
    assertNone((await validate(UNKNOWN)).diagnostics)
    assert.equal((await validate('Moon')).diagnostics[0]?.summary, 'No air')
  })
})

describe('a function', () => {
  async function call(...args: readonly [Value, Value]) {
    const { client } = await setUp()
    const [text, base] = args
    const packed = [pack(STRING, text), pack(NUMBER, base)]
    return client.callFunction({ name: 'endpoint', arguments: packed })
  }
  it('gives its result in its type', async () => {
    const { result, error } = await call('a:80', 1)
    assert.equal(error, undefined)
    const type = objectOf([
      ['host', STRING],
      ['port', NUMBER],
    ])
    assert.deepEqual(fromMsgpack(type, result?.msgpack ?? Buffer.of()), { host: 'a', port: 81 })
  })
  it('blames the argument that is wrong, the first one too', async () => {
    assert.deepEqual((await call('a', 1)).error, {
      text: 'a is not host:port',
      functionArgument: 0,
    })
    assert.deepEqual((await call('a:1', 1.5)).error, {
      text: 'base must be a whole number',
      functionArgument: 1,
    })
  })
  it('blames nobody for its own bug', async () => {
    const { error } = await call('a:1', 0)
    assert.match(
      error?.text ?? '',
      /CallFunction of endpoint failed unexpectedly: division by zero/,
    )
    assert.equal(error?.functionArgument, undefined)
  })
  it('is in the schema, in the list of functions and in the metadata', async () => {
    const { client } = await setUp()
    const { functions } = await client.getProviderSchema({})
    const signature = functions.get('endpoint')
    assert.deepEqual(
      signature?.parameters.map(({ name, type }) => [name, Buffer.from(type).toString()]),
      [
        ['text', '"string"'],
        ['base', '"number"'],
      ],
    )
    assert.deepEqual((await client.getFunctions({})).functions, functions)
    assert.deepEqual((await client.getMetadata({})).functions, [{ name: 'endpoint' }])
  })
})

describe('an ephemeral resource', () => {
  const type = objectOf([
    ['role', STRING],
    ['secret', STRING],
  ])
  it('is opened, renewed and closed with what it kept', async () => {
    const { client, clock } = await setUp()
    const typeName = 'sky_key'
    const opened = await client.openEphemeralResource({
      typeName,
      config: pack(type, { role: 'read', secret: null }),
    })
    assertNone(opened.diagnostics)
    assert.deepEqual(opened.renewAt, { seconds: 1002, nanos: 0 })
    const renewed = await client.renewEphemeralResource({ typeName, private: opened.private })
    assert.deepEqual(renewed.renewAt, { seconds: 1060, nanos: 500_000_000 })
    assertNone(
      (await client.closeEphemeralResource({ typeName, private: renewed.private })).diagnostics,
    )
    assert.deepEqual(clock.events, ['renew 7', 'close 7'])
  })
  it('is validated', async () => {
    const { client } = await setUp()
    const config = pack(type, { role: 'admin', secret: null })
    const { diagnostics } = await client.validateEphemeralResourceConfig({
      typeName: 'sky_key',
      config,
    })
    assert.match(diagnostics[0]?.detail ?? '', /role must be one of "read", "write"/)
  })
})

describe('what a provider does not have', () => {
  it('is answered with an empty list, or with a sentence', async () => {
    const { client } = await setUp()
    const { actionSchemas, listResourceSchemas } = await client.getProviderSchema({})
    assert.deepEqual([actionSchemas.size, listResourceSchemas.size], [0, 0])
    const moved = await client.moveResourceState({ targetTypeName: 'sky_cloud' })
    assert.match(moved.diagnostics[0]?.detail ?? '', /cannot become sky_cloud/)
  })
  it('two of one name are refused when the provider is put together', () => {
    assert.throws(
      () =>
        provider({
          name: 'sky',
          description,
          attributes: {},
          configure: async () => ({ nowMs: 0, events: [] }),
          resources: [cloud, cloud],
        }),
      /sky_cloud is declared twice/,
    )
  })
})
