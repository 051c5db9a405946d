/**
 * From `proto/*.proto` to the tables and types in `*.gen.ts`.
 *
 * Answers for: names in TypeScript (fields in camelCase, nested names joined with `_`), types and
 * tables of every message, enumeration and service. Does not know: the wire format, which is
 * `src/rpc`'s. One more .proto file is one more line in `files`.
 */

import { dirname, join, posix, relative } from 'node:path'
import protobuf from 'protobufjs'
import type { Generator } from './contract.ts'

const root = dirname(dirname(import.meta.dirname))

/** Each .proto file and the file that its tables go to. A type lives in its own file's tables. */
const files: ReadonlyMap<string, string> = new Map([
  ['proto/tfplugin6.proto', 'src/provider/wire/tfplugin6.gen.ts'],
  ['proto/goplugin.proto', 'src/provider/plugin/goplugin.gen.ts'],
  ['proto/health.proto', 'src/provider/plugin/health.gen.ts'],
  ['proto/agent.proto', 'src/engine/agent/agent.gen.ts'],
  ['proto/engine.proto', 'src/engine/client/engine.gen.ts'],
])

export const protoTables: Generator = {
  name: 'protobuf tables',
  async outputs() {
    const outputs = new Map<string, string>()
    for (const [proto, target] of files) {
      outputs.set(target, toModule({ proto, target, tree: await load(proto) }))
    }
    return outputs
  },
}

async function load(proto: string): Promise<protobuf.Root> {
  const tree = new protobuf.Root()
  tree.resolvePath = (_origin, path) => (path.startsWith('google/') ? path : join(root, path))
  await tree.load(proto, { keepCase: true, alternateCommentMode: true })
  tree.resolveAll()
  return tree
}

interface Source {
  readonly proto: string
  readonly target: string
  readonly tree: protobuf.Root
}

function toModule(source: Source): string {
  const own = collect(source.tree).filter((item) => toProto(item) === source.proto)
  const used = toUsed(own)
  const wellKnown = [...used].filter((type) => toProto(type) === undefined)
  const body = [...wellKnown, ...own].map(toDeclaration).join('\n')
  return `/* Generated from ${source.proto} by \`npm run gen\`; not to be edited. */\n\n${toImports(
    {
      source,
      used,
      body,
    },
  )}\n${body}`
}

type Item = protobuf.Type | protobuf.Enum | protobuf.Service

/** The .proto file that declares `item`, from the project's root; none for Google's own. */
function toProto(item: protobuf.ReflectionObject): string | undefined {
  return item.filename === null ? undefined : relative(root, item.filename)
}

/** Everything declared, messages before the services that name them. */
function collect(space: protobuf.NamespaceBase): Item[] {
  const items = space.nestedArray.flatMap((item): Item[] => {
    if (item instanceof protobuf.Type) return [...(isMessage(item) ? [item] : []), ...collect(item)]
    if (item instanceof protobuf.Enum || item instanceof protobuf.Service) return [item]
    return item instanceof protobuf.Namespace ? collect(item) : []
  })
  const isService = (item: Item): boolean => item instanceof protobuf.Service
  return [...items.filter((item) => !isService(item)), ...items.filter(isService)]
}

/** A message without fields that holds others is a name space, such as `ReadResource`. */
function isMessage(type: protobuf.Type): boolean {
  return type.fieldsArray.length > 0 || type.nestedArray.length === 0
}

/** Types from elsewhere that `items` name. */
function toUsed(items: readonly Item[]): ReadonlySet<protobuf.Type | protobuf.Enum> {
  const own = new Set<Item>(items)
  const named = items.flatMap((item) => {
    if (item instanceof protobuf.Service) return item.methodsArray.flatMap(toEnds)
    return item instanceof protobuf.Type ? item.fieldsArray.map((field) => field.resolvedType) : []
  })
  return new Set(named.filter((type) => type !== null && !own.has(type)).filter(isPresent))
}

function isPresent<T>(value: T | null): value is T {
  return value !== null
}

function toEnds(method: protobuf.Method): [protobuf.Type, protobuf.Type] {
  const { resolvedRequestType: request, resolvedResponseType: response } = method
  if (request === null || response === null) throw new Error(`${method.fullName} is not resolved`)
  return [request, response]
}

function toImports({ source, used, body }: { source: Source; used: Iterable<Item>; body: string }) {
  const here = posix.dirname(source.target)
  const specifier = (path: string): string => {
    const steps = posix.relative(here, path)
    return steps.startsWith('.') ? steps : `./${steps}`
  }
  const lines: string[] = []
  const values = ['bidi', 'clientStream', 'message', 'serverStream', 'unary'].filter((name) =>
    body.includes(` ${name}(`),
  )
  const face = specifier('src/rpc/index.ts')
  lines.push(`import { ${values.join(', ')} } from '${face}'`)
  if (body.includes(': Codec<')) lines.push(`import type { Codec } from '${face}'`)
  for (const [proto, types] of Map.groupBy(used, toProto)) {
    if (proto === undefined) continue
    const target = files.get(proto)
    if (target === undefined) throw new Error(`${proto} is not in the table of files`)
    const names = types.map(toName).toSorted()
    lines.push(`import { ${names.join(', ')} } from '${specifier(target)}'`)
  }
  return `${lines.join('\n')}\n`
}

function toDeclaration(item: Item): string {
  const comment = toProto(item) !== undefined && item.comment ? `/** ${item.comment} */\n` : ''
  if (item instanceof protobuf.Service) return comment + toServiceTable(item)
  return comment + (item instanceof protobuf.Enum ? toEnum(item) : toMessage(item))
}

/** `tfplugin6.Schema.Block` is `Schema_Block`; `google.protobuf.Empty` is `Google_Empty`. */
function toName(item: protobuf.ReflectionObject): string {
  const { parent } = item
  if (toProto(item) === undefined) return `Google_${item.name}`
  return parent instanceof protobuf.Type ? `${toName(parent)}_${item.name}` : item.name
}

function toEnum(item: protobuf.Enum): string {
  const name = toName(item)
  const members = Object.entries(item.values).map(([key, value]) => `  ${key}: ${value},\n`)
  return `export const ${name} = {\n${members.join('')}} as const
export type ${name} = (typeof ${name})[keyof typeof ${name}]
`
}

function toMessage(type: protobuf.Type): string {
  const name = toName(type)
  const fields = type.fieldsArray.map((field) => field.resolve())
  const members = fields.map(
    (field) => `${toDoc(field)}  ${toCamel(field.name)}: ${toType(field)}\n`,
  )
  const byNumber = fields.toSorted((a, b) => a.id - b.id)
  const shape =
    members.length === 0
      ? `export type ${name} = Record<string, never>\n`
      : `export interface ${name} {\n${members.join('')}}\n`
  const table = byNumber.map((field) => `  ${toSpec(field)},\n`).join('')
  const rows = table && `\n${table}`
  return `${shape}export const ${name}: Codec<${name}> = message(() => [${rows}])\n`
}

function toDoc(field: protobuf.Field): string {
  return field.comment ? `  /** ${field.comment} */\n` : ''
}

/** Capital letters at the front are the protocol's, not ours: `Error` is `error`. */
function toCamel(name: string): string {
  const joined = name.replace(/_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}

const scalarTypes: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['bool', 'boolean'],
  ['bytes', 'Uint8Array'],
])

function toType(field: protobuf.Field): string {
  const { resolvedType } = field
  const one =
    resolvedType === null ? (scalarTypes.get(field.type) ?? 'number') : toName(resolvedType)
  if (field instanceof protobuf.MapField) return `Map<string, ${one}>`
  if (field.repeated) return `${one}[]`
  const isAbsentable = resolvedType instanceof protobuf.Type || field.partOf !== null
  return isAbsentable ? `${one} | undefined` : one
}

function toSpec(field: protobuf.Field): string {
  if (field instanceof protobuf.MapField && field.keyType !== 'string') {
    throw new Error(`${field.fullName}: keys of maps must be strings`)
  }
  const { resolvedType } = field
  const type = resolvedType === null ? `'${field.type}'` : toName(resolvedType)
  const mode = toMode(field)
  const more = mode === undefined ? '' : `, '${mode}'`
  return `[${field.id}, '${toCamel(field.name)}', ${type}${more}]`
}

function toMode(field: protobuf.Field): string | undefined {
  if (field instanceof protobuf.MapField) return 'map'
  if (field.repeated) return 'repeated'
  if (field.partOf !== null && !field.partOf.isProto3Optional) return `oneof ${field.partOf.name}`
  if (field.partOf !== null || field.resolvedType instanceof protobuf.Type) return 'optional'
  return undefined
}

function toServiceTable(service: protobuf.Service): string {
  const methods = service.methodsArray.map((method) => {
    const [request, response] = toEnds(method).map(toName)
    const path = `${service.fullName.replace('.', '/')}/${method.name}`
    const ends = `{ request: ${request}, response: ${response} }`
    const call = `${toKind(method)}('${path}', ${ends})`
    return `${toMethodDoc(method)}  ${toCamel(method.name)}: ${call},\n`
  })
  return `export const ${toName(service)} = {\n${methods.join('')}} as const\n`
}

function toMethodDoc(method: protobuf.Method): string {
  return method.comment ? `  /** ${method.comment} */\n` : ''
}

function toKind({ requestStream, responseStream }: protobuf.Method): string {
  if (requestStream) return responseStream ? 'bidi' : 'clientStream'
  return responseStream ? 'serverStream' : 'unary'
}
