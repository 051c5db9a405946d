/* Generated from proto/goplugin.proto by `npm run gen`; not to be edited. */

import { bidi, message, serverStream, unary } from '../../rpc/index.ts'
import type { Codec } from '../../rpc/index.ts'

export type Google_Empty = Record<string, never>
export const Google_Empty: Codec<Google_Empty> = message(() => [])

/** go-plugin has an Empty of its own here, and uses Google's for the standard streams. */
export type Empty = Record<string, never>
export const Empty: Codec<Empty> = message(() => [])

export interface StdioData {
  channel: StdioData_Channel
  data: Uint8Array
}
export const StdioData: Codec<StdioData> = message(() => [
  [1, 'channel', StdioData_Channel],
  [2, 'data', 'bytes'],
])

export const StdioData_Channel = {
  INVALID: 0,
  STDOUT: 1,
  STDERR: 2,
} as const
export type StdioData_Channel = (typeof StdioData_Channel)[keyof typeof StdioData_Channel]

export interface ConnInfo {
  serviceId: number
  network: string
  address: string
  knock: ConnInfo_Knock | undefined
}
export const ConnInfo: Codec<ConnInfo> = message(() => [
  [1, 'serviceId', 'uint32'],
  [2, 'network', 'string'],
  [3, 'address', 'string'],
  [4, 'knock', ConnInfo_Knock, 'optional'],
])

/** How the two sides agree on a connection that is shared by several services. */
export interface ConnInfo_Knock {
  knock: boolean
  ack: boolean
  error: string
}
export const ConnInfo_Knock: Codec<ConnInfo_Knock> = message(() => [
  [1, 'knock', 'bool'],
  [2, 'ack', 'bool'],
  [3, 'error', 'string'],
])

/** Ends the plugin. A plugin that has not left two seconds after Shutdown is killed. */
export const GRPCController = {
  shutdown: unary('/plugin.GRPCController/Shutdown', { request: Empty, response: Empty }),
} as const

/** Carries what a plugin prints. Terraform logs anything it gets here as unexpected. */
export const GRPCStdio = {
  streamStdio: serverStream('/plugin.GRPCStdio/StreamStdio', {
    request: Google_Empty,
    response: StdioData,
  }),
} as const

/** Arranges further connections between client and plugin; a provider needs none. */
export const GRPCBroker = {
  startStream: bidi('/plugin.GRPCBroker/StartStream', { request: ConnInfo, response: ConnInfo }),
} as const
