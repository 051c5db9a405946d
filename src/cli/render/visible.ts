/**
 * Text from elsewhere, as a terminal may be given it: nothing in it is a command there.
 *
 * What is not to be shown as it is becomes what JSON writes for it, so that JSON stays the same.
 * Pure.
 */

const ESCAPE = '\u001b'
/** Control characters, and those that break a line or turn the direction of what follows. */
const unsafe = '[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]'
const unsafeCharacter = new RegExp(unsafe, 'gu')
/** The colours of `style.ts`, line ends and tabs belong to an answer. */
const ownOrUnsafe = new RegExp(`${ESCAPE}\\[\\d{1,2}m|[\\n\\t]|${unsafe}`, 'gu')

/** A reason, a message, a name: one line, and no colour of its own. */
export function toOneLine(text: string): string {
  return text.replaceAll(unsafeCharacter, toCode)
}

/** An answer, whole: its colours and lines stay. */
export function toShown(text: string): string {
  return text.replaceAll(ownOrUnsafe, (found) =>
    found.length > 1 || found === '\n' || found === '\t' ? found : toCode(found),
  )
}

function toCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
