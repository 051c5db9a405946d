/**
 * The face of this room: declarations of providers, and what each request means for them.
 */

export { checkProvider } from './check-provider.ts'
export { action } from './declaration/action.ts'
export type { Action, ActionDeclaration } from './declaration/action.ts'
export { dataSource } from './declaration/data-source.ts'
export type {
  DataReadRequest,
  DataSource,
  DataSourceDeclaration,
} from './declaration/data-source.ts'
export { ephemeral } from './declaration/ephemeral.ts'
export type { Ephemeral, EphemeralDeclaration, Opened } from './declaration/ephemeral.ts'
export { FunctionError, providerFunction } from './declaration/function.ts'
export type { FunctionDeclaration, Parameter, ProviderFunction } from './declaration/function.ts'
export { listResource } from './declaration/list-resource.ts'
export type {
  Listed,
  ListRequest,
  ListResource,
  ListResourceDeclaration,
} from './declaration/list-resource.ts'
export { provider } from './declaration/provider.ts'
export type { ConfigureRequest, Provider, ProviderDeclaration } from './declaration/provider.ts'
export { resource } from './declaration/resource.ts'
export type {
  Calling,
  Changing,
  CreateRequest,
  DeleteRequest,
  DeriveView,
  DestroyCheckRequest,
  JsonObject,
  PlanCalling,
  PlanCheckRequest,
  ReadRequest,
  Resource,
  ResourceAttributes,
  ResourceDeclaration,
  StateUpgrade,
  UpdateRequest,
} from './declaration/resource.ts'
export { declared, hostOf, problemsOf } from './host.ts'
export type { Host, HostOptions } from './host.ts'
export type { Log, LogEntry, LogLevel } from './log.ts'
export { checkApplied, checkPlanned, checkReplanned } from './plan/rules.ts'
export { checkStorable } from './plan/settle.ts'
export type { PrivateJson } from './private-state.ts'
export { ProviderError } from './provider-error.ts'
export { invokeAction, planAction } from './rpc/action.ts'
export { applyResourceChange } from './rpc/apply-resource-change.ts'
export { callFunction } from './rpc/call-function.ts'
export {
  closeEphemeralResource,
  openEphemeralResource,
  renewEphemeralResource,
} from './rpc/ephemeral-resource.ts'
export { generateResourceConfig } from './rpc/generate-resource-config.ts'
export {
  IDENTITY_TYPE,
  IDENTITY_VERSION,
  identityOf,
  upgradeResourceIdentity,
} from './rpc/identity.ts'
export { importResourceState } from './rpc/import-resource-state.ts'
export { listObjects } from './rpc/list-resource.ts'
export { moveResourceState } from './rpc/move-resource-state.ts'
export { planResourceChange } from './rpc/plan-resource-change.ts'
export { readDataSource } from './rpc/read-data-source.ts'
export { readResource } from './rpc/read-resource.ts'
export { upgradeResourceState } from './rpc/upgrade-resource-state.ts'
export { validateDeclared } from './rpc/validate-config.ts'
export { parseDurationMs } from './timeouts.ts'
