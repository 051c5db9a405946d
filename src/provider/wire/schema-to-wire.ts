/**
 * Schemas and signatures to messages.
 */

import { isComputed } from '../schema/index.ts'
import type {
  Attribute,
  Attributes,
  BlockShape,
  NestedShape,
  Nesting,
  Schema,
} from '../schema/index.ts'
import type { ProviderFunction } from '../server/index.ts'
import { toTypeJson } from '../values/index.ts'
import type { Type } from '../values/index.ts'
import {
  Schema_NestedBlock_NestingMode,
  Schema_Object_NestingMode,
  StringKind,
} from './tfplugin6.gen.ts'
import type {
  Function as FunctionMessage,
  Schema as SchemaMessage,
  Schema_Attribute,
  Schema_Block,
  Schema_NestedBlock,
  Schema_Object,
} from './tfplugin6.gen.ts'

const NESTING: Readonly<Record<Nesting, Schema_Object_NestingMode>> = {
  single: Schema_Object_NestingMode.SINGLE,
  list: Schema_Object_NestingMode.LIST,
  set: Schema_Object_NestingMode.SET,
  map: Schema_Object_NestingMode.MAP,
}

export function schemaToWire(schema: Schema): SchemaMessage {
  const { version, attributes, description, deprecated } = schema
  return {
    version,
    block: {
      version,
      ...membersToWire(attributes),
      description,
      descriptionKind: StringKind.MARKDOWN,
      deprecated: deprecated !== null,
      deprecationMessage: deprecated ?? '',
      computed: false,
    },
  }
}

/** Attributes and blocks, which the protocol keeps apart. */
function membersToWire(members: Attributes): Pick<Schema_Block, 'attributes' | 'blockTypes'> {
  const blocks = Object.entries(members).flatMap(([name, attribute]) => {
    const shape = attribute.nested?.block ?? null
    return shape === null ? [] : [blockToWire(name, { attribute, shape })]
  })
  return { attributes: attributesToWire(members), blockTypes: blocks }
}

function blockToWire(
  typeName: string,
  { attribute, shape }: { readonly attribute: Attribute; readonly shape: BlockShape },
): Schema_NestedBlock {
  const { nested, description, deprecated } = attribute
  const nesting = nested?.nesting ?? 'single'
  return {
    typeName,
    nesting: shape.isGroup ? Schema_NestedBlock_NestingMode.GROUP : NESTING[nesting],
    minItems: shape.itemsMin,
    maxItems: shape.itemsMax,
    block: {
      version: 0,
      ...membersToWire(nested?.attributes ?? {}),
      description,
      descriptionKind: StringKind.MARKDOWN,
      deprecated: deprecated !== null,
      deprecationMessage: deprecated ?? '',
      computed: false,
    },
  }
}

function attributesToWire(members: Attributes): Schema_Attribute[] {
  return Object.entries(members)
    .filter(([, attribute]) => (attribute.nested?.block ?? null) === null)
    .map(([name, attribute]) => attributeToWire(name, attribute))
}

/** What has a default is optional and computed: its plan may differ from a null configuration. */
function attributeToWire(name: string, attribute: Attribute): Schema_Attribute {
  const { mode, nested, type, description, deprecated } = attribute
  return {
    name,
    type: nested === null ? typeToWire(type) : new Uint8Array(),
    nestedType: nested === null ? undefined : nestedToWire(nested),
    description,
    required: mode === 'required',
    optional: mode === 'optional' || mode === 'optional_computed',
    computed: isComputed(attribute),
    sensitive: attribute.isSensitive,
    descriptionKind: StringKind.MARKDOWN,
    deprecated: deprecated !== null,
    writeOnly: attribute.isWriteOnly,
    deprecationMessage: deprecated ?? '',
  }
}

function nestedToWire({ attributes, nesting }: NestedShape): Schema_Object {
  return {
    attributes: attributesToWire(attributes),
    nesting: NESTING[nesting],
    minItems: 0,
    maxItems: 0,
  }
}

export function functionToWire(of: ProviderFunction): FunctionMessage {
  return {
    parameters: of.parameters.map(({ name, of: { type }, description }) => ({
      name,
      type: typeToWire(type),
      allowNullValue: false,
      allowUnknownValues: false,
      description,
      descriptionKind: StringKind.MARKDOWN,
    })),
    variadicParameter: undefined,
    return: { type: typeToWire(of.returns.type) },
    summary: of.summary,
    description: of.description,
    descriptionKind: StringKind.MARKDOWN,
    deprecationMessage: '',
  }
}

function typeToWire(type: Type): Uint8Array {
  return Buffer.from(toTypeJson(type))
}
