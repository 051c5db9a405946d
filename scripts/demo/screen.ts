/**
 * What the demo shows: steps with their times, tables, one verdict.
 *
 * Answers for: how it looks; colour only on a terminal, and not when NO_COLOR is set.
 */

import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

let stepNumber = 0

/** Announces what is about to happen, runs it, and says how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  stepNumber++
  process.stdout.write(`\n${paint('bold', `${stepNumber}. ${title}`)}\n`)
  const startMs = performance.now()
  const result = await work()
  say(paint('dim', `done in ${seconds(performance.now() - startMs)}`))
  return result
}

/** A line within a step. */
export function say(text: string): void {
  process.stdout.write(`   ${text}\n`)
}

/** 1234 → `1.23 s`, 45 → `45 ms`. */
export function seconds(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(2)} s`
}

/** Rows under a header, numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('   ')
  say(paint('dim', line(header)))
  for (const row of rows) say(line(row))
}

/** A bar of at most 30 characters for a share between 0 and 1. */
export function bar(share: number): string {
  const BAR_CHARACTERS_MAX = 30
  return '█'.repeat(Math.round(share * BAR_CHARACTERS_MAX))
}

/** The last line: one sentence that agrees with the exit code. */
export function verdict(passed: boolean, sentence: string): void {
  const mark = passed ? paint('green', 'PASSED') : paint('red', 'FAILED')
  process.stdout.write(`\n${mark} ${sentence}\n`)
}
