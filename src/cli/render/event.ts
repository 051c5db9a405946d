/** One line per event of the engine: when, which step, of what, and why. Pure. */

import type { EngineEvent } from '../../engine/client/contract.ts'
import type { Style } from './style.ts'
import { toTime } from './time.ts'

const STEP_WIDTH = 16

export function toEventLine(event: EngineEvent, style: Style): string {
  const step = paintStep(event.type, style)
  const what = `${event.kind} ${style.strong(event.objectName)} ${style.faint(event.objectId)}`
  const object = event.kind === '' ? '' : `${what.replaceAll(/ +/g, ' ').trim()}  `
  return `${style.faint(toTime(event.atMs))}  ${step}  ${object}${event.message}`.trimEnd()
}

function paintStep(type: EngineEvent['type'], style: Style): string {
  const text = type.padEnd(STEP_WIDTH)
  switch (type) {
    case 'created':
    case 'adopted':
    case 'target_up':
    case 'instance_started':
    case 'agent_connected':
      return style.good(text)
    case 'refused':
    case 'target_down':
    case 'instance_failed':
    case 'expired':
    case 'rolled_back':
    case 'agent_lost':
      return style.bad(text)
    case 'leaving':
    case 'expires_soon':
    case 'deleted':
    case 'instance_stopped':
      return style.warning(text)
    case 'updated':
    case 'scaled':
    case 'engine_started':
      return text
  }
}
