/**
 * The target of a request in its forms (RFC 9112 3.2).
 *
 * Answers for: which form it is, and the origin form that is forwarded. Does not know: hosts that
 * are served.
 */

import type { Span } from './bytes.ts'

/** A target in absolute form, taken apart. */
export interface AbsoluteTarget {
  /** In lower case. */
  readonly authority: string
  /** Where the authority stands. */
  readonly host: Span
  /** Path and query as they are forwarded. */
  readonly path: string
}

const ABSOLUTE = /^(https?:\/\/)([^/?]+)(.*)$/i

/** Null when it is not an http or https URI with an authority. */
export function toAbsoluteTarget(bytes: Buffer, target: Span): AbsoluteTarget | null {
  const match = ABSOLUTE.exec(bytes.toString('latin1', target.start, target.end))
  if (match === null) return null
  const [, scheme = '', authority = '', path = ''] = match
  const start = target.start + scheme.length
  return {
    host: { start, end: start + authority.length },
    authority: authority.toLowerCase(),
    path: path.startsWith('/') ? path : `/${path}`,
  }
}
