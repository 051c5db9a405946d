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
