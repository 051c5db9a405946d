/**
 * What is wrong with a provider's declaration, schemas and names. Called by tests.
 */

import { checkSchema } from '../schema/index.ts'
import type { Attribute, Concept, Schema } from '../schema/index.ts'
import type { Provider } from './declaration/provider.ts'

const TYPE_NAME = /^[a-z][a-z0-9_]*$/

/** One sentence for each thing that is wrong; nothing when the declaration is sound. */
export function checkProvider(provider: Provider): readonly string[] {
  const resources = [...provider.resources.values()]
  return [
    ...under(`provider ${provider.name}`, checkSchema(provider.schema, 'setting')),
    ...resources.flatMap(({ type, schema }) => under(type, checkResource(schema))),
    ...[...provider.resources.keys()].flatMap((type) => checkType(provider, type)),
    ...checkOthers(provider, { items: provider.dataSources, what: 'data' }),
    ...checkOthers(provider, { items: provider.ephemerals, what: 'ephemeral' }),
    ...checkOthers(provider, { items: provider.listResources, what: 'list', concept: 'setting' }),
    ...checkOthers(provider, { items: provider.actions, what: 'action', concept: 'setting' }),
    ...[...provider.listResources.keys()]
      .filter((type) => !provider.resources.has(type))
      .map((type) => `list ${type}: there is no such resource`),
    ...[...provider.functions.values()].flatMap(({ name, summary, description }) => [
      ...(TYPE_NAME.test(name) ? [] : [`function ${name}: a name has a-z, 0-9 and _`]),
      ...(summary.trim() === '' || description.trim() === ''
        ? [`function ${name}: has no description`]
        : []),
    ]),
  ]
}

function checkResource(schema: Schema): readonly string[] {
  const { timeouts, ...own } = schema.attributes
  const found = checkSchema({ ...schema, attributes: own }, 'resource')
  const isTimed = timeouts === undefined ? ['has no timeouts'] : []
  return [...found, ...isTimed, ...checkId(own['id'])]
}

/** An id is given once, by the provider, and stays. */
function checkId(id: Attribute | undefined): readonly string[] {
  const isSound =
    id !== undefined &&
    id.mode === 'computed' &&
    id.type.kind === 'string' &&
    !id.isNullable &&
    id.dependsOn?.length === 0
  return isSound ? [] : ['id: must be a computed string with `dependsOn: []`']
}

function checkOthers(
  provider: Provider,
  of: {
    readonly items: ReadonlyMap<string, { readonly schema: Schema }>
    readonly what: string
    readonly concept?: Concept
  },
): readonly string[] {
  const { concept = 'data' } = of
  return [...of.items].flatMap(([type, { schema }]) => [
    ...under(`${of.what} ${type}`, checkSchema(schema, concept)),
    ...checkType(provider, type),
  ])
}

function checkType(provider: Provider, type: string): readonly string[] {
  const isNamed = TYPE_NAME.test(type) && type.startsWith(`${provider.name}_`)
  return isNamed ? [] : [`${type}: must start with ${provider.name}_ and have a-z, 0-9 and _`]
}

function under(name: string, sentences: readonly string[]): readonly string[] {
  return sentences.map((sentence) => `${name}: ${sentence}`)
}
