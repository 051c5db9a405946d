/* Generated from proto/tfplugin6.proto by `npm run gen`; not to be edited. */

import { clientStream, message, serverStream, unary } from '../../rpc/index.ts'
import type { Codec } from '../../rpc/index.ts'

export interface Google_Timestamp {
  seconds: number
  nanos: number
}
export const Google_Timestamp: Codec<Google_Timestamp> = message(() => [
  [1, 'seconds', 'int64'],
  [2, 'nanos', 'int32'],
])

/** A value of any Terraform type. Terraform sends msgpack; an answer may hold either. */
export interface DynamicValue {
  msgpack: Uint8Array
  json: Uint8Array
}
export const DynamicValue: Codec<DynamicValue> = message(() => [
  [1, 'msgpack', 'bytes'],
  [2, 'json', 'bytes'],
])

/** One error or warning for the user, optionally pinned to an attribute. */
export interface Diagnostic {
  severity: Diagnostic_Severity
  summary: string
  detail: string
  attribute: AttributePath | undefined
}
export const Diagnostic: Codec<Diagnostic> = message(() => [
  [1, 'severity', Diagnostic_Severity],
  [2, 'summary', 'string'],
  [3, 'detail', 'string'],
  [4, 'attribute', AttributePath, 'optional'],
])

export const Diagnostic_Severity = {
  INVALID: 0,
  ERROR: 1,
  WARNING: 2,
} as const
export type Diagnostic_Severity = (typeof Diagnostic_Severity)[keyof typeof Diagnostic_Severity]

/** Why a provider function failed, and which argument is to blame, counted from 0. */
export interface FunctionError {
  text: string
  functionArgument: number | undefined
}
export const FunctionError: Codec<FunctionError> = message(() => [
  [1, 'text', 'string'],
  [2, 'functionArgument', 'int64', 'optional'],
])

/** The way from the root of an object to one value inside it. */
export interface AttributePath {
  steps: AttributePath_Step[]
}
export const AttributePath: Codec<AttributePath> = message(() => [
  [1, 'steps', AttributePath_Step, 'repeated'],
])

/** One step: an attribute, a map key, or a list index. Index 0 must be on the wire. */
export interface AttributePath_Step {
  attributeName: string | undefined
  elementKeyString: string | undefined
  elementKeyInt: number | undefined
}
export const AttributePath_Step: Codec<AttributePath_Step> = message(() => [
  [1, 'attributeName', 'string', 'oneof selector'],
  [2, 'elementKeyString', 'string', 'oneof selector'],
  [3, 'elementKeyInt', 'int64', 'oneof selector'],
])

export type StopProvider_Request = Record<string, never>
export const StopProvider_Request: Codec<StopProvider_Request> = message(() => [])

/** The capital E is the protocol's. */
export interface StopProvider_Response {
  error: string
}
export const StopProvider_Response: Codec<StopProvider_Response> = message(() => [
  [1, 'error', 'string'],
])

/** State as it stands in the state file, possibly of an older schema version. */
export interface RawState {
  json: Uint8Array
  flatmap: Map<string, string>
}
export const RawState: Codec<RawState> = message(() => [
  [1, 'json', 'bytes'],
  [2, 'flatmap', 'string', 'map'],
])

/** How a description is to be rendered. */
export const StringKind = {
  PLAIN: 0,
  MARKDOWN: 1,
} as const
export type StringKind = (typeof StringKind)[keyof typeof StringKind]

/** Shape of what names a remote object for good. */
export interface ResourceIdentitySchema {
  version: number
  identityAttributes: ResourceIdentitySchema_IdentityAttribute[]
}
export const ResourceIdentitySchema: Codec<ResourceIdentitySchema> = message(() => [
  [1, 'version', 'int64'],
  [2, 'identityAttributes', ResourceIdentitySchema_IdentityAttribute, 'repeated'],
])

export interface ResourceIdentitySchema_IdentityAttribute {
  name: string
  type: Uint8Array
  requiredForImport: boolean
  optionalForImport: boolean
  description: string
}
export const ResourceIdentitySchema_IdentityAttribute: Codec<ResourceIdentitySchema_IdentityAttribute> =
  message(() => [
    [1, 'name', 'string'],
    [2, 'type', 'bytes'],
    [3, 'requiredForImport', 'bool'],
    [4, 'optionalForImport', 'bool'],
    [5, 'description', 'string'],
  ])

/** A value of an identity schema. */
export interface ResourceIdentityData {
  identityData: DynamicValue | undefined
}
export const ResourceIdentityData: Codec<ResourceIdentityData> = message(() => [
  [1, 'identityData', DynamicValue, 'optional'],
])

/** Shape of an action's configuration. */
export interface ActionSchema {
  schema: Schema | undefined
}
export const ActionSchema: Codec<ActionSchema> = message(() => [[1, 'schema', Schema, 'optional']])

/** Shape of a resource, data source or provider configuration. */
export interface Schema {
  version: number
  block: Schema_Block | undefined
}
export const Schema: Codec<Schema> = message(() => [
  [1, 'version', 'int64'],
  [2, 'block', Schema_Block, 'optional'],
])

export interface Schema_Block {
  version: number
  attributes: Schema_Attribute[]
  blockTypes: Schema_NestedBlock[]
  description: string
  descriptionKind: StringKind
  deprecated: boolean
  deprecationMessage: string
  computed: boolean
}
export const Schema_Block: Codec<Schema_Block> = message(() => [
  [1, 'version', 'int64'],
  [2, 'attributes', Schema_Attribute, 'repeated'],
  [3, 'blockTypes', Schema_NestedBlock, 'repeated'],
  [4, 'description', 'string'],
  [5, 'descriptionKind', StringKind],
  [6, 'deprecated', 'bool'],
  [7, 'deprecationMessage', 'string'],
  [8, 'computed', 'bool'],
])

/** One attribute; `type` is the JSON text of a type, and excludes `nested_type`. */
export interface Schema_Attribute {
  name: string
  type: Uint8Array
  nestedType: Schema_Object | undefined
  description: string
  required: boolean
  optional: boolean
  computed: boolean
  sensitive: boolean
  descriptionKind: StringKind
  deprecated: boolean
  writeOnly: boolean
  deprecationMessage: string
}
export const Schema_Attribute: Codec<Schema_Attribute> = message(() => [
  [1, 'name', 'string'],
  [2, 'type', 'bytes'],
  [3, 'description', 'string'],
  [4, 'required', 'bool'],
  [5, 'optional', 'bool'],
  [6, 'computed', 'bool'],
  [7, 'sensitive', 'bool'],
  [8, 'descriptionKind', StringKind],
  [9, 'deprecated', 'bool'],
  [10, 'nestedType', Schema_Object, 'optional'],
  [11, 'writeOnly', 'bool'],
  [12, 'deprecationMessage', 'string'],
])

/** A block type inside a block. */
export interface Schema_NestedBlock {
  typeName: string
  block: Schema_Block | undefined
  nesting: Schema_NestedBlock_NestingMode
  minItems: number
  maxItems: number
}
export const Schema_NestedBlock: Codec<Schema_NestedBlock> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'block', Schema_Block, 'optional'],
  [3, 'nesting', Schema_NestedBlock_NestingMode],
  [4, 'minItems', 'int64'],
  [5, 'maxItems', 'int64'],
])

export const Schema_NestedBlock_NestingMode = {
  INVALID: 0,
  SINGLE: 1,
  LIST: 2,
  SET: 3,
  MAP: 4,
  GROUP: 5,
} as const
export type Schema_NestedBlock_NestingMode =
  (typeof Schema_NestedBlock_NestingMode)[keyof typeof Schema_NestedBlock_NestingMode]

/** The type of a nested attribute. */
export interface Schema_Object {
  attributes: Schema_Attribute[]
  nesting: Schema_Object_NestingMode
  minItems: number
  maxItems: number
}
export const Schema_Object: Codec<Schema_Object> = message(() => [
  [1, 'attributes', Schema_Attribute, 'repeated'],
  [3, 'nesting', Schema_Object_NestingMode],
  [4, 'minItems', 'int64'],
  [5, 'maxItems', 'int64'],
])

export const Schema_Object_NestingMode = {
  INVALID: 0,
  SINGLE: 1,
  LIST: 2,
  SET: 3,
  MAP: 4,
} as const
export type Schema_Object_NestingMode =
  (typeof Schema_Object_NestingMode)[keyof typeof Schema_Object_NestingMode]

/** Signature and documentation of a provider function. */
export interface Function {
  parameters: Function_Parameter[]
  variadicParameter: Function_Parameter | undefined
  return: Function_Return | undefined
  summary: string
  description: string
  descriptionKind: StringKind
  deprecationMessage: string
}
export const Function: Codec<Function> = message(() => [
  [1, 'parameters', Function_Parameter, 'repeated'],
  [2, 'variadicParameter', Function_Parameter, 'optional'],
  [3, 'return', Function_Return, 'optional'],
  [4, 'summary', 'string'],
  [5, 'description', 'string'],
  [6, 'descriptionKind', StringKind],
  [7, 'deprecationMessage', 'string'],
])

export interface Function_Parameter {
  name: string
  type: Uint8Array
  allowNullValue: boolean
  allowUnknownValues: boolean
  description: string
  descriptionKind: StringKind
}
export const Function_Parameter: Codec<Function_Parameter> = message(() => [
  [1, 'name', 'string'],
  [2, 'type', 'bytes'],
  [3, 'allowNullValue', 'bool'],
  [4, 'allowUnknownValues', 'bool'],
  [5, 'description', 'string'],
  [6, 'descriptionKind', StringKind],
])

export interface Function_Return {
  type: Uint8Array
}
export const Function_Return: Codec<Function_Return> = message(() => [[1, 'type', 'bytes']])

/** What this provider can do beyond the basics. */
export interface ServerCapabilities {
  planDestroy: boolean
  getProviderSchemaOptional: boolean
  moveResourceState: boolean
  generateResourceConfig: boolean
}
export const ServerCapabilities: Codec<ServerCapabilities> = message(() => [
  [1, 'planDestroy', 'bool'],
  [2, 'getProviderSchemaOptional', 'bool'],
  [3, 'moveResourceState', 'bool'],
  [4, 'generateResourceConfig', 'bool'],
])

/** What the calling Terraform can take. */
export interface ClientCapabilities {
  deferralAllowed: boolean
  writeOnlyAttributesAllowed: boolean
  storePlannedPrivate: boolean
  computedBlocksAllowed: boolean
}
export const ClientCapabilities: Codec<ClientCapabilities> = message(() => [
  [1, 'deferralAllowed', 'bool'],
  [2, 'writeOnlyAttributesAllowed', 'bool'],
  [3, 'storePlannedPrivate', 'bool'],
  [4, 'computedBlocksAllowed', 'bool'],
])

/** Says that an answer could not be given yet, and why. */
export interface Deferred {
  reason: Deferred_Reason
}
export const Deferred: Codec<Deferred> = message(() => [[1, 'reason', Deferred_Reason]])

export const Deferred_Reason = {
  UNKNOWN: 0,
  RESOURCE_CONFIG_UNKNOWN: 1,
  PROVIDER_CONFIG_UNKNOWN: 2,
  ABSENT_PREREQ: 3,
} as const
export type Deferred_Reason = (typeof Deferred_Reason)[keyof typeof Deferred_Reason]

export type GetMetadata_Request = Record<string, never>
export const GetMetadata_Request: Codec<GetMetadata_Request> = message(() => [])

export interface GetMetadata_Response {
  serverCapabilities: ServerCapabilities | undefined
  diagnostics: Diagnostic[]
  dataSources: GetMetadata_DataSourceMetadata[]
  resources: GetMetadata_ResourceMetadata[]
  functions: GetMetadata_FunctionMetadata[]
  ephemeralResources: GetMetadata_EphemeralMetadata[]
  listResources: GetMetadata_ListResourceMetadata[]
  stateStores: GetMetadata_StateStoreMetadata[]
  actions: GetMetadata_ActionMetadata[]
}
export const GetMetadata_Response: Codec<GetMetadata_Response> = message(() => [
  [1, 'serverCapabilities', ServerCapabilities, 'optional'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
  [3, 'dataSources', GetMetadata_DataSourceMetadata, 'repeated'],
  [4, 'resources', GetMetadata_ResourceMetadata, 'repeated'],
  [5, 'functions', GetMetadata_FunctionMetadata, 'repeated'],
  [6, 'ephemeralResources', GetMetadata_EphemeralMetadata, 'repeated'],
  [7, 'listResources', GetMetadata_ListResourceMetadata, 'repeated'],
  [8, 'stateStores', GetMetadata_StateStoreMetadata, 'repeated'],
  [9, 'actions', GetMetadata_ActionMetadata, 'repeated'],
])

export interface GetMetadata_EphemeralMetadata {
  typeName: string
}
export const GetMetadata_EphemeralMetadata: Codec<GetMetadata_EphemeralMetadata> = message(() => [
  [1, 'typeName', 'string'],
])

export interface GetMetadata_FunctionMetadata {
  name: string
}
export const GetMetadata_FunctionMetadata: Codec<GetMetadata_FunctionMetadata> = message(() => [
  [1, 'name', 'string'],
])

export interface GetMetadata_DataSourceMetadata {
  typeName: string
}
export const GetMetadata_DataSourceMetadata: Codec<GetMetadata_DataSourceMetadata> = message(() => [
  [1, 'typeName', 'string'],
])

export interface GetMetadata_ResourceMetadata {
  typeName: string
}
export const GetMetadata_ResourceMetadata: Codec<GetMetadata_ResourceMetadata> = message(() => [
  [1, 'typeName', 'string'],
])

export interface GetMetadata_ListResourceMetadata {
  typeName: string
}
export const GetMetadata_ListResourceMetadata: Codec<GetMetadata_ListResourceMetadata> = message(
  () => [[1, 'typeName', 'string']],
)

export interface GetMetadata_StateStoreMetadata {
  typeName: string
}
export const GetMetadata_StateStoreMetadata: Codec<GetMetadata_StateStoreMetadata> = message(() => [
  [1, 'typeName', 'string'],
])

export interface GetMetadata_ActionMetadata {
  typeName: string
}
export const GetMetadata_ActionMetadata: Codec<GetMetadata_ActionMetadata> = message(() => [
  [1, 'typeName', 'string'],
])

export type GetProviderSchema_Request = Record<string, never>
export const GetProviderSchema_Request: Codec<GetProviderSchema_Request> = message(() => [])

export interface GetProviderSchema_Response {
  provider: Schema | undefined
  resourceSchemas: Map<string, Schema>
  dataSourceSchemas: Map<string, Schema>
  functions: Map<string, Function>
  ephemeralResourceSchemas: Map<string, Schema>
  listResourceSchemas: Map<string, Schema>
  stateStoreSchemas: Map<string, Schema>
  actionSchemas: Map<string, ActionSchema>
  diagnostics: Diagnostic[]
  providerMeta: Schema | undefined
  serverCapabilities: ServerCapabilities | undefined
}
export const GetProviderSchema_Response: Codec<GetProviderSchema_Response> = message(() => [
  [1, 'provider', Schema, 'optional'],
  [2, 'resourceSchemas', Schema, 'map'],
  [3, 'dataSourceSchemas', Schema, 'map'],
  [4, 'diagnostics', Diagnostic, 'repeated'],
  [5, 'providerMeta', Schema, 'optional'],
  [6, 'serverCapabilities', ServerCapabilities, 'optional'],
  [7, 'functions', Function, 'map'],
  [8, 'ephemeralResourceSchemas', Schema, 'map'],
  [9, 'listResourceSchemas', Schema, 'map'],
  [10, 'stateStoreSchemas', Schema, 'map'],
  [11, 'actionSchemas', ActionSchema, 'map'],
])

export interface ValidateProviderConfig_Request {
  config: DynamicValue | undefined
}
export const ValidateProviderConfig_Request: Codec<ValidateProviderConfig_Request> = message(() => [
  [1, 'config', DynamicValue, 'optional'],
])

export interface ValidateProviderConfig_Response {
  diagnostics: Diagnostic[]
}
export const ValidateProviderConfig_Response: Codec<ValidateProviderConfig_Response> = message(
  () => [[2, 'diagnostics', Diagnostic, 'repeated']],
)

export interface UpgradeResourceState_Request {
  typeName: string
  version: number
  rawState: RawState | undefined
}
export const UpgradeResourceState_Request: Codec<UpgradeResourceState_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'version', 'int64'],
  [3, 'rawState', RawState, 'optional'],
])

export interface UpgradeResourceState_Response {
  upgradedState: DynamicValue | undefined
  diagnostics: Diagnostic[]
}
export const UpgradeResourceState_Response: Codec<UpgradeResourceState_Response> = message(() => [
  [1, 'upgradedState', DynamicValue, 'optional'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
])

export type GetResourceIdentitySchemas_Request = Record<string, never>
export const GetResourceIdentitySchemas_Request: Codec<GetResourceIdentitySchemas_Request> =
  message(() => [])

export interface GetResourceIdentitySchemas_Response {
  identitySchemas: Map<string, ResourceIdentitySchema>
  diagnostics: Diagnostic[]
}
export const GetResourceIdentitySchemas_Response: Codec<GetResourceIdentitySchemas_Response> =
  message(() => [
    [1, 'identitySchemas', ResourceIdentitySchema, 'map'],
    [2, 'diagnostics', Diagnostic, 'repeated'],
  ])

export interface UpgradeResourceIdentity_Request {
  typeName: string
  version: number
  rawIdentity: RawState | undefined
}
export const UpgradeResourceIdentity_Request: Codec<UpgradeResourceIdentity_Request> = message(
  () => [
    [1, 'typeName', 'string'],
    [2, 'version', 'int64'],
    [3, 'rawIdentity', RawState, 'optional'],
  ],
)

export interface UpgradeResourceIdentity_Response {
  upgradedIdentity: ResourceIdentityData | undefined
  diagnostics: Diagnostic[]
}
export const UpgradeResourceIdentity_Response: Codec<UpgradeResourceIdentity_Response> = message(
  () => [
    [1, 'upgradedIdentity', ResourceIdentityData, 'optional'],
    [2, 'diagnostics', Diagnostic, 'repeated'],
  ],
)

export interface ValidateResourceConfig_Request {
  typeName: string
  config: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
}
export const ValidateResourceConfig_Request: Codec<ValidateResourceConfig_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'clientCapabilities', ClientCapabilities, 'optional'],
])

export interface ValidateResourceConfig_Response {
  diagnostics: Diagnostic[]
}
export const ValidateResourceConfig_Response: Codec<ValidateResourceConfig_Response> = message(
  () => [[1, 'diagnostics', Diagnostic, 'repeated']],
)

export interface ValidateDataResourceConfig_Request {
  typeName: string
  config: DynamicValue | undefined
}
export const ValidateDataResourceConfig_Request: Codec<ValidateDataResourceConfig_Request> =
  message(() => [
    [1, 'typeName', 'string'],
    [2, 'config', DynamicValue, 'optional'],
  ])

export interface ValidateDataResourceConfig_Response {
  diagnostics: Diagnostic[]
}
export const ValidateDataResourceConfig_Response: Codec<ValidateDataResourceConfig_Response> =
  message(() => [[1, 'diagnostics', Diagnostic, 'repeated']])

export interface ValidateEphemeralResourceConfig_Request {
  typeName: string
  config: DynamicValue | undefined
}
export const ValidateEphemeralResourceConfig_Request: Codec<ValidateEphemeralResourceConfig_Request> =
  message(() => [
    [1, 'typeName', 'string'],
    [2, 'config', DynamicValue, 'optional'],
  ])

export interface ValidateEphemeralResourceConfig_Response {
  diagnostics: Diagnostic[]
}
export const ValidateEphemeralResourceConfig_Response: Codec<ValidateEphemeralResourceConfig_Response> =
  message(() => [[1, 'diagnostics', Diagnostic, 'repeated']])

export interface ConfigureProvider_Request {
  terraformVersion: string
  config: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
}
export const ConfigureProvider_Request: Codec<ConfigureProvider_Request> = message(() => [
  [1, 'terraformVersion', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'clientCapabilities', ClientCapabilities, 'optional'],
])

export interface ConfigureProvider_Response {
  diagnostics: Diagnostic[]
}
export const ConfigureProvider_Response: Codec<ConfigureProvider_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

export interface ReadResource_Request {
  typeName: string
  currentState: DynamicValue | undefined
  private: Uint8Array
  providerMeta: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
  currentIdentity: ResourceIdentityData | undefined
}
export const ReadResource_Request: Codec<ReadResource_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'currentState', DynamicValue, 'optional'],
  [3, 'private', 'bytes'],
  [4, 'providerMeta', DynamicValue, 'optional'],
  [5, 'clientCapabilities', ClientCapabilities, 'optional'],
  [6, 'currentIdentity', ResourceIdentityData, 'optional'],
])

export interface ReadResource_Response {
  newState: DynamicValue | undefined
  diagnostics: Diagnostic[]
  private: Uint8Array
  deferred: Deferred | undefined
  newIdentity: ResourceIdentityData | undefined
}
export const ReadResource_Response: Codec<ReadResource_Response> = message(() => [
  [1, 'newState', DynamicValue, 'optional'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
  [3, 'private', 'bytes'],
  [4, 'deferred', Deferred, 'optional'],
  [5, 'newIdentity', ResourceIdentityData, 'optional'],
])

export interface PlanResourceChange_Request {
  typeName: string
  priorState: DynamicValue | undefined
  proposedNewState: DynamicValue | undefined
  config: DynamicValue | undefined
  priorPrivate: Uint8Array
  providerMeta: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
  priorIdentity: ResourceIdentityData | undefined
  plannedPrivate: Uint8Array
}
export const PlanResourceChange_Request: Codec<PlanResourceChange_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'priorState', DynamicValue, 'optional'],
  [3, 'proposedNewState', DynamicValue, 'optional'],
  [4, 'config', DynamicValue, 'optional'],
  [5, 'priorPrivate', 'bytes'],
  [6, 'providerMeta', DynamicValue, 'optional'],
  [7, 'clientCapabilities', ClientCapabilities, 'optional'],
  [8, 'priorIdentity', ResourceIdentityData, 'optional'],
  [9, 'plannedPrivate', 'bytes'],
])

export interface PlanResourceChange_Response {
  plannedState: DynamicValue | undefined
  requiresReplace: AttributePath[]
  plannedPrivate: Uint8Array
  diagnostics: Diagnostic[]
  legacyTypeSystem: boolean
  deferred: Deferred | undefined
  plannedIdentity: ResourceIdentityData | undefined
}
export const PlanResourceChange_Response: Codec<PlanResourceChange_Response> = message(() => [
  [1, 'plannedState', DynamicValue, 'optional'],
  [2, 'requiresReplace', AttributePath, 'repeated'],
  [3, 'plannedPrivate', 'bytes'],
  [4, 'diagnostics', Diagnostic, 'repeated'],
  [5, 'legacyTypeSystem', 'bool'],
  [6, 'deferred', Deferred, 'optional'],
  [7, 'plannedIdentity', ResourceIdentityData, 'optional'],
])

export interface ApplyResourceChange_Request {
  typeName: string
  priorState: DynamicValue | undefined
  plannedState: DynamicValue | undefined
  config: DynamicValue | undefined
  plannedPrivate: Uint8Array
  providerMeta: DynamicValue | undefined
  plannedIdentity: ResourceIdentityData | undefined
}
export const ApplyResourceChange_Request: Codec<ApplyResourceChange_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'priorState', DynamicValue, 'optional'],
  [3, 'plannedState', DynamicValue, 'optional'],
  [4, 'config', DynamicValue, 'optional'],
  [5, 'plannedPrivate', 'bytes'],
  [6, 'providerMeta', DynamicValue, 'optional'],
  [7, 'plannedIdentity', ResourceIdentityData, 'optional'],
])

export interface ApplyResourceChange_Response {
  newState: DynamicValue | undefined
  private: Uint8Array
  diagnostics: Diagnostic[]
  legacyTypeSystem: boolean
  newIdentity: ResourceIdentityData | undefined
}
export const ApplyResourceChange_Response: Codec<ApplyResourceChange_Response> = message(() => [
  [1, 'newState', DynamicValue, 'optional'],
  [2, 'private', 'bytes'],
  [3, 'diagnostics', Diagnostic, 'repeated'],
  [4, 'legacyTypeSystem', 'bool'],
  [5, 'newIdentity', ResourceIdentityData, 'optional'],
])

export interface ImportResourceState_Request {
  typeName: string
  id: string
  clientCapabilities: ClientCapabilities | undefined
  identity: ResourceIdentityData | undefined
}
export const ImportResourceState_Request: Codec<ImportResourceState_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'id', 'string'],
  [3, 'clientCapabilities', ClientCapabilities, 'optional'],
  [4, 'identity', ResourceIdentityData, 'optional'],
])

export interface ImportResourceState_ImportedResource {
  typeName: string
  state: DynamicValue | undefined
  private: Uint8Array
  identity: ResourceIdentityData | undefined
}
export const ImportResourceState_ImportedResource: Codec<ImportResourceState_ImportedResource> =
  message(() => [
    [1, 'typeName', 'string'],
    [2, 'state', DynamicValue, 'optional'],
    [3, 'private', 'bytes'],
    [4, 'identity', ResourceIdentityData, 'optional'],
  ])

export interface ImportResourceState_Response {
  importedResources: ImportResourceState_ImportedResource[]
  diagnostics: Diagnostic[]
  deferred: Deferred | undefined
}
export const ImportResourceState_Response: Codec<ImportResourceState_Response> = message(() => [
  [1, 'importedResources', ImportResourceState_ImportedResource, 'repeated'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
  [3, 'deferred', Deferred, 'optional'],
])

export interface GenerateResourceConfig_Request {
  typeName: string
  state: DynamicValue | undefined
}
export const GenerateResourceConfig_Request: Codec<GenerateResourceConfig_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'state', DynamicValue, 'optional'],
])

export interface GenerateResourceConfig_Response {
  config: DynamicValue | undefined
  diagnostics: Diagnostic[]
}
export const GenerateResourceConfig_Response: Codec<GenerateResourceConfig_Response> = message(
  () => [
    [1, 'config', DynamicValue, 'optional'],
    [2, 'diagnostics', Diagnostic, 'repeated'],
  ],
)

export interface MoveResourceState_Request {
  sourceProviderAddress: string
  sourceTypeName: string
  sourceSchemaVersion: number
  sourceState: RawState | undefined
  targetTypeName: string
  sourcePrivate: Uint8Array
  sourceIdentity: RawState | undefined
  sourceIdentitySchemaVersion: number
}
export const MoveResourceState_Request: Codec<MoveResourceState_Request> = message(() => [
  [1, 'sourceProviderAddress', 'string'],
  [2, 'sourceTypeName', 'string'],
  [3, 'sourceSchemaVersion', 'int64'],
  [4, 'sourceState', RawState, 'optional'],
  [5, 'targetTypeName', 'string'],
  [6, 'sourcePrivate', 'bytes'],
  [7, 'sourceIdentity', RawState, 'optional'],
  [8, 'sourceIdentitySchemaVersion', 'int64'],
])

export interface MoveResourceState_Response {
  targetState: DynamicValue | undefined
  diagnostics: Diagnostic[]
  targetPrivate: Uint8Array
  targetIdentity: ResourceIdentityData | undefined
}
export const MoveResourceState_Response: Codec<MoveResourceState_Response> = message(() => [
  [1, 'targetState', DynamicValue, 'optional'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
  [3, 'targetPrivate', 'bytes'],
  [4, 'targetIdentity', ResourceIdentityData, 'optional'],
])

export interface ReadDataSource_Request {
  typeName: string
  config: DynamicValue | undefined
  providerMeta: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
}
export const ReadDataSource_Request: Codec<ReadDataSource_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'providerMeta', DynamicValue, 'optional'],
  [4, 'clientCapabilities', ClientCapabilities, 'optional'],
])

export interface ReadDataSource_Response {
  state: DynamicValue | undefined
  diagnostics: Diagnostic[]
  deferred: Deferred | undefined
}
export const ReadDataSource_Response: Codec<ReadDataSource_Response> = message(() => [
  [1, 'state', DynamicValue, 'optional'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
  [3, 'deferred', Deferred, 'optional'],
])

export interface OpenEphemeralResource_Request {
  typeName: string
  config: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
}
export const OpenEphemeralResource_Request: Codec<OpenEphemeralResource_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'clientCapabilities', ClientCapabilities, 'optional'],
])

export interface OpenEphemeralResource_Response {
  diagnostics: Diagnostic[]
  renewAt: Google_Timestamp | undefined
  result: DynamicValue | undefined
  private: Uint8Array | undefined
  deferred: Deferred | undefined
}
export const OpenEphemeralResource_Response: Codec<OpenEphemeralResource_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
  [2, 'renewAt', Google_Timestamp, 'optional'],
  [3, 'result', DynamicValue, 'optional'],
  [4, 'private', 'bytes', 'optional'],
  [5, 'deferred', Deferred, 'optional'],
])

export interface RenewEphemeralResource_Request {
  typeName: string
  private: Uint8Array | undefined
}
export const RenewEphemeralResource_Request: Codec<RenewEphemeralResource_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'private', 'bytes', 'optional'],
])

export interface RenewEphemeralResource_Response {
  diagnostics: Diagnostic[]
  renewAt: Google_Timestamp | undefined
  private: Uint8Array | undefined
}
export const RenewEphemeralResource_Response: Codec<RenewEphemeralResource_Response> = message(
  () => [
    [1, 'diagnostics', Diagnostic, 'repeated'],
    [2, 'renewAt', Google_Timestamp, 'optional'],
    [3, 'private', 'bytes', 'optional'],
  ],
)

export interface CloseEphemeralResource_Request {
  typeName: string
  private: Uint8Array | undefined
}
export const CloseEphemeralResource_Request: Codec<CloseEphemeralResource_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'private', 'bytes', 'optional'],
])

export interface CloseEphemeralResource_Response {
  diagnostics: Diagnostic[]
}
export const CloseEphemeralResource_Response: Codec<CloseEphemeralResource_Response> = message(
  () => [[1, 'diagnostics', Diagnostic, 'repeated']],
)

export type GetFunctions_Request = Record<string, never>
export const GetFunctions_Request: Codec<GetFunctions_Request> = message(() => [])

export interface GetFunctions_Response {
  functions: Map<string, Function>
  diagnostics: Diagnostic[]
}
export const GetFunctions_Response: Codec<GetFunctions_Response> = message(() => [
  [1, 'functions', Function, 'map'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
])

export interface CallFunction_Request {
  name: string
  arguments: DynamicValue[]
}
export const CallFunction_Request: Codec<CallFunction_Request> = message(() => [
  [1, 'name', 'string'],
  [2, 'arguments', DynamicValue, 'repeated'],
])

export interface CallFunction_Response {
  result: DynamicValue | undefined
  error: FunctionError | undefined
}
export const CallFunction_Response: Codec<CallFunction_Response> = message(() => [
  [1, 'result', DynamicValue, 'optional'],
  [2, 'error', FunctionError, 'optional'],
])

export interface ListResource_Request {
  typeName: string
  config: DynamicValue | undefined
  includeResourceObject: boolean
  limit: number
}
export const ListResource_Request: Codec<ListResource_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'includeResourceObject', 'bool'],
  [4, 'limit', 'int64'],
])

export interface ListResource_Event {
  identity: ResourceIdentityData | undefined
  displayName: string
  resourceObject: DynamicValue | undefined
  diagnostic: Diagnostic[]
}
export const ListResource_Event: Codec<ListResource_Event> = message(() => [
  [1, 'identity', ResourceIdentityData, 'optional'],
  [2, 'displayName', 'string'],
  [3, 'resourceObject', DynamicValue, 'optional'],
  [4, 'diagnostic', Diagnostic, 'repeated'],
])

export interface ValidateListResourceConfig_Request {
  typeName: string
  config: DynamicValue | undefined
  includeResourceObject: DynamicValue | undefined
  limit: DynamicValue | undefined
}
export const ValidateListResourceConfig_Request: Codec<ValidateListResourceConfig_Request> =
  message(() => [
    [1, 'typeName', 'string'],
    [2, 'config', DynamicValue, 'optional'],
    [3, 'includeResourceObject', DynamicValue, 'optional'],
    [4, 'limit', DynamicValue, 'optional'],
  ])

export interface ValidateListResourceConfig_Response {
  diagnostics: Diagnostic[]
}
export const ValidateListResourceConfig_Response: Codec<ValidateListResourceConfig_Response> =
  message(() => [[1, 'diagnostics', Diagnostic, 'repeated']])

export interface ValidateStateStore_Request {
  typeName: string
  config: DynamicValue | undefined
}
export const ValidateStateStore_Request: Codec<ValidateStateStore_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
])

export interface ValidateStateStore_Response {
  diagnostics: Diagnostic[]
}
export const ValidateStateStore_Response: Codec<ValidateStateStore_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

export interface ConfigureStateStore_Request {
  typeName: string
  config: DynamicValue | undefined
  capabilities: StateStoreClientCapabilities | undefined
}
export const ConfigureStateStore_Request: Codec<ConfigureStateStore_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'capabilities', StateStoreClientCapabilities, 'optional'],
])

export interface ConfigureStateStore_Response {
  diagnostics: Diagnostic[]
  capabilities: StateStoreServerCapabilities | undefined
}
export const ConfigureStateStore_Response: Codec<ConfigureStateStore_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
  [2, 'capabilities', StateStoreServerCapabilities, 'optional'],
])

/** What the client asks of a state store. */
export interface StateStoreClientCapabilities {
  chunkSize: number
}
export const StateStoreClientCapabilities: Codec<StateStoreClientCapabilities> = message(() => [
  [1, 'chunkSize', 'int64'],
])

/** What the state store settled for. */
export interface StateStoreServerCapabilities {
  chunkSize: number
}
export const StateStoreServerCapabilities: Codec<StateStoreServerCapabilities> = message(() => [
  [1, 'chunkSize', 'int64'],
])

export interface ReadStateBytes_Request {
  typeName: string
  stateId: string
}
export const ReadStateBytes_Request: Codec<ReadStateBytes_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'stateId', 'string'],
])

export interface ReadStateBytes_Response {
  bytes: Uint8Array
  totalLength: number
  range: StateRange | undefined
  diagnostics: Diagnostic[]
}
export const ReadStateBytes_Response: Codec<ReadStateBytes_Response> = message(() => [
  [1, 'bytes', 'bytes'],
  [2, 'totalLength', 'int64'],
  [3, 'range', StateRange, 'optional'],
  [4, 'diagnostics', Diagnostic, 'repeated'],
])

export interface WriteStateBytes_RequestChunk {
  meta: RequestChunkMeta | undefined
  bytes: Uint8Array
  totalLength: number
  range: StateRange | undefined
}
export const WriteStateBytes_RequestChunk: Codec<WriteStateBytes_RequestChunk> = message(() => [
  [1, 'meta', RequestChunkMeta, 'optional'],
  [2, 'bytes', 'bytes'],
  [3, 'totalLength', 'int64'],
  [4, 'range', StateRange, 'optional'],
])

export interface WriteStateBytes_Response {
  diagnostics: Diagnostic[]
}
export const WriteStateBytes_Response: Codec<WriteStateBytes_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

/** Heads the first chunk of a written state. */
export interface RequestChunkMeta {
  typeName: string
  stateId: string
}
export const RequestChunkMeta: Codec<RequestChunkMeta> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'stateId', 'string'],
])

/** Which bytes a chunk covers. */
export interface StateRange {
  start: number
  end: number
}
export const StateRange: Codec<StateRange> = message(() => [
  [1, 'start', 'int64'],
  [2, 'end', 'int64'],
])

export interface LockState_Request {
  typeName: string
  stateId: string
  operation: string
}
export const LockState_Request: Codec<LockState_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'stateId', 'string'],
  [3, 'operation', 'string'],
])

export interface LockState_Response {
  lockId: string
  diagnostics: Diagnostic[]
}
export const LockState_Response: Codec<LockState_Response> = message(() => [
  [1, 'lockId', 'string'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
])

export interface UnlockState_Request {
  typeName: string
  stateId: string
  lockId: string
}
export const UnlockState_Request: Codec<UnlockState_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'stateId', 'string'],
  [3, 'lockId', 'string'],
])

export interface UnlockState_Response {
  diagnostics: Diagnostic[]
}
export const UnlockState_Response: Codec<UnlockState_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

export interface GetStates_Request {
  typeName: string
}
export const GetStates_Request: Codec<GetStates_Request> = message(() => [
  [1, 'typeName', 'string'],
])

export interface GetStates_Response {
  stateId: string[]
  diagnostics: Diagnostic[]
}
export const GetStates_Response: Codec<GetStates_Response> = message(() => [
  [1, 'stateId', 'string', 'repeated'],
  [2, 'diagnostics', Diagnostic, 'repeated'],
])

export interface DeleteState_Request {
  typeName: string
  stateId: string
}
export const DeleteState_Request: Codec<DeleteState_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'stateId', 'string'],
])

export interface DeleteState_Response {
  diagnostics: Diagnostic[]
}
export const DeleteState_Response: Codec<DeleteState_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

export interface PlanAction_Request {
  actionType: string
  config: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
}
export const PlanAction_Request: Codec<PlanAction_Request> = message(() => [
  [1, 'actionType', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'clientCapabilities', ClientCapabilities, 'optional'],
])

export interface PlanAction_Response {
  diagnostics: Diagnostic[]
  deferred: Deferred | undefined
}
export const PlanAction_Response: Codec<PlanAction_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
  [2, 'deferred', Deferred, 'optional'],
])

export interface InvokeAction_Request {
  actionType: string
  config: DynamicValue | undefined
  clientCapabilities: ClientCapabilities | undefined
}
export const InvokeAction_Request: Codec<InvokeAction_Request> = message(() => [
  [1, 'actionType', 'string'],
  [2, 'config', DynamicValue, 'optional'],
  [3, 'clientCapabilities', ClientCapabilities, 'optional'],
])

export interface InvokeAction_Event {
  progress: InvokeAction_Event_Progress | undefined
  completed: InvokeAction_Event_Completed | undefined
}
export const InvokeAction_Event: Codec<InvokeAction_Event> = message(() => [
  [1, 'progress', InvokeAction_Event_Progress, 'oneof type'],
  [2, 'completed', InvokeAction_Event_Completed, 'oneof type'],
])

export interface InvokeAction_Event_Progress {
  message: string
}
export const InvokeAction_Event_Progress: Codec<InvokeAction_Event_Progress> = message(() => [
  [1, 'message', 'string'],
])

export interface InvokeAction_Event_Completed {
  diagnostics: Diagnostic[]
}
export const InvokeAction_Event_Completed: Codec<InvokeAction_Event_Completed> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

export interface ValidateActionConfig_Request {
  typeName: string
  config: DynamicValue | undefined
}
export const ValidateActionConfig_Request: Codec<ValidateActionConfig_Request> = message(() => [
  [1, 'typeName', 'string'],
  [2, 'config', DynamicValue, 'optional'],
])

export interface ValidateActionConfig_Response {
  diagnostics: Diagnostic[]
}
export const ValidateActionConfig_Response: Codec<ValidateActionConfig_Response> = message(() => [
  [1, 'diagnostics', Diagnostic, 'repeated'],
])

export const Provider = {
  getMetadata: unary('/tfplugin6.Provider/GetMetadata', {
    request: GetMetadata_Request,
    response: GetMetadata_Response,
  }),
  getProviderSchema: unary('/tfplugin6.Provider/GetProviderSchema', {
    request: GetProviderSchema_Request,
    response: GetProviderSchema_Response,
  }),
  getResourceIdentitySchemas: unary('/tfplugin6.Provider/GetResourceIdentitySchemas', {
    request: GetResourceIdentitySchemas_Request,
    response: GetResourceIdentitySchemas_Response,
  }),
  validateProviderConfig: unary('/tfplugin6.Provider/ValidateProviderConfig', {
    request: ValidateProviderConfig_Request,
    response: ValidateProviderConfig_Response,
  }),
  configureProvider: unary('/tfplugin6.Provider/ConfigureProvider', {
    request: ConfigureProvider_Request,
    response: ConfigureProvider_Response,
  }),
  stopProvider: unary('/tfplugin6.Provider/StopProvider', {
    request: StopProvider_Request,
    response: StopProvider_Response,
  }),
  validateResourceConfig: unary('/tfplugin6.Provider/ValidateResourceConfig', {
    request: ValidateResourceConfig_Request,
    response: ValidateResourceConfig_Response,
  }),
  upgradeResourceState: unary('/tfplugin6.Provider/UpgradeResourceState', {
    request: UpgradeResourceState_Request,
    response: UpgradeResourceState_Response,
  }),
  upgradeResourceIdentity: unary('/tfplugin6.Provider/UpgradeResourceIdentity', {
    request: UpgradeResourceIdentity_Request,
    response: UpgradeResourceIdentity_Response,
  }),
  readResource: unary('/tfplugin6.Provider/ReadResource', {
    request: ReadResource_Request,
    response: ReadResource_Response,
  }),
  planResourceChange: unary('/tfplugin6.Provider/PlanResourceChange', {
    request: PlanResourceChange_Request,
    response: PlanResourceChange_Response,
  }),
  applyResourceChange: unary('/tfplugin6.Provider/ApplyResourceChange', {
    request: ApplyResourceChange_Request,
    response: ApplyResourceChange_Response,
  }),
  importResourceState: unary('/tfplugin6.Provider/ImportResourceState', {
    request: ImportResourceState_Request,
    response: ImportResourceState_Response,
  }),
  moveResourceState: unary('/tfplugin6.Provider/MoveResourceState', {
    request: MoveResourceState_Request,
    response: MoveResourceState_Response,
  }),
  generateResourceConfig: unary('/tfplugin6.Provider/GenerateResourceConfig', {
    request: GenerateResourceConfig_Request,
    response: GenerateResourceConfig_Response,
  }),
  validateDataResourceConfig: unary('/tfplugin6.Provider/ValidateDataResourceConfig', {
    request: ValidateDataResourceConfig_Request,
    response: ValidateDataResourceConfig_Response,
  }),
  readDataSource: unary('/tfplugin6.Provider/ReadDataSource', {
    request: ReadDataSource_Request,
    response: ReadDataSource_Response,
  }),
  validateEphemeralResourceConfig: unary('/tfplugin6.Provider/ValidateEphemeralResourceConfig', {
    request: ValidateEphemeralResourceConfig_Request,
    response: ValidateEphemeralResourceConfig_Response,
  }),
  openEphemeralResource: unary('/tfplugin6.Provider/OpenEphemeralResource', {
    request: OpenEphemeralResource_Request,
    response: OpenEphemeralResource_Response,
  }),
  renewEphemeralResource: unary('/tfplugin6.Provider/RenewEphemeralResource', {
    request: RenewEphemeralResource_Request,
    response: RenewEphemeralResource_Response,
  }),
  closeEphemeralResource: unary('/tfplugin6.Provider/CloseEphemeralResource', {
    request: CloseEphemeralResource_Request,
    response: CloseEphemeralResource_Response,
  }),
  getFunctions: unary('/tfplugin6.Provider/GetFunctions', {
    request: GetFunctions_Request,
    response: GetFunctions_Response,
  }),
  callFunction: unary('/tfplugin6.Provider/CallFunction', {
    request: CallFunction_Request,
    response: CallFunction_Response,
  }),
  validateListResourceConfig: unary('/tfplugin6.Provider/ValidateListResourceConfig', {
    request: ValidateListResourceConfig_Request,
    response: ValidateListResourceConfig_Response,
  }),
  listResource: serverStream('/tfplugin6.Provider/ListResource', {
    request: ListResource_Request,
    response: ListResource_Event,
  }),
  validateActionConfig: unary('/tfplugin6.Provider/ValidateActionConfig', {
    request: ValidateActionConfig_Request,
    response: ValidateActionConfig_Response,
  }),
  planAction: unary('/tfplugin6.Provider/PlanAction', {
    request: PlanAction_Request,
    response: PlanAction_Response,
  }),
  invokeAction: serverStream('/tfplugin6.Provider/InvokeAction', {
    request: InvokeAction_Request,
    response: InvokeAction_Event,
  }),
  validateStateStoreConfig: unary('/tfplugin6.Provider/ValidateStateStoreConfig', {
    request: ValidateStateStore_Request,
    response: ValidateStateStore_Response,
  }),
  configureStateStore: unary('/tfplugin6.Provider/ConfigureStateStore', {
    request: ConfigureStateStore_Request,
    response: ConfigureStateStore_Response,
  }),
  readStateBytes: serverStream('/tfplugin6.Provider/ReadStateBytes', {
    request: ReadStateBytes_Request,
    response: ReadStateBytes_Response,
  }),
  writeStateBytes: clientStream('/tfplugin6.Provider/WriteStateBytes', {
    request: WriteStateBytes_RequestChunk,
    response: WriteStateBytes_Response,
  }),
  lockState: unary('/tfplugin6.Provider/LockState', {
    request: LockState_Request,
    response: LockState_Response,
  }),
  unlockState: unary('/tfplugin6.Provider/UnlockState', {
    request: UnlockState_Request,
    response: UnlockState_Response,
  }),
  getStates: unary('/tfplugin6.Provider/GetStates', {
    request: GetStates_Request,
    response: GetStates_Response,
  }),
  deleteState: unary('/tfplugin6.Provider/DeleteState', {
    request: DeleteState_Request,
    response: DeleteState_Response,
  }),
} as const
