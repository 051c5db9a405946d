/**
 * The face of the room: a provider as a program that Terraform starts.
 *
 * Answers for: what the main program and the provider's server may use.
 */

export { servePlugin } from './serve-plugin.ts'
export type { PluginContext, PluginOptions } from './serve-plugin.ts'
export type { LogFields, Logger, LogLevel, LogOptions } from './log.ts'
