/** The face of the client: the engine as its users reach it, and its messages for the far side. */

export { connectEngine, ConnectionLost } from './remote.ts'
export { ensureEngine, findEngine } from './ensure.ts'
export type { EnsureOptions } from './ensure.ts'
export type * from './contract.ts'
export { Engine as engineService, ErrorDetail } from './engine.gen.ts'
export * as wire from './wire.ts'
