/**
 * Which modules a file names.
 *
 * Answers for: every form of import and re-export, values and types, static and dynamic. Does not
 * know: which of them are allowed.
 */

import { mask } from './mask.ts'

export interface Import {
  /** As written: a relative path, `node:…` or the name of a package. */
  readonly specifier: string
  /** 1 for the first. */
  readonly line: number
}

/** `from '…'`, `import '…'`, `import('…')` also in types, `require('…')`. */
const named = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(?=['"])/g

/** A dynamic import whose module is computed: it cannot be checked, so there must be none. */
const computed = /(?<![.\w$])import\s*\(\s*(?![\s'"])/g

/** In the order of the text. */
export function findImports(text: string): readonly Import[] {
  return find(text, named).map((at) => {
    const quote = text.charAt(at)
    return { specifier: text.slice(at + 1, text.indexOf(quote, at + 1)), line: toLine(text, at) }
  })
}

/** The lines of dynamic imports whose module is not written out. */
export function findComputedImports(text: string): readonly number[] {
  return find(text, computed).map((at) => toLine(text, at))
}

function find(text: string, pattern: RegExp): readonly number[] {
  return [...mask(text).matchAll(pattern)].map(({ index, 0: match }) => index + match.length)
}

function toLine(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
