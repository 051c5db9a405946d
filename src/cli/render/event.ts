/** One line per event of the engine: when, which step, of what, and why. Pure. */

import type { EngineEvent } from '../../engine/client/contract.ts'
import type { Style } from './style.ts'
import { toTime } from './time.ts'
import { toOneLine } from './visible.ts'

const STEP_WIDTH = 16

export function toEventLine(event: EngineEvent, style: Style): string {
  const step = paintStep(event.type, style)
  const what = `${event.kind} ${style.strong(event.objectName)} ${style.faint(event.objectId)}`
  const object = event.kind === '' ? '' : `${what.replaceAll(/ +/g, ' ').trim()}  `
  const message = toOneLine(event.message)
  return `${style.faint(toTime(event.atMs))}  ${step}  ${object}${message}`.trimEnd()
}

const moods: Readonly<Record<EngineEvent['type'], 'good' | 'bad' | 'warning' | null>> = {
  created: 'good',
  adopted: 'good',
  updated: null,
  leaving: 'warning',
  deleted: 'warning',
  refused: 'bad',
  target_up: 'good',
  target_down: 'bad',
  instance_started: 'good',
  instance_stopped: 'warning',
  instance_failed: 'bad',
  expires_soon: 'warning',
  expired: 'bad',
  scaled: null,
  rolled_back: 'bad',
  engine_started: null,
  agent_connected: 'good',
  agent_lost: 'bad',
}

/** Every step that an engine of this version takes. */
export const eventTypes: readonly string[] = Object.keys(moods)

/** A newer engine may take steps that are not known here. */
function paintStep(type: EngineEvent['type'], style: Style): string {
  const text = type.padEnd(STEP_WIDTH)
  const mood = eventTypes.includes(type) ? moods[type] : null
  return mood === null ? text : style[mood](text)
}
