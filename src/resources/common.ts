/**
 * Attributes and functions that all resources share, so that one resource is its attributes and
 * little more.
 *
 * Answers for: the envelope (id, name, tags, owner), and create, read, update and delete through
 * the engine's transactions. Does not know: any resource.
 */

import { randomUUID } from 'node:crypto'
import type { ApiObject, EngineClient } from '../engine/client/contract.ts'
import { computed, defaulted, regex, required, t } from '../provider/index.ts'
import type {
  Attributes,
  CreateRequest,
  DeleteRequest,
  Desired,
  ReadRequest,
  ResourceAttributes,
  State,
  UpdateRequest,
} from '../provider/index.ts'
import { translated } from './diagnostics.ts'
import { toSpec } from './spec.ts'
import { toValues } from './values.ts'
import type { ObjectMapping } from './values.ts'

/** What the provider's configuration gives to every resource. */
export interface Engine {
  readonly client: EngineClient
  /** Who owns what this configuration makes. */
  readonly owner: string
}

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
}

type Named = { readonly name?: string; readonly tags: ReadonlyMap<string, string> }

/** The functions of a resource declaration, made from its mapping. */
export function throughEngine<A extends ResourceAttributes>(mapping: Mapping<A>) {
  const { kind, attributes } = mapping
  // The attributes and the spec are of one shape by the rule of `spec.ts`; tests hold it to that.
  const toState = (object: ApiObject, timeouts: unknown): State<A> =>
    ({ ...toValues(mapping, object), timeouts }) as unknown as State<A>
  const put = async (
    request: Pick<CreateRequest<Engine, A>, 'client' | 'signal' | 'desired'>,
    id: string | null,
  ): Promise<State<A>> => {
    const { client: engine, desired, signal } = request
    const { name = '', tags } = desired as unknown as Named
    const operation = {
      type: 'put',
      kind,
      id,
      name,
      owner: engine.owner,
      tags: Object.fromEntries(tags),
      spec: toSpec(attributes, { desired, except: mapping.except ?? [] }),
      idempotencyKey: id === null ? randomUUID() : null,
      expectedGeneration: null,
    } as const
    const [object] = await translated(attributes, () => engine.client.transact([operation], signal))
    if (object === undefined) throw new Error(`the engine gave no ${kind} back`)
    return toState(object, timeoutsOf(desired))
  }
  return {
    create: (request: CreateRequest<Engine, A>) => put(request, null),
    update: (request: UpdateRequest<Engine, A>) => put(request, request.id),
    read: async ({ client: engine, id, state, signal }: ReadRequest<Engine, A>) => {
      const object = await translated(attributes, () => engine.client.get(kind, id, signal))
      return object === null ? null : toState(object, timeoutsOf(state))
    },
    delete: async ({ client: engine, id, signal }: DeleteRequest<Engine, A>) => {
      const operation = { type: 'delete', kind, id, mode: 'strict' } as const
      await translated(attributes, () => engine.client.transact([operation], signal))
    },
  }
}

/** The framework's own attribute, carried along as it is. */
function timeoutsOf<A extends Attributes>(values: Desired<A> | State<A> | null): unknown {
  return (values as { readonly timeouts?: unknown } | null)?.timeouts ?? null
}
