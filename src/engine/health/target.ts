/**
 * One server asked one thing again and again, however many pools want to know.
 *
 * Answers for: what is kept for a probed address. Does not know: when its turn is, which is the
 * scheduler's.
 */

import type { ProbeDefinition } from '../ir/index.ts'
import type { Cancel } from '../runtime/index.ts'
import type { Health, ProbeQuestion } from './contract.ts'

/** Told of a target's first result, and of each one that changed its state or reason. */
export type Listener = (target: Target) => void

export class Target {
  readonly key: string
  readonly question: ProbeQuestion
  health: Health
  /** No result yet. */
  isFresh: boolean
  /** When the next probe begins; while one is under way, the earliest time for it. */
  dueMs: number
  /** Ends the probe under way; null between probes. */
  cancel: Cancel | null = null
  readonly listeners = new Set<Listener>()
  /** Results that said something of the server. */
  readonly counts: { total: number; failures: number }

  constructor(init: TargetInit) {
    this.key = init.key
    this.question = init.question
    this.health = init.health
    this.isFresh = init.isFresh
    this.dueMs = init.dueMs
    this.counts = { total: 0, failures: 0, ...init.counts }
  }

  /** Nobody wants to know any more. */
  get isClosed(): boolean {
    return this.listeners.size === 0
  }
}

export interface TargetInit {
  readonly key: string
  readonly question: ProbeQuestion
  readonly health: Health
  readonly isFresh: boolean
  readonly dueMs: number
  /** Of the target that this one follows. */
  readonly counts: Target['counts'] | undefined
}

/** Equal for pools that may share their probes: the definition and the endpoint's address. */
export function toTargetKey(definitionKey: string, address: string, port: number): string {
  return `${address} ${port} ${definitionKey}`
}

/** All of a definition that matters, spelled in one way. */
export function toDefinitionKey(definition: ProbeDefinition): string {
  const { intervalMs, unhealthyThreshold, healthyThreshold } = definition
  const rhythm = [intervalMs, unhealthyThreshold, healthyThreshold]
  return `${toQuestionKey(definition)} ${JSON.stringify(rhythm)}`
}

/** What is asked, without how often and how many answers count. */
export function toQuestionKey(definition: ProbeDefinition): string {
  const { protocol, method, path, host, port, timeoutMs, proxyProtocol, successCodes } = definition
  const codes = successCodes.map(({ from, to }) => [from, to])
  return JSON.stringify([protocol, method, path, host, port, timeoutMs, proxyProtocol, codes])
}
