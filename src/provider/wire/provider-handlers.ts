/**
 * Requests about the provider as a whole: schema, metadata, configuration, stop, functions.
 */

import type { Handlers } from '../../rpc/index.ts'
import { callFunction, declared, validateDeclared } from '../server/index.ts'
import type { Host } from '../server/index.ts'
import { answer } from './answer.ts'
import { diagnosticsToWire } from './diagnostics.ts'
import { someObjectFromWire, valueFromWire, valueToWire } from './dynamic-value.ts'
import { IDENTITY_SCHEMA } from './identity.ts'
import { functionToWire, schemaToWire } from './schema-to-wire.ts'
import type {
  CallFunction_Response,
  GetMetadata_Response,
  GetProviderSchema_Response,
  Provider as ProviderService,
  ServerCapabilities,
} from './tfplugin6.gen.ts'
import type { Input } from '../../rpc/index.ts'

type ProviderHandlers = Pick<
  Handlers<typeof ProviderService>,
  | 'getMetadata'
  | 'getProviderSchema'
  | 'getResourceIdentitySchemas'
  | 'validateProviderConfig'
  | 'configureProvider'
  | 'stopProvider'
  | 'getFunctions'
  | 'callFunction'
>

function capabilities({ provider }: Host): Input<ServerCapabilities> {
  return {
    planDestroy: true,
    getProviderSchemaOptional: true,
    moveResourceState: [...provider.resources.values()].some(
      ({ moves }) => Object.keys(moves).length > 0,
    ),
    generateResourceConfig: true,
  }
}

export function providerHandlers(host: Host): ProviderHandlers {
  const { provider, run } = host
  const { schema } = provider
  let schemaMessage: Input<GetProviderSchema_Response> | undefined
  return {
    getMetadata: async () => metadata(host),
    getProviderSchema: async () => (schemaMessage ??= providerSchema(host)),
    getResourceIdentitySchemas: async () => ({
      identitySchemas: new Map(
        [...provider.resources.keys()].map((type) => [type, IDENTITY_SCHEMA]),
      ),
    }),
    validateProviderConfig: ({ config }) =>
      answer(host, {
        rpc: 'ValidateProviderConfig',
        type: null,
        work: () => {
          const request = { config: someObjectFromWire(schema.type, config), canWriteOnly: true }
          const problems = validateDeclared(provider, request)
          return { diagnostics: diagnosticsToWire(problems, schema) }
        },
        failed: (diagnostics) => ({ diagnostics }),
      }),
    configureProvider: ({ config, terraformVersion }) =>
      answer(host, {
        rpc: 'ConfigureProvider',
        type: null,
        work: async () => {
          await run.configure({ config: someObjectFromWire(schema.type, config), terraformVersion })
          return { diagnostics: [] }
        },
        failed: (diagnostics) => ({ diagnostics }),
      }),
    stopProvider: async () => {
      run.stop()
      return {}
    },
    getFunctions: async () => ({ functions: functions(host) }),
    callFunction: (request) =>
      answer<Input<CallFunction_Response>>(host, {
        rpc: 'CallFunction',
        type: request.name,
        work: () => {
          const of = declared(provider.functions, { kind: 'function', name: request.name })
          const args = of.parameters.map((parameter, index) =>
            valueFromWire(parameter.of.type, request.arguments[index]),
          )
          const answered = callFunction(of, args)
          if ('result' in answered) return { result: valueToWire(of.returns.type, answered.result) }
          return {
            error: { text: answered.text, functionArgument: answered.argument ?? undefined },
          }
        },
        failed: (diagnostics) => ({
          error: { text: diagnostics.map(({ detail }) => detail).join('\n') },
        }),
      }),
  }
}

function providerSchema(host: Host): Input<GetProviderSchema_Response> {
  const { provider } = host
  return {
    provider: schemaToWire(provider.schema),
    resourceSchemas: schemas(provider.resources),
    dataSourceSchemas: schemas(provider.dataSources),
    ephemeralResourceSchemas: schemas(provider.ephemerals),
    functions: functions({ provider }),
    listResourceSchemas: schemas(provider.listResources),
    actionSchemas: new Map(
      [...provider.actions].map(
        ([name, of]) => [name, { schema: schemaToWire(of.schema) }] as const,
      ),
    ),
    serverCapabilities: capabilities(host),
  }
}

function schemas(
  items: ReadonlyMap<string, { readonly schema: Parameters<typeof schemaToWire>[0] }>,
) {
  return new Map([...items].map(([name, { schema }]) => [name, schemaToWire(schema)] as const))
}

function functions({ provider }: Pick<Host, 'provider'>) {
  return new Map([...provider.functions].map(([name, of]) => [name, functionToWire(of)] as const))
}

function metadata(host: Host): Input<GetMetadata_Response> {
  const { provider } = host
  const typeNames = (items: ReadonlyMap<string, unknown>) =>
    [...items.keys()].map((typeName) => ({ typeName }))
  return {
    serverCapabilities: capabilities(host),
    resources: typeNames(provider.resources),
    dataSources: typeNames(provider.dataSources),
    ephemeralResources: typeNames(provider.ephemerals),
    listResources: typeNames(provider.listResources),
    actions: typeNames(provider.actions),
    functions: [...provider.functions.keys()].map((name) => ({ name })),
  }
}
