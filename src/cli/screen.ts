/**
 * A terminal as a picture that is drawn again and again.
 *
 * Answers for: no flicker (one write for each picture, over the old one), lines cut at the edge,
 * the terminal as it was when it ends. Does not know: what is drawn.
 */

import type { WriteStream } from 'node:tty'
import { cutTo } from './render/layout.ts'
import { toShown } from './render/visible.ts'

export interface Screen {
  readonly columns: number
  readonly rows: number
  /** Replaces what was drawn before. What does not fit is left out below, and a line says so. */
  draw(lines: readonly string[]): void
  /** The terminal as it was before the first picture. Idempotent. */
  close(): void
}

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'
/** Terminals that know it show all that is between at once; others ignore it. */
const BEGIN_UPDATE = '\u001b[?2026h'
const END_UPDATE = '\u001b[?2026l'

export function openScreen(stream: Pick<WriteStream, 'columns' | 'rows' | 'write'>): Screen {
  let isOpen = false
  return {
    get columns() {
      return stream.columns
    },
    get rows() {
      return stream.rows
    },
    draw: (lines) => {
      const shown = fitTo(lines, stream.rows).map((line) => cutTo(toShown(line), stream.columns))
      const picture = shown.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW
      stream.write(`${isOpen ? '' : ENTER}${BEGIN_UPDATE}${HOME}${picture}${END_UPDATE}`)
      isOpen = true
    },
    close: () => {
      if (isOpen) stream.write(LEAVE)
      isOpen = false
    },
  }
}

function fitTo(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines
  const shown = lines.slice(0, Math.max(0, rows - 1))
  return [...shown, `… ${lines.length - shown.length} more lines: make the window larger`]
}
