/**
 * How a process of the engine does, as metrics.
 *
 * Answers for: the same names for every process, behind its own prefix. Pure. Does not know: which
 * processes there are.
 */

import type { Vitals } from '../../runtime/index.ts'
import type { Family, Labels } from './exposition.ts'

/** Families of the process that `prefix` names: `lb_agent`. */
export function toVitals(prefix: string, vitals: Vitals): readonly Family[] {
  const { openFiles, openFilesMax, loopDelays } = vitals
  const name = (rest: string): string => `${prefix}_${rest}`
  return [
    one(name('start_time_seconds'), 'When it started, since 1970.', vitals.startedMs / 1000),
    one(name('resident_memory_bytes'), 'Its memory.', vitals.residentBytes),
    one(name('heap_used_bytes'), "Objects of its main thread's heap.", vitals.heapBytes),
    {
      ...one(name('cpu_seconds_total'), 'Processor time of all threads.', vitals.processorSeconds),
      type: 'counter',
    },
    {
      name: name('event_loop_delay_seconds'),
      type: 'gauge',
      help: 'How late its main thread was in the last minute; traffic has threads of its own.',
      samples: Object.entries(loopDelays).map(([stat, value]: [string, number]) => ({
        labels: { stat },
        value,
      })),
    },
    ...maybe(name('open_files'), 'File descriptors, sockets included.', openFiles),
    ...maybe(name('open_files_max'), 'File descriptors that it may have.', openFilesMax),
  ]
}

/** A gauge with one sample. */
export function one(
  ...[name, help, value, labels = {}]: [string, string, number, Labels?]
): Family {
  return { name, type: 'gauge', help, samples: [{ labels, value }] }
}

/** What the system does not tell is left out. */
function maybe(name: string, help: string, value: number | null): readonly Family[] {
  return value === null ? [] : [one(name, help, value)]
}
