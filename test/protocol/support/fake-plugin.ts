/**
 * A plugin with next to no provider in it, for tests of everything around a provider.
 *
 * Answers for: calls that show what the surroundings do with them. Does not know: resources beyond
 * one empty type.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { implement } from '../../../src/rpc/index.ts'
import { servePlugin } from '../../../src/provider/plugin/index.ts'
import type { PluginContext } from '../../../src/provider/plugin/index.ts'
import { Provider } from '../../../src/provider/wire/tfplugin6.gen.ts'

const type = Buffer.from('"string"')

/** What `ReadDataSource` of this type does. */
const tricks = new Map<string, (context: PluginContext) => Promise<void>>([
  [
    'fake_crash',
    async () => {
      setImmediate(() => {
        throw new TypeError('lb is not a function')
      })
      await delay(60_000)
    },
  ],
  ['fake_hang', () => delay(60_000)],
  [
    'fake_log',
    async ({ log }) => {
      log.trace('a trace', () => ({ secret: 'never' }))
      log.info('an info', { count: 3, api_token: 'hunter2' })
      console.log('plain text')
    },
  ],
])

const code = await servePlugin({
  // Such as one that makes the path of a socket too long.
  name: process.env['FAKE_PLUGIN_NAME'] ?? 'terraform-provider-fake',
  version: '1.2.3',
  issuesUrl: 'https://example.com/issues',
  sources: ['example.com/test/fake', 'registry.opentofu.org/test/fake'],
  load: async (context) => [
    implement(Provider, {
      getProviderSchema: async () => ({
        provider: { block: {} },
        resourceSchemas: new Map([
          ['fake_thing', { block: { attributes: [{ name: 'name', type, optional: true }] } }],
        ]),
        dataSourceSchemas: new Map([...tricks.keys()].map((name) => [name, { block: {} }])),
      }),
      getMetadata: async () => ({}),
      validateProviderConfig: async () => ({}),
      validateResourceConfig: async () => ({}),
      validateDataResourceConfig: async () => ({}),
      configureProvider: async () => ({}),
      async readDataSource({ typeName }) {
        await tricks.get(typeName)?.(context)
        return {}
      },
    }),
  ],
})
process.exit(code)
