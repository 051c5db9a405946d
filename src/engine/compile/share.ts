/**
 * Structural sharing of plain JSON values.
 *
 * Answers for: giving equal parts of an old and a new value the identity of the old. Pure.
 */

/**
 * A value equal to `after` that is `before` where they are equal, in whole and in part. Items of
 * lists that have an `id` are matched by it, others by their place.
 */
export function share<T>(before: T | undefined, after: T): T {
  return shareValues(before, after) as T
}

function shareValues(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before
  if (Array.isArray(after)) return shareLists(Array.isArray(before) ? before : [], before, after)
  if (!isRecord(after)) return after
  return shareRecords(isRecord(before) ? before : {}, before, after)
}

function shareRecords(
  old: Readonly<Record<string, unknown>>,
  before: unknown,
  after: Readonly<Record<string, unknown>>,
): unknown {
  const keys = Object.keys(after)
  const entries = keys.map((key) => [key, shareValues(old[key], after[key])] as const)
  const isSame =
    isRecord(before) &&
    Object.keys(before).length === keys.length &&
    entries.every(([key, value]) => Object.hasOwn(old, key) && Object.is(value, old[key]))
  return isSame ? before : Object.fromEntries(entries)
}

function shareLists(old: readonly unknown[], before: unknown, after: readonly unknown[]): unknown {
  const byId = new Map(old.map((item) => [toId(item), item]))
  const items = after.map((item, index) => {
    const id = toId(item)
    return shareValues(id === undefined ? old[index] : byId.get(id), item)
  })
  const isSame =
    Array.isArray(before) &&
    before.length === items.length &&
    items.every((item, index) => Object.is(item, old[index]))
  return isSame ? before : items
}

function toId(value: unknown): unknown {
  return isRecord(value) ? value['id'] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
