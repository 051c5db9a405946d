/**
 * Terraform core's side of the protocol, as far as a resource's life goes: it validates, refreshes,
 * plans, plans again when everything is known, applies, and holds every answer against its rules.
 *
 * Talks to a provider through its messages only, in this process or over a socket.
 */

import assert from 'node:assert/strict'
import type { Call, Client, Input } from '../../../../src/rpc/index.ts'
import {
  checkApplied,
  checkPlanned,
  checkReplanned,
  checkStorable,
} from '../../../../src/provider/server/index.ts'
import type { HostOptions, Provider, Resource } from '../../../../src/provider/server/index.ts'
import {
  equalValues,
  formatPath,
  fromMsgpack,
  isObjectValue,
  toJson,
  toMsgpack,
} from '../../../../src/provider/values/index.ts'
import type { ObjectValue, Path, Value } from '../../../../src/provider/values/index.ts'
import { providerService } from '../../../../src/provider/wire/index.ts'
import type { ProviderService } from '../../../../src/provider/wire/index.ts'
import type {
  AttributePath,
  Diagnostic,
  DynamicValue,
} from '../../../../src/provider/wire/tfplugin6.gen.ts'

type ProviderClient = Client<typeof ProviderService>

/** What the state file has of one object. */
export interface Stored {
  readonly state: ObjectValue
  readonly private: Uint8Array
  readonly isTainted: boolean
}

export interface Planned {
  readonly action: 'create' | 'update' | 'replace' | 'delete' | 'none'
  readonly planned: ObjectValue | null
  readonly private: Uint8Array
  readonly replacing: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface Applied {
  readonly stored: Stored | null
  readonly diagnostics: readonly Diagnostic[]
}

/** The provider's handlers, called in this process through their encoded messages. */
export function inProcess(provider: Provider, options: HostOptions = {}): ProviderClient {
  const { service, handlers } = providerService(provider, {
    isChecked: true,
    ...options,
  }).implementation
  const call: Call = {
    signal: new AbortController().signal,
    deadlineAtMs: Infinity,
    metadata: new Map(),
    path: '',
    caller: null,
  }
  const client = Object.fromEntries(
    Object.entries(service).map(([name, method]) => [
      name,
      async (request: Input<unknown>) => {
        const handler = handlers[name]
        assert(handler !== undefined, `${name} is not implemented`)
        const sent = method.request.decode(method.request.encode(request))
        const answer = await (handler(sent, call) as Promise<unknown>)
        return method.response.decode(method.response.encode(answer))
      },
    ]),
  )
  return client as unknown as ProviderClient
}

/** Terraform with one object of one type in its configuration. */
export class Core {
  readonly client: ProviderClient
  readonly #resource: Resource<unknown>

  constructor(client: ProviderClient, provider: Provider, type: string) {
    const resource = provider.resources.get(type)
    assert(resource !== undefined)
    this.client = client
    this.#resource = resource
  }

  /** A configuration with null for whatever is left out. */
  config(given: ObjectValue): ObjectValue {
    const names = Object.keys(this.#resource.schema.attributes)
    return Object.fromEntries(names.map((name) => [name, given[name] ?? null]))
  }

  async validate(given: ObjectValue): Promise<readonly Diagnostic[]> {
    const { diagnostics } = await this.client.validateResourceConfig({
      typeName: this.#resource.type,
      config: this.#toWire(this.config(given)),
      clientCapabilities: { writeOnlyAttributesAllowed: true },
    })
    return diagnostics
  }

  /** Upgrades from the JSON of the state file, then reads. Null: the object is gone. */
  async refresh(stored: Stored): Promise<Stored | null> {
    const { type, schema } = this.#resource
    const upgraded = await this.client.upgradeResourceState({
      typeName: type,
      version: schema.version,
      rawState: { json: Buffer.from(toJson(schema.type, stored.state)) },
    })
    assertNone(upgraded.diagnostics)
    const read = await this.client.readResource({
      typeName: type,
      currentState: upgraded.upgradedState,
      private: stored.private,
    })
    assertNone(read.diagnostics)
    const state = this.#fromWire(read.newState)
    if (state === null) return null
    this.#assertStorable(state)
    return { ...stored, state, private: read.private }
  }

  /** `given` is null for a destroy; `isForced` is `-replace`. */
  async plan(
    given: ObjectValue | null,
    stored: Stored | null,
    { isForced = false }: { readonly isForced?: boolean } = {},
  ): Promise<Planned> {
    if (stored?.isTainted === true && given !== null) return this.#replacement(given, stored)
    const prior = stored?.state ?? null
    const answer = await this.#callPlan({ given, prior, private: stored?.private })
    if (given === null || answer.planned === null) {
      return { ...answer, action: prior === null ? 'none' : 'delete' }
    }
    if (answer.diagnostics.some(({ severity }) => severity === 1)) {
      return { ...answer, action: 'none' }
    }
    if (prior === null) return { ...answer, action: 'create' }
    if (answer.replacing.length > 0 || isForced) {
      const again = await this.#callPlan({ given, prior: null, private: answer.private })
      return { ...again, action: 'replace', replacing: answer.replacing }
    }
    const isSame = equalValues(this.#resource.schema.type, answer.planned, prior)
    return { ...answer, action: isSame ? 'none' : 'update' }
  }

  /** Plans once more with the configuration as it is by then, and makes the plan true. */
  async apply(
    given: ObjectValue | null,
    { stored, plan }: { readonly stored: Stored | null; readonly plan: Planned },
  ): Promise<Applied> {
    if (plan.action === 'none') return { stored, diagnostics: [] }
    if (plan.action === 'replace' && stored !== null) {
      const gone = await this.#callApply({ given: null, prior: stored, planned: null, plan })
      if (gone.stored !== null) return gone
      return this.#applyChange(given, { prior: null, plan })
    }
    if (given === null || plan.planned === null) {
      return this.#callApply({ given: null, prior: stored, planned: null, plan })
    }
    return this.#applyChange(given, { prior: stored, plan })
  }

  /** Validate, refresh, plan, apply. `planned` is the configuration as known at plan time. */
  async run(
    given: ObjectValue | null,
    options: { readonly stored?: Stored | null; readonly planned?: ObjectValue } = {},
  ): Promise<Applied & { readonly plan: Planned }> {
    const atPlan = options.planned ?? given
    if (atPlan !== null) assertNone(await this.validate(atPlan))
    const stored = options.stored ?? null
    const fresh = stored === null ? null : await this.refresh(stored)
    const plan = await this.plan(atPlan, fresh)
    assertNone(plan.diagnostics)
    if (given !== null) assertNone(await this.validate(given))
    return { ...(await this.apply(given, { stored: fresh, plan })), plan }
  }

  async import(id: string): Promise<Stored | null> {
    const { type } = this.#resource
    const answer = await this.client.importResourceState({ typeName: type, id })
    assertNone(answer.diagnostics)
    const [imported] = answer.importedResources
    assert(imported !== undefined && answer.importedResources.length === 1)
    assert.equal(imported.typeName, type)
    const state = this.#fromWire(imported.state)
    assert(state !== null)
    return this.refresh({ state, private: imported.private, isTainted: false })
  }

  async #replacement(given: ObjectValue, stored: Stored): Promise<Planned> {
    const again = await this.#callPlan({ given, prior: null, private: stored.private })
    return { ...again, action: 'replace' }
  }

  async #applyChange(
    given: ObjectValue | null,
    { prior, plan }: { readonly prior: Stored | null; readonly plan: Planned },
  ): Promise<Applied> {
    const second = await this.#callPlan({
      given,
      prior: prior?.state ?? null,
      private: prior?.private,
    })
    if (second.diagnostics.length > 0) return { stored: prior, diagnostics: second.diagnostics }
    const { schema } = this.#resource
    assert(plan.planned !== null && second.planned !== null)
    const changed = checkReplanned({ schema, first: plan.planned, second: second.planned })
    assert.deepEqual(changed, [], 'Provider produced inconsistent final plan')
    return this.#callApply({ given, prior, planned: second.planned, plan: second })
  }

  async #callApply(of: {
    readonly given: ObjectValue | null
    readonly prior: Stored | null
    readonly planned: ObjectValue | null
    readonly plan: Pick<Planned, 'private'>
  }): Promise<Applied> {
    const { given, prior, planned, plan } = of
    const answer = await this.client.applyResourceChange({
      typeName: this.#resource.type,
      priorState: this.#toWire(prior?.state ?? null),
      plannedState: this.#toWire(planned),
      config: this.#toWire(given === null ? null : this.config(given)),
      plannedPrivate: plan.private,
    })
    const { diagnostics } = answer
    const isFailed = diagnostics.some(({ severity }) => severity === 1)
    const state = this.#fromWire(answer.newState)
    if (state !== null) this.#assertStorable(state)
    if (!isFailed && planned !== null) {
      const { schema } = this.#resource
      assert(state !== null, 'no state after an apply without errors')
      const broken = checkApplied({ schema, planned, applied: state })
      assert.deepEqual(broken, [], 'Provider produced inconsistent result after apply')
    }
    if (planned === null && (isFailed || state !== null)) {
      return { stored: prior, diagnostics }
    }
    const isTainted = isFailed && prior === null
    const stored = state === null ? null : { state, private: answer.private, isTainted }
    return { stored, diagnostics }
  }

  async #callPlan(of: {
    readonly given: ObjectValue | null
    readonly prior: ObjectValue | null
    readonly private: Uint8Array | undefined
  }): Promise<Omit<Planned, 'action'>> {
    const config = of.given === null ? null : this.config(of.given)
    const answer = await this.client.planResourceChange({
      typeName: this.#resource.type,
      priorState: this.#toWire(of.prior),
      proposedNewState: this.#toWire(config),
      config: this.#toWire(config),
      priorPrivate: of.private ?? new Uint8Array(),
      clientCapabilities: { writeOnlyAttributesAllowed: true },
    })
    const planned = this.#fromWire(answer.plannedState)
    const replacing = answer.requiresReplace.map(fromPath)
    if (!answer.diagnostics.some(({ severity }) => severity === 1)) {
      assert.equal(planned === null, config === null, 'null-ness of the plan')
      if (planned !== null && config !== null) {
        const { schema } = this.#resource
        const checked = { schema, config, prior: of.prior, planned, replacing }
        assert.deepEqual(checkPlanned(checked), [], 'Provider produced invalid plan')
      }
    }
    return {
      planned,
      private: answer.plannedPrivate,
      replacing: replacing.map(formatPath),
      diagnostics: answer.diagnostics,
    }
  }

  #toWire(value: Value): Input<DynamicValue> {
    return { msgpack: toMsgpack(this.#resource.schema.type, value) }
  }

  #fromWire(message: DynamicValue | undefined): ObjectValue | null {
    if (message === undefined || message.msgpack.length === 0) return null
    const value = fromMsgpack(this.#resource.schema.type, message.msgpack)
    return isObjectValue(value) ? value : null
  }

  /** After a failure any attribute may be null; nothing may be unknown or of a wrong type. */
  #assertStorable(state: ObjectValue): void {
    const faults = checkStorable(this.#resource.schema, state)
    assert.deepEqual(
      faults.filter((fault) => !fault.endsWith('is null')),
      [],
    )
  }
}

export function assertNone(diagnostics: readonly Diagnostic[]): void {
  const texts = diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`)
  assert.deepEqual(texts, [])
}

function fromPath({ steps }: AttributePath): Path {
  return steps.map((step) => {
    if (step.attributeName !== undefined) return step.attributeName
    if (step.elementKeyInt !== undefined) return step.elementKeyInt
    return { key: step.elementKeyString ?? '' }
  })
}
