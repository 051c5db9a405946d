/**
 * Requests about data sources and ephemeral resources.
 */

import type { Call, Handlers, Input } from '../../rpc/index.ts'
import {
  closeEphemeralResource,
  declared,
  openEphemeralResource,
  readDataSource,
  renewEphemeralResource,
} from '../server/index.ts'
import type { Host } from '../server/index.ts'
import { answer } from './answer.ts'
import { diagnosticsToWire } from './diagnostics.ts'
import { someObjectFromWire, valueToWire } from './dynamic-value.ts'
import type {
  CloseEphemeralResource_Request,
  CloseEphemeralResource_Response,
  Google_Timestamp,
  OpenEphemeralResource_Request,
  OpenEphemeralResource_Response,
  Provider as ProviderService,
  ReadDataSource_Request,
  ReadDataSource_Response,
  RenewEphemeralResource_Request,
  RenewEphemeralResource_Response,
} from './tfplugin6.gen.ts'
import { validate } from './validate.ts'

type ReadingHandlers = Pick<
  Handlers<typeof ProviderService>,
  | 'validateDataResourceConfig'
  | 'readDataSource'
  | 'validateEphemeralResourceConfig'
  | 'openEphemeralResource'
  | 'renewEphemeralResource'
  | 'closeEphemeralResource'
>

export function readingHandlers(host: Host): ReadingHandlers {
  return {
    validateDataResourceConfig: (request) =>
      validate(host, { request, rpc: 'ValidateDataResourceConfig', of: dataSourceOf }),
    validateEphemeralResourceConfig: (request) =>
      validate(host, { request, rpc: 'ValidateEphemeralResourceConfig', of: ephemeralOf }),
    readDataSource: (request, call) => readData(host, request, call),
    openEphemeralResource: (request, call) => open(host, request, call),
    renewEphemeralResource: (request, call) => renew(host, request, call),
    closeEphemeralResource: (request, call) => close(host, request, call),
  }
}

function dataSourceOf(host: Host, name: string) {
  return declared(host.provider.dataSources, { kind: 'data source', name })
}

function ephemeralOf(host: Host, name: string) {
  return declared(host.provider.ephemerals, { kind: 'ephemeral resource', name })
}

function readData(host: Host, request: ReadDataSource_Request, call: Call) {
  return answer<Input<ReadDataSource_Response>>(host, {
    rpc: 'ReadDataSource',
    type: request.typeName,
    pathSchema: () => host.provider.dataSources.get(request.typeName)?.schema,
    work: async () => {
      const dataSource = dataSourceOf(host, request.typeName)
      const { type } = dataSource.schema
      const config = someObjectFromWire(type, request.config)
      const answered = await readDataSource(host, { dataSource, config, signal: call.signal })
      return {
        state: valueToWire(type, answered.state),
        diagnostics: diagnosticsToWire(answered.problems, dataSource.schema),
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function open(host: Host, request: OpenEphemeralResource_Request, call: Call) {
  return answer<Input<OpenEphemeralResource_Response>>(host, {
    rpc: 'OpenEphemeralResource',
    type: request.typeName,
    pathSchema: () => host.provider.ephemerals.get(request.typeName)?.schema,
    work: async () => {
      const ephemeral = ephemeralOf(host, request.typeName)
      const { type } = ephemeral.schema
      const opened = await openEphemeralResource(host, {
        ephemeral,
        config: someObjectFromWire(type, request.config),
        private: new Uint8Array(),
        signal: call.signal,
      })
      return {
        result: valueToWire(type, opened.result),
        private: opened.private,
        renewAt: timestampToWire(opened.renewAtMs),
        diagnostics: diagnosticsToWire(opened.problems, ephemeral.schema),
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function renew(host: Host, request: RenewEphemeralResource_Request, call: Call) {
  return answer<Input<RenewEphemeralResource_Response>>(host, {
    rpc: 'RenewEphemeralResource',
    type: request.typeName,
    work: async () => {
      const renewed = await renewEphemeralResource(host, {
        ephemeral: ephemeralOf(host, request.typeName),
        private: request.private ?? new Uint8Array(),
        signal: call.signal,
      })
      return {
        private: renewed.private,
        renewAt: timestampToWire(renewed.renewAtMs),
        diagnostics: diagnosticsToWire(renewed.problems),
      }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function close(host: Host, request: CloseEphemeralResource_Request, call: Call) {
  return answer<Input<CloseEphemeralResource_Response>>(host, {
    rpc: 'CloseEphemeralResource',
    type: request.typeName,
    work: async () => {
      const problems = await closeEphemeralResource(host, {
        ephemeral: ephemeralOf(host, request.typeName),
        private: request.private ?? new Uint8Array(),
        signal: call.signal,
      })
      return { diagnostics: diagnosticsToWire(problems) }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}

function timestampToWire(epochMs: number | null): Google_Timestamp | undefined {
  if (epochMs === null) return undefined
  const seconds = Math.floor(epochMs / 1000)
  return { seconds, nanos: Math.round((epochMs - seconds * 1000) * 1e6) }
}
