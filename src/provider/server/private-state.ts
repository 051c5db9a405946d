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

/** The framework's own key; those of resources do not begin with a dot. */
const IMPORTED = '.imported'

/** The private values of one object during one request. */
export class PrivateState {
  readonly #values: Map<string, PrivateJson>
  /** The object was imported, and its attributes have not been read yet. */
  isImported: boolean

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.#values = new Map(Object.entries(open(bytes)))
    this.isImported = this.#values.delete(IMPORTED)
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
    if (this.#values.size === 0 && !this.isImported) return new Uint8Array()
    const values = Object.fromEntries(this.#values)
    const kept = this.isImported ? { ...values, [IMPORTED]: true } : values
    return Buffer.from(JSON.stringify(kept))
  }
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
