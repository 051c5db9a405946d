/**
 * Which engine the provider block and the environment mean, and how the provider proves who it is.
 *
 * Answers for: the attributes, their variables, and errors at the attribute. Does not know: how
 * connections are made.
 */

import { check, conflicting, ProviderError, setting } from '../provider/index.ts'
import type { Endpoint, EndpointSettings, SettingNames } from '../engine/client/index.ts'

export const endpointAttributes = {
  endpoint: setting.optional.string({
    description:
      'The engine to talk to: `https://lb.example.net:7443`, or `unix:///run/lb/engine.sock`. ' +
      "Also `LB_ENDPOINT`. Default: this machine's own engine, which is started when none runs.",
    check: [
      check('must be https:// and a host, or unix:// and an absolute path', (text) =>
        /^(?:https:\/\/[^/]+\/?|unix:\/\/\/.+)$/.test(text),
      ),
    ],
  }),
  token: setting.optional.string({
    description:
      'What `lb token create` printed, for an endpoint of `https://`. Also `LB_TOKEN`. A role of ' +
      '`read` is enough to plan.',
    sensitive: true,
  }),
  token_file: setting.optional.string({
    description:
      'A file that holds the token instead; it is read again when the engine refuses what was in ' +
      'it. Also `LB_TOKEN_FILE`.',
  }),
  ca_file: setting.optional.string({
    description:
      "Whose signature to trust on the engine's certificate, as PEM. Also `LB_CA_FILE`. Default: " +
      'the authorities that come with the program.',
  }),
  client_certificate_file: setting.optional.string({
    description:
      'A certificate to prove who asks, instead of a token, as PEM. Also ' +
      '`LB_CLIENT_CERTIFICATE_FILE`.',
  }),
  client_key_file: setting.optional.string({
    description: 'The key of that certificate, as PEM. Also `LB_CLIENT_KEY_FILE`.',
  }),
}

export const endpointRules = [
  conflicting('endpoint', 'embedded'),
  conflicting('token', 'token_file'),
  conflicting('token', 'embedded'),
  conflicting('token_file', 'embedded'),
] as const

type Given = { readonly [K in keyof typeof endpointAttributes]: string | null }

const names: SettingNames = {
  endpoint: '`endpoint` (LB_ENDPOINT)',
  token: '`token` (LB_TOKEN)',
  tokenFile: '`token_file` (LB_TOKEN_FILE)',
  caFile: '`ca_file` (LB_CA_FILE)',
  clientCertificateFile: '`client_certificate_file` (LB_CLIENT_CERTIFICATE_FILE)',
  clientKeyFile: '`client_key_file` (LB_CLIENT_KEY_FILE)',
}

const attributeOf: Readonly<Record<keyof EndpointSettings, keyof Given>> = {
  endpoint: 'endpoint',
  token: 'token',
  tokenFile: 'token_file',
  caFile: 'ca_file',
  clientCertificateFile: 'client_certificate_file',
  clientKeyFile: 'client_key_file',
}

/**
 * Null: this machine's own engine. What the block says goes before the environment. Throws
 * `ProviderError` at the attribute.
 */
export async function toEndpointOf(
  config: Given,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Endpoint | null> {
  const settingOf = (name: keyof Given): string | null => {
    const text = config[name] ?? environment[`LB_${name.toUpperCase()}`] ?? ''
    return text === '' ? null : text
  }
  const endpoint = settingOf('endpoint')
  if (endpoint === null) {
    refuseWithoutEndpoint(config)
    return null
  }
  const isLocal = endpoint.startsWith('unix://')
  const unless = (given: string | null): string | null => (isLocal ? null : given)
  // A file in the block goes before a token of the environment, and the other way round.
  const isFileMeant = config.token === null && config.token_file !== null
  const isTokenMeant = config.token !== null || (!isFileMeant && settingOf('token') !== null)
  const settings: EndpointSettings = {
    endpoint,
    token: isTokenMeant ? settingOf('token') : null,
    tokenFile: isTokenMeant ? config.token_file : settingOf('token_file'),
    caFile: unless(settingOf('ca_file')),
    clientCertificateFile: unless(settingOf('client_certificate_file')),
    clientKeyFile: unless(settingOf('client_key_file')),
  }
  const { checkEndpoint, toEndpoint } = await import('../engine/client/index.ts')
  const problem = checkEndpoint(settings, names)
  if (problem === null) return toEndpoint(settings, names)
  throw new ProviderError({
    path: [attributeOf[problem.setting]],
    summary: 'The settings of the endpoint do not fit',
    detail: `${problem.message} Correct the provider block, or the environment.`,
  })
}

/** In the environment they may stand for other configurations; in the block they are a mistake. */
function refuseWithoutEndpoint(config: Given): void {
  const stray = (['token', 'token_file', 'ca_file', 'client_certificate_file'] as const).find(
    (name) => config[name] !== null,
  )
  if (stray === undefined) return
  throw new ProviderError({
    path: [stray],
    summary: 'There is no endpoint',
    detail:
      `\`${stray}\` is for an engine elsewhere, and neither \`endpoint\` nor LB_ENDPOINT names ` +
      "one. This machine's own engine asks for nothing.",
  })
}
