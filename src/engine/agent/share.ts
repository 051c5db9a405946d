/**
 * Structural sharing: what is equal is the same.
 *
 * Answers for: a configuration that came as a copy (over a socket, from disk) using the very
 * objects of the one before wherever they are equal, so that a change is found by identity and
 * costs what it changes. Pure; for plain JSON values.
 */

/** `next`, made of parts of `before` where they are equal; `before` itself when all is. */
export function share<T>(before: unknown, next: T): T
export function share(before: unknown, next: unknown): unknown {
  if (Object.is(before, next)) return next
  if (Array.isArray(before) && Array.isArray(next)) return shareArray(before, next)
  if (isRecord(before) && isRecord(next)) return shareRecord(before, next)
  return next
}

function shareArray(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const byId = new Map(before.map((item, index) => [idOf(item) ?? index, item]))
  const shared = next.map((item, index) => share(byId.get(idOf(item) ?? index), item))
  const isEqual =
    before.length === next.length && shared.every((item, index) => Object.is(item, before[index]))
  return isEqual ? before : shared
}

function shareRecord(before: JsonRecord, next: JsonRecord): JsonRecord {
  const names = Object.keys(next)
  const shared = names.map((name): [string, unknown] => [name, share(before[name], next[name])])
  const isEqual =
    names.length === Object.keys(before).length &&
    shared.every(([name, value]) => Object.hasOwn(before, name) && Object.is(value, before[name]))
  return isEqual ? before : Object.fromEntries(shared)
}

type JsonRecord = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Lists of things with ids are matched by id: one more in the middle leaves the others alone. */
function idOf(item: unknown): string | undefined {
  return isRecord(item) && typeof item['id'] === 'string' ? item['id'] : undefined
}
