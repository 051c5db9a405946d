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

/** Of two columns on a terminal: scripts of East Asia, and pictures. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u
/** Written over the character before. */
const mark = /\p{M}/u

/** In columns. Colours take no room. */
function widthOf(text: string): number {
  let width = 0
  for (const character of stripVTControlCharacters(text)) {
    if (!mark.test(character)) width += wide.test(character) ? 2 : 1
  }
  return width
}

const ESCAPE = '\u001b'
const colourOrCharacter = new RegExp(`${ESCAPE}\\[[\\d;]*m|[^]`, 'gu')

/** What fits into `columns`, with an ellipsis when there are more; colours end with it. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let left = Math.max(0, columns - 1)
  let cut = ''
  for (const [part] of text.matchAll(colourOrCharacter)) {
    const isColour = part.length > 1 && part.startsWith('\u001b')
    const width = isColour ? 0 : widthOf(part)
    if (width > left) break
    left -= width
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
