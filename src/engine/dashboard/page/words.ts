/** Numbers and states as people read them. */

import type { ServerView } from '../model.ts'

/** Three digits that matter: `0`, `0.25`, `12.3`, `4567`. */
export function toCount(value: number): string {
  if (value === 0 || value >= 100) return value.toFixed(0)
  return value < 10 ? value.toFixed(2) : value.toFixed(1)
}

export function toShare(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`
}

export function toMs(value: number | null): string {
  return value === null ? '–' : `${toCount(value)} ms`
}

export function toTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hourCycle: 'h23' })
}

/** Colour is never the only sign. */
export type Look = 'good' | 'bad' | 'waiting'

export const signs: Readonly<Record<Look, string>> = { good: '✓', bad: '✕', waiting: '!' }

export function toLook({ state, isServing }: ServerView): Look {
  if (isServing) return 'good'
  return state === 'unhealthy' ? 'bad' : 'waiting'
}

/** `unhealthy: connect failed`. */
export function toState({ state, reason }: ServerView): string {
  return reason === null ? state : `${state}: ${reason.replaceAll('_', ' ')}`
}

export function toServing(serving: number, total: number): { text: string; look: Look } {
  if (total === 0) return { text: 'no servers', look: 'waiting' }
  const text = `${serving} of ${total} servers serve`
  if (serving === total) return { text, look: 'good' }
  return { text, look: serving === 0 ? 'bad' : 'waiting' }
}

export function toShort(text: string, charactersMax: number): string {
  const characters = [...text]
  if (characters.length <= charactersMax) return text
  return `${characters.slice(0, charactersMax - 1).join('')}…`
}
