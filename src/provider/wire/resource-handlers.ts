/**
 * Requests about managed resources.
 */

import type { Call, Handlers, Input } from '../../rpc/index.ts'
import {
  applyResourceChange,
  declared,
  generateResourceConfig,
  IDENTITY_TYPE,
  importResourceState,
  planResourceChange,
  moveResourceState,
  readResource,
  upgradeResourceIdentity,
  upgradeResourceState,
  validateDeclared,
} from '../server/index.ts'
import type { Host } from '../server/index.ts'
import { answer } from './answer.ts'
import { diagnosticsToWire, pathToWire } from './diagnostics.ts'
import { objectFromWire, someObjectFromWire, valueToWire } from './dynamic-value.ts'
import { identityToWire, idFromWire } from './identity.ts'
import type {
  ApplyResourceChange_Request,
  ApplyResourceChange_Response,
  ImportResourceState_Request,
  ImportResourceState_Response,
  GenerateResourceConfig_Request,
  GenerateResourceConfig_Response,
  MoveResourceState_Request,
  MoveResourceState_Response,
  RawState,
  UpgradeResourceIdentity_Request,
  UpgradeResourceIdentity_Response,
  PlanResourceChange_Request,
  PlanResourceChange_Response,
  Provider as ProviderService,
  ReadResource_Request,
  ReadResource_Response,
  UpgradeResourceState_Request,
  UpgradeResourceState_Response,
  ValidateResourceConfig_Request,
  ValidateResourceConfig_Response,
} from './tfplugin6.gen.ts'

type ResourceHandlers = Pick<
  Handlers<typeof ProviderService>,
  | 'validateResourceConfig'
  | 'upgradeResourceState'
  | 'upgradeResourceIdentity'
  | 'readResource'
  | 'planResourceChange'
  | 'applyResourceChange'
  | 'importResourceState'
  | 'moveResourceState'
  | 'generateResourceConfig'
>

export function resourceHandlers(host: Host): ResourceHandlers {
  return {
    validateResourceConfig: (request) => validateConfig(host, request),
    upgradeResourceState: (request) => upgradeState(host, request),
    upgradeResourceIdentity: (request) => upgradeIdentity(host, request),
    readResource: (request, call) => read(host, request, call),
    planResourceChange: (request, call) => plan(host, request, call),
    applyResourceChange: (request, call) => apply(host, request, call),
    importResourceState: (request) => importState(host, request),
    moveResourceState: (request) => moveState(host, request),
    generateResourceConfig: (request) => generateConfig(host, request),
  }
}

function resourceOf(host: Host, name: string) {
  return declared(host.provider.resources, { kind: 'resource type', name })
}

/** Where the paths of problems start, for requests about a type of resource. */
function about(host: Host, rpc: string, type: string) {
  return { rpc, type, pathSchema: () => host.provider.resources.get(type)?.schema }
}

function validateConfig(host: Host, request: ValidateResourceConfig_Request) {
  return answer<Input<ValidateResourceConfig_Response>>(host, {
    ...about(host, 'ValidateResourceConfig', request.typeName),
    work: () => {
      const resource = resourceOf(host, request.typeName)
      const { type } = resource.schema
      const problems = validateDeclared(resource, {
        config: someObjectFromWire(type, request.config),
        canWriteOnly: request.clientCapabilities?.writeOnlyAttributesAllowed ?? false,
      })
      return { diagnostics: diagnosticsToWire(problems, resource.schema) }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function upgradeState(host: Host, request: UpgradeResourceState_Request) {
  return answer<Input<UpgradeResourceState_Response>>(host, {
    ...about(host, 'UpgradeResourceState', request.typeName),
    work: () => {
      const resource = resourceOf(host, request.typeName)
      const stored = { version: request.version, json: textOf(request.rawState) }
      const state = upgradeResourceState(resource, stored)
      return { upgradedState: valueToWire(resource.schema.type, state) }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function read(host: Host, request: ReadResource_Request, call: Call) {
  return answer<Input<ReadResource_Response>>(host, {
    ...about(host, 'ReadResource', request.typeName),
    work: async () => {
      const resource = resourceOf(host, request.typeName)
      const { type } = resource.schema
      const state = objectFromWire(type, request.currentState)
      if (state === null) return { newState: valueToWire(type, null) }
      const answered = await readResource(host, {
        resource,
        state,
        private: request.private,
        signal: call.signal,
      })
      return {
        newState: valueToWire(type, answered.state),
        newIdentity: identityToWire(answered.state),
        private: answered.private,
        diagnostics: diagnosticsToWire(answered.problems, resource.schema),
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function plan(host: Host, request: PlanResourceChange_Request, call: Call) {
  return answer<Input<PlanResourceChange_Response>>(host, {
    ...about(host, 'PlanResourceChange', request.typeName),
    work: async () => {
      const resource = resourceOf(host, request.typeName)
      const { type } = resource.schema
      const isDestroy = objectFromWire(type, request.proposedNewState) === null
      const answered = await planResourceChange(host, {
        resource,
        config: isDestroy ? null : someObjectFromWire(type, request.config),
        prior: objectFromWire(type, request.priorState),
        private: request.priorPrivate,
        signal: call.signal,
      })
      return {
        plannedState: valueToWire(type, answered.planned),
        requiresReplace: answered.replacing.map((path) => pathToWire(path, type)),
        plannedPrivate: answered.private,
        plannedIdentity: identityToWire(answered.planned),
        diagnostics: diagnosticsToWire(answered.problems, resource.schema),
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function apply(host: Host, request: ApplyResourceChange_Request, call: Call) {
  return answer<Input<ApplyResourceChange_Response>>(host, {
    ...about(host, 'ApplyResourceChange', request.typeName),
    work: async () => {
      const resource = resourceOf(host, request.typeName)
      const { type } = resource.schema
      const answered = await applyResourceChange(host, {
        resource,
        prior: objectFromWire(type, request.priorState),
        planned: objectFromWire(type, request.plannedState),
        config: objectFromWire(type, request.config),
        private: request.plannedPrivate,
        signal: call.signal,
      })
      return {
        newState: valueToWire(type, answered.state),
        newIdentity: identityToWire(answered.state),
        private: answered.private,
        diagnostics: diagnosticsToWire(answered.problems, resource.schema),
      }
    },
    // What was there before is kept: a request that could not be understood changed nothing.
    failed: (diagnostics) => ({
      diagnostics,
      newState: request.priorState,
      private: request.plannedPrivate,
    }),
  })
}

function importState(host: Host, request: ImportResourceState_Request) {
  return answer<Input<ImportResourceState_Response>>(host, {
    ...about(host, 'ImportResourceState', request.typeName),
    work: () => {
      const resource = resourceOf(host, request.typeName)
      const text = request.id === '' ? idFromWire(request.identity) : request.id
      const imported = importResourceState(resource, text)
      return {
        importedResources: [
          {
            typeName: request.typeName,
            state: valueToWire(resource.schema.type, imported.state),
            identity: identityToWire(imported.state),
            private: imported.private,
          },
        ],
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function textOf(raw: RawState | undefined): string | null {
  const json = raw?.json ?? new Uint8Array()
  return json.length === 0 ? null : Buffer.from(json).toString('utf8')
}

function upgradeIdentity(host: Host, request: UpgradeResourceIdentity_Request) {
  return answer<Input<UpgradeResourceIdentity_Response>>(host, {
    ...about(host, 'UpgradeResourceIdentity', request.typeName),
    work: () => {
      resourceOf(host, request.typeName)
      const stored = { version: request.version, json: textOf(request.rawIdentity) }
      const identity = upgradeResourceIdentity(stored)
      return { upgradedIdentity: { identityData: valueToWire(IDENTITY_TYPE, identity) } }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function moveState(host: Host, request: MoveResourceState_Request) {
  return answer<Input<MoveResourceState_Response>>(host, {
    ...about(host, 'MoveResourceState', request.targetTypeName),
    work: () => {
      const target = resourceOf(host, request.targetTypeName)
      const state = moveResourceState({
        target,
        sourceType: request.sourceTypeName,
        sourceProvider: request.sourceProviderAddress,
        provider: host.provider.name,
        json: textOf(request.sourceState),
      })
      return {
        targetState: valueToWire(target.schema.type, state),
        targetPrivate: request.sourcePrivate,
        targetIdentity: identityToWire(state),
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function generateConfig(host: Host, request: GenerateResourceConfig_Request) {
  return answer<Input<GenerateResourceConfig_Response>>(host, {
    ...about(host, 'GenerateResourceConfig', request.typeName),
    work: () => {
      const { schema } = resourceOf(host, request.typeName)
      const state = someObjectFromWire(schema.type, request.state)
      return { config: valueToWire(schema.type, generateResourceConfig(schema, state)) }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}
