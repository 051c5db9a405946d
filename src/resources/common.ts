/**
 * Attributes and functions that all resources share, so that one resource is its attributes and
 * little more.
 *
 * Answers for: the envelope (id, name, tags, owner), and create, read, update and delete through
 * the engine's transactions. Does not know: any resource.
 */

import { randomUUID } from 'node:crypto'
import type { ApiObject, Operation, PutOperation } from '../engine/client/contract.ts'
import { EngineError } from '../engine/errors.ts'
import { computed, defaulted, isWhollyKnown, ProviderError } from '../provider/index.ts'
import { regex, required, t } from '../provider/index.ts'
import type {
  Attributes,
  Config,
  CreateRequest,
  DeleteRequest,
  Desired,
  Plan,
  PlanCheckRequest,
  ReadRequest,
  ResourceAttributes,
  State,
  UpdateRequest,
  Value,
} from '../provider/index.ts'
import { foundAtPlan, toProviderError, translated } from './diagnostics.ts'
import type { Engine } from './engine.ts'
import { toSpec } from './spec.ts'
import { toValues } from './values.ts'
import type { ObjectMapping } from './values.ts'

/** R4: names are for people. */
const nameRule = regex(
  /^[\p{L}\p{M}\p{Nd} _.-]{1,128}$/u,
  'must have 1 to 128 letters of any script, digits, spaces, "_", "-" and "."',
)

export const nameOf = (what: string) =>
  required.string({
    description: `A name for people; it need not be unique. The id is the identity of the ${what}.`,
    check: [nameRule],
  })

export const envelope = {
  id: computed.string({ description: 'The identity, given by the engine.', dependsOn: [] }),
  tags: defaulted.map({
    of: t.string,
    default: new Map<string, string>(),
    description: 'Labels of your own, key to value.',
  }),
  owner: computed.string({
    description: "Who declared it: the provider's `owner` when it was made.",
    dependsOn: [],
  }),
}

/** How a resource differs from the rule. */
export interface Mapping<A extends ResourceAttributes> extends ObjectMapping {
  readonly attributes: A
  readonly except?: readonly (keyof A & string)[]
  readonly extra?: (object: ApiObject) => Partial<State<A>>
  /** A write only begins it: who makes, changes or deletes it waits until it is done. */
  readonly settles?: true
  /** What the spec has beyond the rule, such as secrets, which no plan and no state has. */
  readonly extraSpec?: (given: Given<A>) => PutOperation['spec']
}

/** What a write is made from. */
export interface Given<A extends ResourceAttributes> {
  /** What the user wrote; while planning it may have unknown values. */
  readonly config: Config<A>
  readonly desired: Desired<A> | Plan<A>
  /** Null when the object is to be made. */
  readonly prior: State<A> | null
}

interface Enveloped {
  readonly name?: string
  readonly tags: ReadonlyMap<string, string>
  /** Not known before the object is made. */
  readonly owner: unknown
}

/** The functions of a resource declaration, made from its mapping. */
export function throughEngine<A extends ResourceAttributes>(mapping: Mapping<A>) {
  const { kind, attributes } = mapping
  // The attributes and the spec are of one shape by the rule of `spec.ts`; tests hold it to that.
  const toState = (object: ApiObject, timeouts: unknown): State<A> =>
    ({ ...toValues(mapping, object), timeouts }) as unknown as State<A>
  const toPut = ({ given, ...wanted }: Wanted & { readonly given: Given<A> }): PutOperation => {
    const operation = toPutOperation(mapping, { ...wanted, desired: given.desired })
    return { ...operation, spec: { ...operation.spec, ...mapping.extraSpec?.(given) } }
  }
  const transact = async (
    { engine, operation, desired = {} }: Write,
    signal: AbortSignal,
  ): Promise<ApiObject | undefined> => {
    const work = () => engine.transact([operation], signal)
    const [object] = await translated(attributes, work, { id: operation.id, desired })
    return object
  }
  const put = async (request: PutRequest<A>, id: string | null): Promise<State<A>> => {
    const { client: engine, desired, privateState, signal } = request
    const expectedGeneration = id === null ? null : plannedFor(privateState)
    const operation = toPut({ given: request, engine, id, expectedGeneration })
    const object = await transact({ engine, operation, desired }, signal)
    if (object === undefined) throw new Error(`the engine gave no ${kind} back`)
    if (id === null && !signal.aborted) engine.noteCreated(object)
    noteGeneration(privateState, object)
    await warnOfSkew(request)
    const state = toState(object, timeoutsOf(desired))
    // Should it come to nothing, it is there all the same, and is replaced the next time.
    if (mapping.settles === true && id === null) request.save(state)
    await settle(mapping, request, object)
    return state
  }
  return {
    create: (request: CreateRequest<Engine, A>) => put({ ...request, prior: null }, null),
    update: (request: UpdateRequest<Engine, A>) => put(request, request.id),
    read: async (request: ReadRequest<Engine, A>) => {
      const { client: engine, id, state, privateState, signal } = request
      await warnOfSkew(request)
      const object = await translated(attributes, () => engine.read({ kind, id }, signal))
      if (object === null) return null
      noteGeneration(privateState, object)
      return toState(object, timeoutsOf(state))
    },
    delete: async (request: DeleteRequest<Engine, A>) => {
      const { client: engine, id, privateState, signal } = request
      const expectedGeneration = plannedFor(privateState)
      const operation = {
        ...({ type: 'delete', kind, id, mode: engine.deletionPolicy } as const),
        expectedGeneration,
      }
      await transact({ engine, operation }, signal).catch(ignoreGone)
      await settle(mapping, request, { id, generation: null })
    },
    checkPlan: async (request: PlanCheckRequest<Engine, A>) => {
      const { config, planned, prior, isReplace, signal } = request
      if (!isSettled(attributes, { config, planned })) return []
      const engine = await request.client()
      const client = await unlessAbsent(async () => engine?.reach(signal))
      if (engine === null || client === undefined || client === null) return []
      const id = isReplace ? null : (prior?.id ?? null)
      const given = { config, desired: planned, prior: isReplace ? null : prior }
      const put = toPut({ given, engine, id })
      const operations = [...engine.plannedFor(put.spec), put]
      const refusal = await unlessAbsent(() => engine.check(client, operations, signal))
      if (refusal === null) engine.notePlanned(put)
      return refusal === null ? [] : foundAtPlan(refusal, { attributes, id, desired: planned })
    },
  }
}

type PrivateState = ReadRequest<Engine, ResourceAttributes>['privateState']

type PutRequest<A extends ResourceAttributes> = Omit<Given<A>, 'desired'> &
  Pick<CreateRequest<Engine, A>, 'client' | 'signal' | 'desired' | 'privateState' | 'save' | 'warn'>

/** The creation of an object when it has no id yet, else its change. */
function toPutOperation(
  { kind, attributes, except = [] }: ObjectMapping,
  { desired, engine, id, expectedGeneration = null }: Wanted & { readonly desired: object },
): PutOperation {
  const { name = '', tags, owner: made } = desired as Enveloped
  // An object keeps the owner that made it, whatever the provider is told to be by now.
  const owner = id !== null && typeof made === 'string' ? made : engine.owner
  return {
    ...{ type: 'put', kind, id, name, owner },
    tags: Object.fromEntries(tags),
    spec: toSpec(attributes, { desired: { ...desired }, except }),
    idempotencyKey: id === null ? randomUUID() : null,
    expectedGeneration,
    ...(id === null ? { maker: engine.maker } : {}),
  }
}

interface Write {
  readonly engine: Engine
  readonly operation: Operation
  /** The values that it came from. */
  readonly desired?: object
}

interface Wanted {
  readonly engine: Engine
  readonly id: string | null
  readonly expectedGeneration?: number | null
}

/** Under this key of the private state: the generation of the object as it was seen last. */
const GENERATION = 'g'

/** That of an object which nobody has changed yet. It is not noted, as most objects have it. */
const FIRST_GENERATION = 1

function noteGeneration(privateState: PrivateState, { generation }: ApiObject): void {
  if (generation === FIRST_GENERATION) privateState.delete(GENERATION)
  else privateState.set(GENERATION, generation)
}

/** What a change was planned for. */
function plannedFor(privateState: PrivateState): number {
  const generation = privateState.get(GENERATION)
  return typeof generation === 'number' ? generation : FIRST_GENERATION
}

async function warnOfSkew(
  request: Pick<ReadRequest<Engine, ResourceAttributes>, 'client' | 'signal' | 'warn'>,
): Promise<void> {
  const skew = await request.client.skew(request.signal)
  if (skew !== null) request.warn(skew)
}

type Waiting = Pick<DeleteRequest<Engine, ResourceAttributes>, 'client' | 'signal' | 'warn'>

type Settling = Pick<Mapping<ResourceAttributes>, 'kind' | 'attributes' | 'settles'>

/** Waits for what a write has begun; `generation` is null once there is nothing to have one. */
async function settle(
  { kind, attributes, settles }: Settling,
  { client: engine, signal, warn }: Waiting,
  { id, generation }: { readonly id: string; readonly generation: number | null },
): Promise<void> {
  if (settles !== true) return
  const said: string[] = []
  const tell = (progress: string): void => void said.splice(0, 1, progress)
  const work = () => engine.untilDone({ kind, id, generation, tell }, signal)
  try {
    await translated(attributes, work, { id })
  } catch (error) {
    const [last] = said
    if (last !== undefined) warn({ summary: 'How far it had come', detail: `In ${id}, ${last}.` })
    throw error
  }
}

/** Whether all is known that the user says; what is left to the engine may be open. */
function isSettled(
  attributes: Attributes,
  { config, planned }: { readonly config: object; readonly planned: object },
): boolean {
  const said = new Map<string, Value>(Object.entries(config))
  return Object.entries(planned).every(([name, value]) => {
    const mode = attributes[name]?.mode ?? 'computed'
    if (mode === 'computed') return true
    // What is only written is in no plan.
    const isSaid = mode === 'optional_computed' || attributes[name]?.isWriteOnly === true
    const given = isSaid ? (said.get(name) ?? null) : (value as Value)
    return isWhollyKnown(given)
  })
}

/** That the engine has no such object (any more) is what a destroy wants. */
function ignoreGone(error: unknown): void {
  const cause = error instanceof ProviderError ? error.cause : null
  if (!(cause instanceof EngineError) || cause.code !== 'not_found') throw error
}

/**
 * A plan needs no engine: where none answers, or it dies on the way, this is null, and what could
 * be found is found when applying.
 */
export async function unlessAbsent<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (ABSENT.has(error.code)) return null
    throw toProviderError(error, { attributes: {}, id: null, desired: {} })
  }
}

/** An engine that is not there may be there at the apply; one that refuses us will go on so. */
const ABSENT: ReadonlySet<string> = new Set(['unavailable', 'deadline_exceeded'])

/** The framework's own attribute, carried along as it is. */
function timeoutsOf<A extends Attributes>(values: Desired<A> | State<A> | null): unknown {
  return (values as { readonly timeouts?: unknown } | null)?.timeouts ?? null
}
