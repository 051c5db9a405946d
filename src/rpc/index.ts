/**
 * The face of the room: protobuf messages, and gRPC calls in both directions.
 *
 * Answers for: what other rooms may use. Loading it is cheap: gRPC itself is loaded by the first
 * `serve` or `connect`.
 */

export { maxMessageDepth, message } from './codec.ts'
export type { Codec, EnumValues, FieldSpec, Input } from './codec.ts'
export { RpcError, rpcCodes, toRpcCode } from './error.ts'
export { Outbox } from './outbox.ts'
export type { RpcCode, RpcErrorOptions } from './error.ts'
export { bidi, clientStream, implement, serverStream, unary } from './method.ts'
export type {
  Call,
  Caller,
  CallOptions,
  Client,
  Handler,
  Handlers,
  Implementation,
  Method,
  MethodKind,
  Service,
} from './method.ts'
export { bind, Door, maxWaitingConnections, toAddressText } from './door.ts'
export type { Address } from './door.ts'
export { Entrance } from './entrance.ts'
export type { EntranceOptions, EntranceTls, Peer } from './entrance.ts'
export type { Admission, Admit, Arrival } from './admit.ts'
export { listen, serve } from './serve.ts'
export type { RpcServer, ServeOptions, ServerTls } from './serve.ts'
export type { OnFault } from './answer.ts'
export type { OnCall } from './on-call.ts'
export { connect } from './connect.ts'
export type { Channel, ClientTls, ConnectOptions } from './connect.ts'
