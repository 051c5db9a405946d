/**
 * The agent's values and the messages of `proto/agent.proto`.
 *
 * Answers for: translating, and refusing what is not of the contract. Does not know: calls.
 */

import type { ApplyOutcome } from '../dataplane/contract.ts'
import { EngineError } from '../errors.ts'
import type { Problem } from '../ir/index.ts'
import type { Input } from '../../rpc/index.ts'
import type {
  AgentReport,
  Family,
  TargetHealth,
  TargetKey,
  TargetReason,
  TargetState,
} from './contract.ts'
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
    case 'metrics': {
      const { at, trouble } = report.metrics
      return { metrics: { at, trouble: trouble ?? undefined } }
    }
  }
}

export function fromWireReport({ targets, gone, counters, metrics }: gen.Report): AgentReport {
  if (targets !== undefined) {
    return { kind: 'targets', targets: targets.targets.map(fromWireTarget) }
  }
  if (gone !== undefined) return { kind: 'gone', targets: gone.keys satisfies TargetKey[] }
  if (counters !== undefined) return { kind: 'counters', ...counters }
  if (metrics !== undefined) {
    return { kind: 'metrics', metrics: { at: metrics.at, trouble: metrics.trouble ?? null } }
  }
  throw unreadable('a report')
}

export function toWireFigures(families: readonly Family[]): Input<gen.Figures> {
  return {
    families: families.map(({ samples, ...family }) => ({
      ...family,
      samples: [...samples].map(({ labels, suffix = '', value }) => ({
        labels: new Map(Object.entries(labels)),
        suffix,
        value,
      })),
    })),
  }
}

/** What is of no type that this version knows is left out. */
export function fromWireFigures({ families }: gen.Figures): readonly Family[] {
  return families.flatMap(({ name, help, type, samples }) => {
    if (!isFamilyType(type)) return []
    const own = samples.map(({ labels, suffix, value }) => ({
      labels: Object.fromEntries(labels),
      suffix,
      value,
    }))
    return [{ name, help, type, samples: own }]
  })
}

function isFamilyType(text: string): text is Family['type'] {
  return ['counter', 'gauge', 'histogram', 'summary'].includes(text)
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
