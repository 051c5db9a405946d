/**
 * Heads that need no other rule, told by one look: a regular expression over `req.hdrs` or
 * `res.hdrs`, in which names are in lower case and each line ends with CR LF.
 *
 * Answers for: what is ordinary. Whatever is not said to be, a head that cannot be looked at among
 * it, meets the rules. Pure. Does not know: those rules.
 */

/** Octets that no field has (RFC 9110 5.5), within a class. */
const CONTROL_OCTETS = '\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f'

export const CONTROL = `[${CONTROL_OCTETS}]`

/** HAProxy knows of no other coding than this spelling of it, and of one at most. */
const OTHER_CODING = 'transfer-encoding:(?! chunked\\r)'

/** HAProxy itself takes away what a client says of its connection, if it is no more than this. */
const OTHER_HOP =
  'connection:(?! keep-alive\\r)|keep-alive:|proxy-(?:connection|authorization):|te:'

/** The lines of a head without control octets, of which none begins with one of `names`. */
function toLines(names: string): string {
  return `(?!${names})(?:[^${CONTROL_OCTETS}\\n]++|\\n(?!${names}))++\\z`
}

/** There is one host at most, as HAProxy refuses others; most clients say it first. */
const HAS_HOST = '(?=host:|[\\s\\S]*?\\nhost:)'

const ORDINARY_FIELDS = `^${HAS_HOST}${toLines(`${OTHER_CODING}|${OTHER_HOP}`)}`

export const IS_ORDINARY_REQUEST = [
  '{ req.ver 1.1 }',
  '!{ method CONNECT }',
  '{ url_beg / }',
  `{ req.hdrs -m reg '${ORDINARY_FIELDS}' }`,
].join(' ')

export const IS_ORDINARY_ANSWER = `!{ status 101 } { res.hdrs -m reg '^${toLines(OTHER_CODING)}' }`
