/**
 * The agent's values and the messages of `proto/agent.proto`.
 *
 * Answers for: translating, and refusing what is not of the contract. Does not know: calls.
 */

import type { ApplyOutcome } from '../dataplane/contract.ts'
import { EngineError } from '../errors.ts'
import type { Problem } from '../ir/index.ts'
import type { Input } from '../../rpc/index.ts'
import type { AgentReport, TargetHealth, TargetKey, TargetReason, TargetState } from './contract.ts'
import type * as gen from './agent.gen.ts'

const states: Readonly<Record<TargetState, true>> = {
  initial: true,
  healthy: true,
  unhealthy: true,
  draining: true,
  unused: true,
  unchecked: true,
}

const reasons: Readonly<Record<TargetReason, true>> = {
  connect_failed: true,
  connect_timeout: true,
  request_timeout: true,
  connection_reset: true,
  status_mismatch: true,
  malformed_response: true,
  outside_zones: true,
  disabled: true,
  drained: true,
  draining: true,
  warming_up: true,
}

export function toWireProblems(problems: readonly Problem[]): Input<gen.Problems> {
  return {
    problems: problems.map(({ code, objectId, path, message }) => ({
      code,
      objectId: objectId ?? undefined,
      path: path.map((step) => (typeof step === 'number' ? { index: step } : { name: step })),
      message,
    })),
  }
}

export function fromWireProblems({ problems }: gen.Problems): readonly Problem[] {
  return problems.map(({ code, objectId, path, message }) => ({
    code,
    objectId: objectId ?? null,
    path: path.map(({ name, index }) => name ?? index ?? ''),
    message,
  }))
}

export function toWireOutcome(outcome: ApplyOutcome): Input<gen.ApplyResponse> {
  switch (outcome.kind) {
    case 'applied':
      return { applied: { revision: outcome.revision } }
    case 'rejected':
      return { rejected: toWireProblems(outcome.problems) }
    case 'unavailable':
      return { unavailable: { retryAfterMs: outcome.retryAfterMs, cause: outcome.cause } }
  }
}

export function fromWireOutcome(response: gen.ApplyResponse): ApplyOutcome {
  const { applied, rejected, unavailable } = response
  if (applied !== undefined) return { kind: 'applied', ...applied }
  if (rejected !== undefined) return { kind: 'rejected', problems: fromWireProblems(rejected) }
  if (unavailable !== undefined) return { kind: 'unavailable', ...unavailable }
  throw unreadable('an outcome')
}

export function toWireReport(report: AgentReport): Input<gen.Report> {
  switch (report.kind) {
    case 'targets':
      return { targets: { targets: report.targets.map(toWireTarget) } }
    case 'gone':
      return { gone: { keys: report.targets } }
    case 'counters':
      return { counters: { listeners: report.listeners, endpoints: report.endpoints } }
  }
}

export function fromWireReport({ targets, gone, counters }: gen.Report): AgentReport {
  if (targets !== undefined) {
    return { kind: 'targets', targets: targets.targets.map(fromWireTarget) }
  }
  if (gone !== undefined) return { kind: 'gone', targets: gone.keys satisfies TargetKey[] }
  if (counters !== undefined) return { kind: 'counters', ...counters }
  throw unreadable('a report')
}

function toWireTarget({ reason, ...target }: TargetHealth): Input<gen.Target> {
  return { ...target, reason: reason ?? undefined }
}

function fromWireTarget({ state, reason, ...target }: gen.Target): TargetHealth {
  if (!isState(state)) throw unreadable(`the state ${state}`)
  if (reason !== undefined && !isReason(reason)) throw unreadable(`the reason ${reason}`)
  return { ...target, state, reason: reason ?? null }
}

function isState(text: string): text is TargetState {
  return Object.hasOwn(states, text)
}

function isReason(text: string): text is TargetReason {
  return Object.hasOwn(reasons, text)
}

function unreadable(what: string): EngineError {
  return new EngineError({
    code: 'internal',
    message: `The agent sent ${what} that this version does not know`,
    remedy: 'Control and agent are of two versions: stop the engine and start it again.',
  })
}
