/**
 * A plugin whose one resource has every kind of attribute in every mode, nested in each way that
 * protocol 6 knows, beside a data source, an ephemeral resource and a function. Its world is in
 * memory, so one process serves all commands of a test.
 */

import process from 'node:process'
import {
  block,
  computed,
  data,
  dataSource,
  defaulted,
  ephemeral,
  optional,
  optionalComputed,
  provider,
  providerFunction,
  required,
  resource,
  t,
  writeOnly,
} from '../../../src/provider/index.ts'
import type { State } from '../../../src/provider/index.ts'
import { servePlugin } from '../../../src/provider/plugin/index.ts'
import type { ObjectValue } from '../../../src/provider/values/index.ts'
import { providerService } from '../../../src/provider/wire/index.ts'
import { World } from '../../unit/provider/server/random-schema.ts'

const description = 'A corner.'

const deep = {
  name: required.string({ description }),
  on: defaulted.bool({ description, default: true }),
  seen: computed.string({ description, dependsOn: ['name'] }),
}

const attributes = {
  id: computed.string({ description, dependsOn: [] }),
  name: required.string({ description }),
  place: optional.string({ description, requiresReplace: true }),
  exact: optional.value({ description, of: t.exactNumber }),
  any: optional.value({ description, of: t.dynamic }),
  pair: optional.value({ description, of: t.tuple([t.string, t.bool]) }),
  plain: optional.value({ description, of: t.object({ a: t.string, b: t.number }) }),
  maps: defaulted.list({ description, of: t.map(t.string), default: [] }),
  word: optional.string({
    description,
    equivalent: (a, b) => a.toUpperCase() === b.toUpperCase(),
  }),
  secret: writeOnly.string({ description }),
  one: defaulted.object({ description, default: { name: 'x' }, attributes: deep }),
  list: optional.objectList({ description, attributes: deep }),
  set: optional.objectSet({ description, attributes: deep }),
  map: optionalComputed.objectMap({ description, attributes: deep, dependsOn: ['name'] }),
  found: computed.objectList({
    description,
    attributes: { seen: computed.string({ description }) },
    dependsOn: [],
  }),
  block_one: block.single({ description, attributes: deep }),
  block_group: block.group({
    description,
    attributes: { note: optional.string({ description }), seen: computed.string({ description }) },
  }),
  block_list: block.list({
    description,
    max: 3,
    attributes: { ...deep, inner: block.set({ description, attributes: deep }) },
  }),
  block_set: block.set({ description, attributes: deep }),
  block_map: block.map({ description, attributes: deep }),
}

type Corner = State<typeof attributes>

/** Makes up what is not known; a state of these attributes, because it is made along them. */
function put(world: World, of: { readonly id: string; readonly desired: object }): Corner {
  const own = Object.entries(of.desired).filter(([name]) => Object.hasOwn(attributes, name))
  const desired: ObjectValue = Object.fromEntries(own)
  const made = { ...world.complete(attributes, desired), id: of.id }
  world.objects.set(of.id, made)
  return made as unknown as Corner
}

const corner = resource<World>()({
  type: 'corner_thing',
  description,
  attributes,
  create: async ({ desired, client }) => put(client, { id: `thing-${client.next()}`, desired }),
  read: async ({ id, client }) => (client.objects.get(id) ?? null) as Corner | null,
  update: async ({ id, desired, client }) => put(client, { id, desired }),
  delete: async ({ id, client }) => {
    client.objects.delete(id)
  },
})

const question = dataSource<World>()({
  type: 'corner_question',
  description,
  attributes: {
    text: data.required.string({ description }),
    answers: data.computed.list({ description, of: t.string }),
  },
  read: async ({ config }) => ({ text: config.text, answers: [config.text, 'no'] }),
})

const key = ephemeral<World>()({
  type: 'corner_key',
  description,
  attributes: { text: data.computed.string({ description, sensitive: true }) },
  open: async () => ({ result: { text: 'never-to-be-stored' } }),
})

const echo = providerFunction({
  name: 'echo',
  summary: 'Gives back what it is given',
  description,
  parameters: { value: { of: t.dynamic, description } },
  returns: t.dynamic,
  call: ({ value }) => value,
})

const world = new World()

const corners = provider({
  name: 'corner',
  description,
  attributes: {},
  configure: async () => world,
  resources: [corner],
  dataSources: [question],
  ephemerals: [key],
  functions: [echo],
})

const code = await servePlugin({
  name: 'terraform-provider-corner',
  version: '1.0.0',
  issuesUrl: 'https://example.com/issues',
  sources: ['example.com/test/corner'],
  load: async () => [providerService(corners, { isChecked: true }).implementation],
})
process.exit(code)
