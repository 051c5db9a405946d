/**
 * The functions of a file, measured.
 *
 * Answers for: length, positional parameters and nesting of every function, method and arrow.
 * Does not know: what is too much. Types are blanked in place and the rest is parsed as JavaScript,
 * so that positions are those of the source.
 */

import { stripTypeScriptTypes } from 'node:module'
import { parse } from 'acorn'

export interface FunctionSize {
  /** Its name, or the name of what it is assigned or given to; `<anonymous>` without any. */
  readonly name: string
  /** 1 for the first line of the file. */
  readonly line: number
  readonly lines: number
  readonly parameters: number
  /** How deep statements such as `if`, `for`, `switch` and `try` stand in each other. */
  readonly nesting: number
  /** Whether tests or suites are declared in it: then it is a chapter of a file. */
  readonly declaresTests: boolean
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

type Enter = (node: Node, parent: Node | undefined) => void

const functionTypes: ReadonlySet<string> = new Set([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
])

/** Each opens one more level. An `else if` stands beside its `if`, not in it. */
const nestingTypes: ReadonlySet<string> = new Set([
  'DoWhileStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'IfStatement',
  'SwitchStatement',
  'TryStatement',
  'WhileStatement',
])

/**
 * In the order of the text. Throws a SyntaxError that begins with `path` when it cannot be read.
 */
export function measureFunctions(path: string, text: string): readonly FunctionSize[] {
  const lineOf = toLineIndex(text)
  const sizes: FunctionSize[] = []
  visit(parseSource(path, text), undefined, (node, parent) => {
    if (!functionTypes.has(node.type)) return
    const line = lineOf(node.start)
    sizes.push({
      name: toName(node, parent),
      line,
      lines: lineOf(node.end - 1) - line + 1,
      parameters: toArray(node, 'params').length,
      nesting: toNesting(node),
      declaresTests: declaresTests(node),
    })
  })
  return sizes
}

function parseSource(path: string, text: string): Node {
  try {
    const isTypeScript = path.endsWith('ts')
    const code = isTypeScript ? stripTypeScriptTypes(text, { mode: 'strip' }) : text
    return parse(code, {
      ecmaVersion: 'latest',
      sourceType: path.endsWith('.cjs') ? 'script' : 'module',
      allowHashBang: true,
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SyntaxError(`${path}: ${reason}`, { cause: error })
  }
}

function visit(node: Node, parent: Node | undefined, enter: Enter): void {
  enter(node, parent)
  for (const child of childrenOf(node)) visit(child, node, enter)
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value: unknown) => isNode(value))
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function toNesting(node: Node): number {
  let deepest = 0
  const descend = (inner: Node, depth: number, parent: Node): void => {
    if (functionTypes.has(inner.type)) return
    const isElseIf = parent.type === 'IfStatement' && inner === toChild(parent, 'alternate')
    const opens = nestingTypes.has(inner.type) && !isElseIf
    const next = opens ? depth + 1 : depth
    deepest = Math.max(deepest, next)
    for (const child of childrenOf(inner)) descend(child, next, inner)
  }
  for (const child of childrenOf(node)) descend(child, 0, node)
  return deepest
}

/** The function's own name, else the name of the variable, property or method that it is. */
function toName(node: Node, parent: Node | undefined): string {
  const named = toChild(node, 'id') ?? toChild(parent, 'id') ?? toChild(parent, 'key')
  return toText(named) ?? '<anonymous>'
}

const declarations: ReadonlySet<string | undefined> = new Set(['describe', 'it', 'test'])

function declaresTests(node: Node): boolean {
  return childrenOf(node).some(
    (child) =>
      (child.type === 'CallExpression' && declarations.has(toText(toChild(child, 'callee')))) ||
      declaresTests(child),
  )
}

function toText(node: Node | undefined): string | undefined {
  const { name } = { name: undefined, ...node }
  return typeof name === 'string' ? name : undefined
}

function toChild(node: Node | undefined, key: string): Node | undefined {
  const value = valueOf(node, key)
  return isNode(value) ? value : undefined
}

function toArray(node: Node, key: string): readonly unknown[] {
  const value = valueOf(node, key)
  return Array.isArray(value) ? value : []
}

function valueOf(node: Node | undefined, key: string): unknown {
  return node === undefined ? undefined : new Map<string, unknown>(Object.entries(node)).get(key)
}

/** From a position to its line, 1 for the first. */
function toLineIndex(text: string): (position: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return (position) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= position) low = middle
      else high = middle
    }
    return low + 1
  }
}
