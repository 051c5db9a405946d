/**
 * Words and forms that are not used here.
 *
 * Answers for: what is refused in code and in names, and what to do instead. Does not know: which
 * files there are. What is refused is spelled in pieces, so that this file may be read too.
 */

import { basename } from 'node:path/posix'
import { mask } from './mask.ts'

interface Rule {
  readonly pattern: RegExp
  /** Where the words count; anywhere when left out. */
  readonly part?: 'code' | 'comment'
  /** Files in which it is right. */
  readonly except?: RegExp
  readonly remedy: string
}

const suppressions = [
  ...['ignore', 'nocheck'].map((word) => `@ts-${word}`),
  ...['oxlint', 'eslint'].map((tool) => `${tool}-disable`),
  ...['prettier', 'c8', 'v8', 'istanbul', 'knip'].map((tool) => `${tool}[- ]ignore`),
]

const plans = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['XX', 'X'],
].map((pieces) => pieces.join(''))

const rules: readonly Rule[] = [
  {
    pattern: /\bexport\s+default\b/,
    part: 'code',
    remedy: 'Export it by its name.',
  },
  {
    pattern: /(?<![.\w$])enum\s+[\w$]+\s*\{/,
    part: 'code',
    remedy: 'Use a union of literals.',
  },
  {
    pattern: new RegExp(`\\b(?:${plans.join('|')})\\b(?!\\(#\\d+\\))`),
    remedy: 'Do it, or name the issue: (#123).',
  },
  {
    pattern: new RegExp(`(?:${suppressions.join('|')})\\b`),
    part: 'comment',
    remedy: 'Mend the code; there are no suppressions.',
  },
  {
    pattern: new RegExp(['@ts', 'expect', 'error'].join('-')),
    part: 'comment',
    // There it is an assertion: what must not compile does not.
    except: /\/types\.test\.ts$/,
    remedy: 'Mend the code; there are no suppressions.',
  },
  {
    pattern: /(?:\/home\/|\/Users\/|\\Users\\)[\w.-]+|\/root\//,
    // Data for what makes paths of other paths.
    except: /\.test\.ts$/,
    remedy: "Take paths from what the program is given, not from somebody's machine.",
  },
]

const vagueName = /(?:^|[-_.])(?:util|helper|manager)s?(?:[-_.]|$)/

/** Breaches in a file of code: where, what, what to do. */
export function checkWords(path: string, text: string): readonly string[] {
  const applying = rules.filter(({ except }) => except?.test(path) !== true)
  const views = { code: mask(text), comment: mask(text, 'comment') }
  return applying.flatMap(({ pattern, part, remedy }) =>
    (part === undefined ? text : views[part]).split('\n').flatMap((line, index) => {
      const found = pattern.exec(line)
      return found === null ? [] : [`${path}:${index + 1} says “${found[0]}”. ${remedy}`]
    }),
  )
}

/** Breaches in the names of a file and its folders. */
export function checkName(path: string): readonly string[] {
  if (!path.split('/').some((name) => vagueName.test(name))) return []
  return [`${path}: “${basename(path)}” may hold anything. Name it for what it answers for.`]
}

/** A file opens with what it answers for. */
export function checkOpening(path: string, text: string): readonly string[] {
  const isOpened = /^(?:#!.*\n)?\s*(?:\/\*|\/\/)/.test(text)
  return isOpened ? [] : [`${path} does not open with a comment: say what it answers for.`]
}
