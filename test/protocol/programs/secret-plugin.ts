/** A provider that is told secrets in every way there is, for the test that looks for them. */

import {
  computed,
  optional,
  provider,
  required,
  resource,
  setting,
  writeOnly,
} from '../../../src/provider/index.ts'
import type { LogEntry } from '../../../src/provider/server/index.ts'
import { servePlugin } from '../../../src/provider/plugin/index.ts'
import { providerService } from '../../../src/provider/wire/index.ts'

const description = 'For tests.'

const safe = resource<string>()({
  type: 'secret_safe',
  description,
  attributes: {
    id: computed.string({ description, dependsOn: [] }),
    name: required.string({ description }),
    password: writeOnly.string({ description }),
    pin: optional.string({ description, sensitive: true }),
  },
  create: async ({ desired, config }) => {
    if (config.password === null) throw new Error('the password has not arrived')
    return { ...desired, id: desired.name }
  },
  read: async ({ state }) => state,
  update: async ({ desired, id }) => ({ ...desired, id }),
  delete: async () => undefined,
})

const secrets = provider({
  name: 'secret',
  description,
  attributes: { token: setting.required.string({ description, sensitive: true }) },
  configure: async ({ config }) => config.token,
  resources: [safe],
})

process.exit(
  await servePlugin({
    name: 'terraform-provider-secret',
    version: '1.0.0',
    issuesUrl: 'https://example.com/issues',
    sources: ['example.com/test/secret'],
    load: async ({ log }) => {
      const options = {
        isChecked: true,
        log: ({ level, message, fields }: LogEntry) => log[level](message, fields),
      }
      return [providerService(secrets, options).implementation]
    },
  }),
)
