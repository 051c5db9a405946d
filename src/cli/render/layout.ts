/** Columns and trees out of text, whatever they show. Pure. */

import { stripVTControlCharacters } from 'node:util'

/** Rows with cells padded to columns, two spaces apart; no trailing space. */
export function toColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** Colours take no room. */
function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length
}

const ESCAPE = '\u001b'
const colourOrCharacter = new RegExp(`${ESCAPE}\\[[\\d;]*m|[^]`, 'gu')

/** The first `columns` characters, with an ellipsis when there are more; colours end with it. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let left = Math.max(0, columns - 1)
  let cut = ''
  for (const [part] of text.matchAll(colourOrCharacter)) {
    const isColour = part.length > 1 && part.startsWith('\u001b')
    if (!isColour && left === 0) break
    if (!isColour) left -= 1
    cut += part
  }
  return `${cut}…${text.includes('\u001b') ? '\u001b[0m' : ''}`
}

export interface TreeNode {
  readonly label: string
  readonly children: readonly TreeNode[]
}

/** A tree drawn with lines, its root at the left edge. */
export function toTree(root: TreeNode): readonly string[] {
  return [root.label, ...toBranches(root.children)]
}

function toBranches(children: readonly TreeNode[]): readonly string[] {
  return children.flatMap((child, index) => {
    const isLast = index === children.length - 1
    const [first = '', ...rest] = toTree(child)
    const indent = isLast ? '   ' : '│  '
    return [`${isLast ? '└─ ' : '├─ '}${first}`, ...rest.map((line) => indent + line)]
  })
}
