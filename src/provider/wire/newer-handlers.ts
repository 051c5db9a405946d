/**
 * Requests that only newer clients make: list resources and actions; and state stores, of which
 * there are none.
 */

import type { Call, Handlers, Input } from '../../rpc/index.ts'
import { declared, invokeAction, listObjects, planAction } from '../server/index.ts'
import type { Host } from '../server/index.ts'
import { problemsOf } from '../server/index.ts'
import { answer } from './answer.ts'
import { diagnosticsToWire } from './diagnostics.ts'
import { someObjectFromWire, valueToWire } from './dynamic-value.ts'
import { identityToWire } from './identity.ts'
import type {
  Diagnostic,
  InvokeAction_Event,
  InvokeAction_Request,
  ListResource_Event,
  ListResource_Request,
  PlanAction_Request,
  Provider as ProviderService,
} from './tfplugin6.gen.ts'
import { validate } from './validate.ts'

type NewerHandlers = Pick<
  Handlers<typeof ProviderService>,
  | 'validateListResourceConfig'
  | 'listResource'
  | 'validateActionConfig'
  | 'planAction'
  | 'invokeAction'
>

type StoreHandlers = Pick<
  Handlers<typeof ProviderService>,
  | 'validateStateStoreConfig'
  | 'configureStateStore'
  | 'readStateBytes'
  | 'writeStateBytes'
  | 'lockState'
  | 'unlockState'
  | 'getStates'
  | 'deleteState'
>

export function newerHandlers(host: Host): NewerHandlers {
  return {
    validateListResourceConfig: (request) =>
      validate(host, { request, rpc: 'ValidateListResourceConfig', of: listOf }),
    listResource: (request, call) => list(host, request, call),
    validateActionConfig: (request) =>
      validate(host, { request, rpc: 'ValidateActionConfig', of: actionOf }),
    planAction: (request, call) => plan(host, request, call),
    invokeAction: (request, call) => invoke(host, request, call),
  }
}

/** There are no state stores, and each of their requests is told so in the form it expects. */
export function stateStoreHandlers(host: Host): StoreHandlers {
  const refused = (rpc: string, type: string): Promise<{ diagnostics: Diagnostic[] }> =>
    answer(host, {
      rpc,
      type,
      work: () => declared(new Map<string, never>(), { kind: 'state store', name: type }),
      failed: (diagnostics) => ({ diagnostics }),
    })
  return {
    validateStateStoreConfig: ({ typeName }) => refused('ValidateStateStoreConfig', typeName),
    configureStateStore: ({ typeName }) => refused('ConfigureStateStore', typeName),
    async *readStateBytes({ typeName }) {
      yield await refused('ReadStateBytes', typeName)
    },
    writeStateBytes: async (chunks) => {
      let type = ''
      for await (const { meta } of chunks) type = meta?.typeName ?? type
      return refused('WriteStateBytes', type)
    },
    lockState: ({ typeName }) => refused('LockState', typeName),
    unlockState: ({ typeName }) => refused('UnlockState', typeName),
    getStates: ({ typeName }) => refused('GetStates', typeName),
    deleteState: ({ typeName }) => refused('DeleteState', typeName),
  }
}

function listOf(host: Host, name: string) {
  return declared(host.provider.listResources, { kind: 'list resource', name })
}

function actionOf(host: Host, name: string) {
  return declared(host.provider.actions, { kind: 'action', name })
}

async function* list(
  host: Host,
  request: ListResource_Request,
  call: Call,
): AsyncGenerator<Input<ListResource_Event>> {
  const { typeName, limit, includeResourceObject } = request
  try {
    const of = listOf(host, typeName)
    const resource = declared(host.provider.resources, { kind: 'resource type', name: typeName })
    const config = someObjectFromWire(of.schema.type, request.config)
    const found = listObjects(host, { of, resource, config, limit, signal: call.signal })
    for await (const { name, state } of found) {
      const resourceObject = includeResourceObject
        ? valueToWire(resource.schema.type, state)
        : undefined
      yield { identity: identityToWire(state), displayName: name, resourceObject }
    }
  } catch (error) {
    const problems = problemsOf(host, { error, place: { rpc: 'ListResource', type: typeName } })
    yield { diagnostic: diagnosticsToWire(problems) }
  }
}

function plan(host: Host, request: PlanAction_Request, call: Call) {
  return answer<{ diagnostics: Diagnostic[] }>(host, {
    rpc: 'PlanAction',
    type: request.actionType,
    work: async () => {
      const action = actionOf(host, request.actionType)
      const { type } = action.schema
      const config = someObjectFromWire(type, request.config)
      const problems = await planAction(host, { action, config, signal: call.signal })
      return { diagnostics: diagnosticsToWire(problems, action.schema) }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

async function* invoke(
  host: Host,
  request: InvokeAction_Request,
  call: Call,
): AsyncGenerator<Input<InvokeAction_Event>> {
  const { actionType } = request
  try {
    const action = actionOf(host, actionType)
    const { type } = action.schema
    const config = someObjectFromWire(type, request.config)
    for await (const event of invokeAction(host, { action, config, signal: call.signal })) {
      if ('message' in event) yield { progress: event }
      else yield { completed: { diagnostics: diagnosticsToWire(event.problems, action.schema) } }
    }
  } catch (error) {
    const place = { rpc: 'InvokeAction', type: actionType }
    const diagnostics = diagnosticsToWire(problemsOf(host, { error, place }))
    yield { completed: { diagnostics } }
  }
}
