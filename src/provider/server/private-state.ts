/**
 * What a resource keeps with its state that no user sees: JSON values by key, and the framework's
 * own note that the object was imported and not read yet. Terraform stores it as opaque bytes,
 * unencrypted: it is no place for secrets.
 *
 * Terraform writes the whole state after every object, so its time grows with each byte of one: a
 * resource keeps what it needs under short keys, and nothing where the usual case needs nothing.
 */

/** JSON as the language has it. */
export type PrivateJson =
  | null
  | boolean
  | number
  | string
  | readonly PrivateJson[]
  | { readonly [key: string]: PrivateJson }

/** The framework's own keys; those of resources do not begin with a dot. */
const IMPORTED = '.imported'
const KEEPING = '.keeping'

/** Why an object may not be destroyed. */
export interface Keeping {
  readonly summary: string
  readonly detail: string
}

/** The private values of one object during one request. */
export class PrivateState {
  readonly #values: Map<string, PrivateJson>
  /** The object was imported, and its attributes have not been read yet. */
  isImported: boolean
  /** Only of what is planned in place of an object: why that one stays. Never in a state. */
  readonly keeping: readonly Keeping[]

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.#values = new Map(Object.entries(open(bytes)))
    this.isImported = this.#values.delete(IMPORTED)
    this.keeping = toKeeping(this.#values.get(KEEPING))
    this.#values.delete(KEEPING)
  }

  /** Undefined when nothing was kept under the key. */
  get(key: string): PrivateJson | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: PrivateJson): void {
    this.#values.set(key, value)
  }

  delete(key: string): void {
    this.#values.delete(key)
  }

  /** Nothing at all when there is nothing to keep. */
  toBytes(): Uint8Array {
    return this.#encode({})
  }

  /**
   * For a plan alone: Terraform shows them again when it asks for an object in place of this one,
   * be it for `-replace` or `replace_triggered_by`, of which it says nothing.
   */
  toPlanBytes(keeping: readonly Keeping[]): Uint8Array {
    const told = keeping.map(({ summary, detail }) => ({ summary, detail }))
    return this.#encode(told.length === 0 ? {} : { [KEEPING]: told })
  }

  #encode(more: Readonly<Record<string, PrivateJson>>): Uint8Array {
    const own = this.isImported ? { ...more, [IMPORTED]: true } : more
    const kept = { ...Object.fromEntries(this.#values), ...own }
    if (Object.keys(kept).length === 0) return new Uint8Array()
    return Buffer.from(JSON.stringify(kept))
  }
}

function toKeeping(value: PrivateJson | undefined): readonly Keeping[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((one: PrivateJson) => {
    if (!isObject(one)) return []
    const { summary, detail } = one
    return typeof summary === 'string' && typeof detail === 'string' ? [{ summary, detail }] : []
  })
}

/** Bytes of another framework, as after a move from another provider, count as nothing. */
function open(bytes: Uint8Array): Readonly<Record<string, PrivateJson>> {
  if (bytes.length === 0) return {}
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return isObject(parsed) ? parsed : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** What was parsed as JSON has nothing but JSON in it. */
function isObject(parsed: unknown): parsed is Readonly<Record<string, PrivateJson>> {
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
}
