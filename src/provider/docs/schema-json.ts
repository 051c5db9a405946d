/**
 * A provider's schemas as `terraform providers schema -json` prints them, made without Terraform:
 * what binding generators and editors read.
 *
 * Answers for: the same text for the same declarations. A test compares it with Terraform's own.
 */

import { isComputed } from '../schema/index.ts'
import type { Attribute, Attributes, BlockShape, Schema } from '../schema/index.ts'
import type { Provider, ProviderFunction } from '../server/index.ts'
import { toTypeJson } from '../values/index.ts'
import type { Type } from '../values/index.ts'

type Json = Readonly<Record<string, unknown>>

/** `source` is the provider's address, such as `registry.terraform.io/lb-engine/lb`. */
export function toSchemaJson(provider: Provider, source: string): Json {
  return {
    format_version: '1.0',
    provider_schemas: {
      [source]: {
        provider: toSchema(provider.schema),
        resource_schemas: toSchemas(provider.resources),
        data_source_schemas: toSchemas(provider.dataSources),
        ...(provider.ephemerals.size === 0
          ? {}
          : { ephemeral_resource_schemas: toSchemas(provider.ephemerals) }),
        functions: Object.fromEntries(
          [...provider.functions].map(([name, each]) => [name, toFunction(each)]),
        ),
      },
    },
  }
}

function toSchemas(declared: ReadonlyMap<string, { readonly schema: Schema }>): Json {
  return Object.fromEntries([...declared].map(([type, { schema }]) => [type, toSchema(schema)]))
}

function toSchema({ version, description, deprecated, attributes }: Schema): Json {
  return { version, block: { ...toMembers(attributes), ...toText({ description, deprecated }) } }
}

/** Attributes and blocks, which the protocol keeps apart. */
function toMembers(members: Attributes): Json {
  const isBlock = (attribute: Attribute) => (attribute.nested?.block ?? null) !== null
  const attributes = Object.entries(members).filter(([, each]) => !isBlock(each))
  const blocks = Object.entries(members).flatMap(([name, attribute]) => {
    const shape = attribute.nested?.block ?? null
    return shape === null ? [] : [[name, toBlock(attribute, shape)] as const]
  })
  return {
    ...(attributes.length === 0
      ? {}
      : { attributes: Object.fromEntries(attributes.map(([name, of]) => [name, toMember(of)])) }),
    ...(blocks.length === 0 ? {} : { block_types: Object.fromEntries(blocks) }),
  }
}

function toBlock(attribute: Attribute, { isGroup, itemsMin, itemsMax }: BlockShape): Json {
  return {
    nesting_mode: isGroup ? 'group' : (attribute.nested?.nesting ?? 'single'),
    block: { ...toMembers(attribute.nested?.attributes ?? {}), ...toText(attribute) },
    ...(itemsMin === 0 ? {} : { min_items: itemsMin }),
    ...(itemsMax === 0 ? {} : { max_items: itemsMax }),
  }
}

function toMember(attribute: Attribute): Json {
  const { mode, nested, type } = attribute
  return {
    ...(nested === null
      ? { type: toType(type) }
      : { nested_type: { ...toMembers(nested.attributes), nesting_mode: nested.nesting } }),
    ...toText(attribute),
    ...(mode === 'required' ? { required: true } : {}),
    ...(mode === 'optional' || mode === 'optional_computed' ? { optional: true } : {}),
    ...(isComputed(attribute) ? { computed: true } : {}),
    ...(attribute.isSensitive ? { sensitive: true } : {}),
    ...(attribute.isWriteOnly ? { write_only: true } : {}),
  }
}

function toFunction({ summary, description, parameters, returns }: ProviderFunction): Json {
  return {
    description,
    summary,
    return_type: toType(returns.type),
    parameters: parameters.map(({ name, description: text, of }) => ({
      name,
      description: text,
      type: toType(of.type),
    })),
  }
}

interface Told {
  readonly description: string
  readonly deprecated: string | null
}

function toText({ description, deprecated }: Told): Json {
  return {
    description,
    description_kind: 'markdown',
    ...(deprecated === null ? {} : { deprecated: true }),
  }
}

function toType(type: Type): unknown {
  return JSON.parse(toTypeJson(type))
}
