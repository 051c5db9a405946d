/**
 * The Connection header (RFC 9110 7.6.1): what holds for this hop only.
 *
 * Answers for: its options, and leaving out the fields that it names. Does not know: what the
 * options lead to.
 */

import { isAtIgnoringCase } from './bytes.ts'
import type { Span } from './bytes.ts'
import type { FieldScanner } from './fields.ts'
import { forEachToken } from './fields.ts'

const CLOSE = Buffer.from('close', 'latin1')
const KEEP_ALIVE = Buffer.from('keep-alive', 'latin1')
const UPGRADE = Buffer.from('upgrade', 'latin1')

/** Fields that belong to the message: an option with such a name is an attack or a mistake. */
const messageFields = ['host', 'content-length', 'transfer-encoding'].map((name) =>
  Buffer.from(name, 'latin1'),
)

export class ConnectionOptions {
  close = false
  keepAlive = false
  upgrade = false

  reset(): void {
    this.close = false
    this.keepAlive = false
    this.upgrade = false
  }

  /** Adds the options of one Connection field; false when it is malformed. */
  read(bytes: Uint8Array, fields: FieldScanner, index: number): boolean {
    fields.drop(index)
    const value = fields.value(index)
    if (this.#readOption(bytes, value)) return true
    let isAllowed = true
    const isList = forEachToken(bytes, value, (option) => {
      if (this.#readOption(bytes, option)) return
      if (messageFields.some((name) => isSame(bytes, option, name))) isAllowed = false
      fields.dropNamed(bytes, option)
    })
    return isList && isAllowed
  }

  #readOption(bytes: Uint8Array, option: Span): boolean {
    if (isSame(bytes, option, KEEP_ALIVE)) this.keepAlive = true
    else if (isSame(bytes, option, CLOSE)) this.close = true
    else if (isSame(bytes, option, UPGRADE)) this.upgrade = true
    else return false
    return true
  }
}

function isSame(bytes: Uint8Array, option: Span, lower: Uint8Array): boolean {
  return option.end - option.start === lower.length && isAtIgnoringCase(bytes, option.start, lower)
}
