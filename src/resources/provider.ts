/**
 * The provider `lb`: its configuration, and what is made of it.
 *
 * Answers for: which engine is meant, and whose objects these are. The engine of this machine is
 * found, or started, when a resource first has to talk to it; validating starts nothing.
 */

import { check, length, provider, ProviderError, setting } from '../provider/index.ts'
import { dataSources, listResources } from './data/index.ts'
import { endpointAttributes, endpointRules, toEndpointOf } from './endpoint.ts'
import { Engine } from './engine.ts'
import type { DeletionPolicy } from './engine.ts'
import { functions } from './functions/index.ts'
import { resources } from './index.ts'
import { ephemerals } from './token.ts'

const DEFAULT_OWNER = 'default'
const DEFAULT_DELETION_POLICY = 'defer'

const attributes = {
  ...endpointAttributes,
  owner: setting.optional.string({
    description:
      'Who owns what this configuration makes, such as `shop/production`. Also `LB_OWNER`. ' +
      'Default: `default`.',
    check: [length({ min: 1, max: 128 })],
  }),
  deletion_policy: setting.optional.string({
    description:
      'What a destroy does while something else still refers to the part. `defer`: the part goes ' +
      'on serving until the last reference is gone, then drains and disappears, so that ' +
      'replacing, removing and renaming parts fails no request. `strict`: the destroy is ' +
      'refused. Also `LB_DELETION_POLICY`. Default: `defer`.',
    oneOf: ['defer', 'strict'],
  }),
  embedded: setting.optional.object({
    description: "This machine's own engine.",
    attributes: {
      state_dir: setting.optional.string({
        description:
          'Where it keeps its state, an absolute path. Also `LB_STATE_DIR`. Default: ' +
          '`$XDG_STATE_HOME/terraform-provider-lb`, else `~/.local/state/terraform-provider-lb`.',
        check: [check('must be an absolute path', (path) => path.startsWith('/'))],
      }),
      data_plane: setting.optional.string({
        description:
          'What carries the traffic. `embedded` needs nothing installed; `haproxy` is HAProxy ' +
          '2.6 or newer; `auto` takes HAProxy where it is installed. An engine that runs with ' +
          'another one is switched over by the next change, and no request fails. Default: what ' +
          'the engine has, `embedded` at first.',
        oneOf: ['embedded', 'haproxy', 'auto'],
      }),
    },
  }),
}

export const lb = provider({
  name: 'lb',
  description:
    'Cloud-grade load balancers on your own machines. Four resources make one: `lb_instance`, ' +
    '`lb_server_group` (or `lb_availability_group`, whose instances the engine runs), ' +
    '`lb_backend_service` and `lb_listener`; the order between them follows from the references. ' +
    'An engine carries the traffic, and goes on when Terraform ends: this provider starts one on ' +
    'this machine, or talks to one elsewhere. Begin with the guide ' +
    '[Getting started](guides/getting-started.md).',
  reportTo: 'https://github.com/lb-engine/terraform-provider-lb/issues',
  attributes,
  rules: endpointRules,
  configure: async ({ config }) => {
    const endpoint = await toEndpointOf(config, process.env)
    return new Engine({
      owner: config.owner ?? process.env['LB_OWNER'] ?? DEFAULT_OWNER,
      deletionPolicy: config.deletion_policy ?? toDeletionPolicy(process.env['LB_DELETION_POLICY']),
      endpoint,
      stateDirectory: config.embedded?.state_dir ?? null,
      dataPlane: config.embedded?.data_plane ?? null,
    })
  },
  settle: (engine) => engine.settle(),
  close: (engine) => engine.close(),
  resources,
  dataSources,
  ephemerals,
  functions,
  listResources,
})

/** Of the variable; unset and empty are the default. */
function toDeletionPolicy(text = ''): DeletionPolicy {
  if (text === '') return DEFAULT_DELETION_POLICY
  if (text === 'defer' || text === 'strict') return text
  throw new ProviderError({
    path: ['deletion_policy'],
    summary: 'The deletion policy is not one',
    detail: `LB_DELETION_POLICY is ${JSON.stringify(text)}. Set it to \`defer\` or \`strict\`.`,
  })
}
