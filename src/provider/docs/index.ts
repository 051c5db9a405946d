/** The face of this room: a provider's declarations as pages of a manual. */

export { toPages } from './pages.ts'
export type { Extras } from './pages.ts'
export { toSchemaJson } from './schema-json.ts'
