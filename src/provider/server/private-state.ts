/**
 * What a resource keeps with its state that no user sees: JSON values by key, and the framework's
 * own note that the object was imported and not read yet. Terraform stores it as opaque bytes,
 * unencrypted: it is no place for secrets.
 */

/** JSON as the language has it. */
export type PrivateJson =
  | null
  | boolean
  | number
  | string
  | readonly PrivateJson[]
  | { readonly [key: string]: PrivateJson }

interface Envelope {
  readonly imported?: true
  readonly values?: Readonly<Record<string, PrivateJson>>
}

/** The private values of one object during one request. */
export class PrivateState {
  readonly #values: Map<string, PrivateJson>
  /** The object was imported, and its attributes have not been read yet. */
  isImported: boolean

  constructor(bytes: Uint8Array = new Uint8Array()) {
    const envelope = open(bytes)
    this.#values = new Map(Object.entries(envelope.values ?? {}))
    this.isImported = envelope.imported === true
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
    const envelope: Envelope = {
      ...(this.isImported ? { imported: true } : {}),
      ...(this.#values.size === 0 ? {} : { values: Object.fromEntries(this.#values) }),
    }
    return Buffer.from(JSON.stringify(envelope))
  }
}

/** Bytes of another framework, as after a move from another provider, count as nothing. */
function open(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) return {}
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
