/** Colours and weights of text, for terminals that show them and nobody else. */

import { styleText } from 'node:util'

export interface Style {
  strong(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
  warning(text: string): string
}

export const plainStyle: Style = {
  strong: (text) => text,
  faint: (text) => text,
  good: (text) => text,
  bad: (text) => text,
  warning: (text) => text,
}

export const colourStyle: Style = {
  strong: painter('bold'),
  faint: painter('dim'),
  good: painter('green'),
  bad: painter('red'),
  warning: painter('yellow'),
}

function painter(format: 'bold' | 'dim' | 'green' | 'red' | 'yellow') {
  return (text: string): string => styleText(format, text, { validateStream: false })
}

/** Colour only for a person at a terminal who has not refused it (https://no-color.org). */
export function chooseStyle(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const { NO_COLOR: refused, TERM: terminal } = environment
  const wanted = isTerminal && (refused === undefined || refused === '') && terminal !== 'dumb'
  return wanted ? colourStyle : plainStyle
}
