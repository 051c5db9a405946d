/** Configurations and a data plane that does as it is told, for the tests of the agent. */

import type {
  ApplyOutcome,
  Capabilities,
  Condition,
  Conditions,
  Dataplane,
  EndpointChange,
  Observation,
} from '../../../../src/engine/dataplane/contract.ts'
import { endpointKey } from '../../../../src/engine/dataplane/contract.ts'
import type { Problem, ProxyConfig, ProxyInstance } from '../../../../src/engine/ir/index.ts'
import type { LogFields, Logger } from '../../../../src/engine/runtime/index.ts'
import { poolOf } from '../health/world.ts'

export { definitionOf, endpointOf, poolOf, VirtualTimers } from '../health/world.ts'

export function instanceOf(id: string, changes: Partial<ProxyInstance> = {}): ProxyInstance {
  return { id, name: id, listeners: [], pools: [poolOf({ id: `${id}-pool` })], ...changes }
}

export function configOf(revision: number, instances: readonly ProxyInstance[]): ProxyConfig {
  return { revision, instances }
}

/** The same values in other objects. */
export function copyOf<T>(value: T): T {
  return structuredClone(value)
}

type Behaviour = (config: ProxyConfig, signal: AbortSignal) => Promise<ApplyOutcome>

/** Keeps what a data plane is told, and answers as the test says. */
export class ObedientPlane implements Dataplane {
  readonly name = 'obedient'
  readonly capabilities: Capabilities = {
    algorithms: [],
    keepsForm: true,
    refusesEveryForm: true,
    tellsCauses: true,
    servesAfterEnd: true,
    keepsConnections: true,
    passesResets: true,
    refusesOtherProtocols: true,
    timesAnswers: true,
    tellsWarming: true,
  }
  served: ProxyConfig | null = null
  conditions = new Map<string, Condition>()
  isClosed = false
  problems: readonly Problem[] = []
  onApply: Behaviour = async ({ revision }) => ({ kind: 'applied', revision })
  readonly #told: Observation[] = []
  #wake = Promise.withResolvers<void>()

  async check(): Promise<readonly Problem[]> {
    return this.problems
  }

  async apply(
    config: ProxyConfig,
    conditions: Conditions,
    signal: AbortSignal,
  ): Promise<ApplyOutcome> {
    const given = new Map(conditions)
    const outcome = await this.onApply(config, signal)
    if (outcome.kind === 'applied') {
      this.served = config
      this.conditions = given
    }
    return outcome
  }

  setEndpoints(changes: readonly EndpointChange[]): void {
    for (const { poolId, endpointId, condition } of changes) {
      this.conditions.set(endpointKey(poolId, endpointId), condition)
    }
  }

  tell(observation: Observation): void {
    this.#told.push(observation)
    this.#wake.resolve()
  }

  async *observe(signal: AbortSignal): AsyncGenerator<Observation> {
    signal.addEventListener('abort', () => this.#wake.resolve(), { once: true })
    while (!signal.aborted) {
      yield* this.#told.splice(0)
      await this.#wake.promise
      this.#wake = Promise.withResolvers()
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

/** Lines as `level message`. */
export class LogBook implements Logger {
  readonly lines: string[] = []
  readonly fields: LogFields[] = []

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields)
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields)
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields)
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields)
  }

  child(): Logger {
    return this
  }

  #write(level: string, message: string, fields: LogFields = {}): void {
    this.lines.push(`${level} ${message}`)
    this.fields.push(fields)
  }
}
