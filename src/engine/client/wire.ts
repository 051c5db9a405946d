/**
 * The engine API's messages and what they mean, both ways.
 *
 * Answers for: that both ends agree; absent on the wire is null here. Does not know: connections.
 */

import type { TargetHealth } from '../agent/contract.ts'
import { EngineError, isErrorCode } from '../errors.ts'
import type { Problem } from '../ir/index.ts'
import type { EngineEvent } from '../store/contract.ts'
import type { Input } from '../../rpc/index.ts'
import type * as contract from './contract.ts'
import { ErrorDetail } from './engine.gen.ts'
import type * as wire from './engine.gen.ts'
import { isRole, roles } from './token.ts'
import type { TokenInfo, TokenOrder } from './token.ts'

export type { CountersPart, ExportPart, SnapshotPart } from './engine.gen.ts'
export type { NumberedReply, NumberedTransaction } from './engine.gen.ts'
export type { TransactReply, TransactRequest } from './engine.gen.ts'

type Json = Readonly<Record<string, unknown>>

function toJsonBytes(value: Json): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function fromJsonBytes(bytes: Uint8Array): Json {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (cause) {
    throw new EngineError({ code: 'invalid_argument', message: 'A spec is not JSON.', cause })
  }
  throw new EngineError({ code: 'invalid_argument', message: 'A spec is not a JSON object.' })
}

function toTags(tags: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(tags))
}

export function toWireObject(object: contract.ApiObject): Input<wire.ApiObject> {
  const { tags, spec, leavingMs, ...rest } = object
  return {
    ...rest,
    tags: toTags(tags),
    spec: toJsonBytes(spec),
    leavingMs: leavingMs ?? undefined,
  }
}

export function fromWireObject(object: wire.ApiObject): contract.ApiObject {
  const { tags, spec, leavingMs, unclaimed, ...rest } = object
  return {
    ...rest,
    ...(unclaimed ? { unclaimed } : {}),
    tags: Object.fromEntries(tags),
    leavingMs: leavingMs ?? null,
    spec: fromJsonBytes(spec),
  }
}

export function toWireOperation(operation: contract.Operation): Input<wire.Operation> {
  if (operation.type === 'delete') {
    const { kind, id, mode, expectedGeneration } = operation
    return { delete: { kind, id, mode, expectedGeneration } }
  }
  const { kind, id, name, owner, tags, spec, idempotencyKey, expectedGeneration, maker } = operation
  return {
    put: {
      ...{ kind, name, owner, tags: toTags(tags), spec: toJsonBytes(spec), id: id ?? undefined },
      idempotencyKey: idempotencyKey ?? undefined,
      expectedGeneration: expectedGeneration ?? undefined,
      maker,
    },
  }
}

export function fromWireOperation(operation: wire.Operation): contract.Operation {
  if (operation.delete !== undefined) return fromWireDelete(operation.delete)
  if (operation.put === undefined) {
    const message = 'An operation is neither a put nor a delete.'
    throw new EngineError({ code: 'invalid_argument', message })
  }
  const { id, tags, spec, idempotencyKey, expectedGeneration, maker, ...rest } = operation.put
  return {
    type: 'put',
    ...rest,
    id: id ?? null,
    tags: Object.fromEntries(tags),
    spec: fromJsonBytes(spec),
    idempotencyKey: idempotencyKey ?? null,
    expectedGeneration: expectedGeneration ?? null,
    ...(maker === undefined ? {} : { maker }),
  }
}

function fromWireDelete(message: wire.Delete): contract.DeleteOperation {
  const { kind, id, mode, expectedGeneration } = message
  const expected = expectedGeneration === undefined ? {} : { expectedGeneration }
  if (mode === 'strict' || mode === 'defer') return { type: 'delete', kind, id, mode, ...expected }
  const text = `The engine does not know the delete mode "${mode}".`
  throw new EngineError({ code: 'invalid_argument', message: text })
}

export function toWireQuery(query: contract.ListQuery): Input<wire.ListRequest> {
  const { kind, owner, name, leaving, limit, cursor } = query
  return {
    ...{ kind: kind ?? undefined, owner: owner ?? undefined, name: name ?? undefined },
    ...{ leaving, limit, cursor: cursor ?? undefined },
  }
}

export function fromWireQuery(query: wire.ListRequest): contract.ListQuery {
  const { kind, owner, name, leaving, limit, cursor } = query
  return {
    ...{ kind: kind ?? null, owner: owner ?? null, name: name ?? null },
    ...{ leaving, limit, cursor: cursor ?? null },
  }
}

export function toWireTarget(target: TargetHealth): Input<wire.Target> {
  return { ...target, reason: target.reason ?? undefined }
}

/** States and reasons are a closed set that both ends have from one source. */
export function fromWireTarget(target: wire.Target): TargetHealth {
  return {
    ...target,
    state: target.state as TargetHealth['state'],
    reason: (target.reason ?? null) as TargetHealth['reason'],
  }
}

export function fromWireEvent(event: wire.Event): EngineEvent {
  return { ...event, type: event.type as EngineEvent['type'] }
}

export function toWireInfo(info: contract.EngineInfo): Input<wire.InfoReply> {
  const { topology, agent, outlets, ...rest } = info
  const { addressInterface, ...networks } = topology
  return {
    ...rest,
    outlets: outlets.map(({ trouble, ...outlet }) => ({
      ...outlet,
      trouble: trouble ?? undefined,
    })),
    topology: { ...networks, addressInterface: addressInterface ?? undefined },
    agent: agent ?? undefined,
  }
}

export function fromWireInfo(info: wire.InfoReply): contract.EngineInfo {
  const { topology, agent, outlets, ...rest } = info
  return {
    ...rest,
    // Names are a closed set that both ends have from one source.
    outlets: outlets.map(({ name, at, trouble }) => ({
      ...{ name: name as contract.Outlet['name'], at },
      trouble: trouble ?? null,
    })),
    topology: {
      ...(topology ?? { region: '', zones: [], eipPool: '', peerPrefixes: [] }),
      addressInterface: topology?.addressInterface ?? null,
    },
    agent: agent ?? null,
  }
}

export function toWatchPart(part: contract.WatchPart): Input<wire.WatchPart> {
  if (part.type === 'put') return { put: toWireObject(part.object) }
  if (part.type === 'delete') return { delete: { kind: part.kind, id: part.id } }
  return { synced: part.revision }
}

export function fromWatchPart(part: wire.WatchPart): contract.WatchPart {
  if (part.put !== undefined) return { type: 'put', object: fromWireObject(part.put) }
  if (part.delete !== undefined) return { type: 'delete', ...part.delete }
  return { type: 'synced', revision: part.synced ?? 0 }
}

/** Types are a closed set that both ends have from one source. */
export function fromWireImported({ revision, steps }: wire.ImportReply): contract.Imported {
  return {
    revision,
    steps: steps.map((step) => ({ ...step, type: step.type as contract.ImportedStep['type'] })),
  }
}

export function toWireToken(token: TokenInfo): Input<wire.Token> {
  return { ...token, lastUsedMs: token.lastUsedMs ?? undefined }
}

export function fromWireToken(token: wire.Token | undefined): TokenInfo {
  if (token === undefined || !isRole(token.role)) {
    throw new EngineError({ code: 'internal', message: 'The engine sent a token with no role.' })
  }
  return { ...token, role: token.role, lastUsedMs: token.lastUsedMs ?? null }
}

export function fromWireOrder(order: wire.CreateTokenRequest): TokenOrder {
  const { role } = order
  if (isRole(role)) return { ...order, role }
  const message = `There is no role "${role}"; the engine has ${roles.join(', ')}.`
  throw new EngineError({ code: 'invalid_argument', message })
}

export function toErrorDetail(error: EngineError): Input<wire.ErrorDetail> {
  const { code, message, remedy, problems, referrers } = error
  return {
    ...{ code, message, remedy: remedy ?? undefined, referrers },
    problems: problems.map(toWireProblem),
  }
}

/** A code that this program does not know counts as `internal`, and the message says so. */
export function fromErrorDetail(detail: wire.ErrorDetail): EngineError {
  const { code, message, remedy, problems, referrers } = detail
  const isKnown = isErrorCode(code)
  return new EngineError({
    code: isKnown ? code : 'internal',
    message: isKnown ? message : `${message} (${code})`,
    problems: problems.map(fromWireProblem),
    referrers,
    ...(remedy === undefined ? {} : { remedy }),
  })
}

/** Null when the bytes are no detail. */
export function readErrorDetail(bytes: Uint8Array): EngineError | null {
  try {
    return fromErrorDetail(ErrorDetail.decode(bytes))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function toWireProblem(problem: Problem): Input<wire.Problem> {
  return {
    ...{ code: problem.code, message: problem.message, objectId: problem.objectId ?? undefined },
    path: problem.path.map((step) =>
      typeof step === 'number' ? { index: step } : { field: step },
    ),
  }
}

function fromWireProblem(problem: wire.Problem): Problem {
  const path = problem.path.map((step) => step.index ?? step.field ?? '')
  return { ...problem, objectId: problem.objectId ?? null, path }
}
