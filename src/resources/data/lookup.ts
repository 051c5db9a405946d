/**
 * Data sources that show what a resource declares: found by id, or by name when one has it.
 *
 * Answers for: which object is meant. Its values follow the rule of `spec.ts`. Does not know: any
 * resource.
 */

import { dataSource, mirrored, ProviderError } from '../../provider/index.ts'
import type { Attributes, DataReadRequest, DataSource } from '../../provider/index.ts'
import type { ApiObject } from '../../engine/client/contract.ts'
import type { Engine } from '../engine.ts'
import { translated } from '../diagnostics.ts'
import { toValues } from '../values.ts'
import type { ObjectMapping } from '../values.ts'

/** More than this many of one name are not told apart by listing them. */
const NAMESAKES_SHOWN_MAX = 20

/** The data source of a kind of object; `type` is its resource's. */
export function lookup(type: string, mapping: ObjectMapping): DataSource<Engine> {
  const { timeouts: _, ...attributes } = mapping.attributes
  const what = type.replace(/^lb_/, '').replaceAll('_', ' ')
  return dataSource<Engine>()({
    type,
    description: `An existing ${what}, by id, or by name when just one has it.`,
    attributes: mirrored(attributes, { keys: ['id', 'name'] }),
    read: async (request) => {
      const object = await find(mapping.kind, request)
      return toValues(mapping, object)
    },
  })
}

type Request = DataReadRequest<Engine, Attributes<'data'>>

async function find(kind: string, { config, client: engine, signal }: Request): Promise<ApiObject> {
  const id = config['id'] as string | null
  const name = config['name'] as string | null
  const what = kind.replaceAll('_', ' ')
  const objects = await translated({}, async () => {
    const client = await engine.connect(signal)
    if (id !== null) {
      const object = await client.get(kind, id, signal)
      return object === null ? [] : [object]
    }
    if (name === null) throw unnamed(what)
    const query = {
      kind,
      name,
      owner: null,
      leaving: false,
      limit: NAMESAKES_SHOWN_MAX,
      cursor: null,
    }
    return (await client.list(query, signal)).objects
  })
  const matching = objects.filter((object) => name === null || object.name === name)
  const [only, ...others] = matching
  if (only !== undefined && others.length === 0) return only
  throw matching.length === 0 ? missing({ what, id, name }) : ambiguous({ what, name }, matching)
}

function unnamed(what: string): ProviderError {
  return new ProviderError({
    path: ['id'],
    summary: `Which ${what}?`,
    detail: `Set id, or the name of a ${what} that no other has.`,
  })
}

interface Wanted {
  readonly what: string
  readonly id?: string | null
  readonly name: string | null
}

function missing({ what, id, name }: Wanted): ProviderError {
  const wanted = [
    ...(id === null || id === undefined ? [] : [`the id "${id}"`]),
    ...(name === null ? [] : [`the name "${name}"`]),
  ].join(' and ')
  return new ProviderError({
    path: [id === null || id === undefined ? 'name' : 'id'],
    summary: `There is no such ${what}`,
    detail: `The engine has no ${what} with ${wanted}. \`lb status\` shows what it has.`,
  })
}

function ambiguous({ what, name }: Wanted, matching: readonly ApiObject[]): ProviderError {
  const ids = matching.map((object) => `  - ${object.id}, owned by "${object.owner}"`)
  return new ProviderError({
    path: ['name'],
    summary: `More than one ${what} has this name`,
    detail: [`The name "${name}" belongs to:`, ...ids, 'Set id to choose one.'].join('\n'),
  })
}
