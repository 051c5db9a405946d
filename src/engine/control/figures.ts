/**
 * The metrics of the control process, told to the agent, which serves them beside its own.
 *
 * Answers for: what is told, and how often. Does not know: who asks for metrics, and in what form.
 * What nobody hears is lost: the next telling has it all.
 */

import { one, toVitals } from '../agent/index.ts'
import type { Agent, Family, Labels } from '../agent/index.ts'
import type { Graph } from '../graph/index.ts'
import { pause, VitalsMonitor } from '../runtime/index.ts'
import type { Logger, Timers, Vitals } from '../runtime/index.ts'
import type { Calls } from './calls.ts'
import type { Journal } from './journal.ts'
import { FIGURES_EVERY_MS } from './limits.ts'
import type { Tally } from './tally.ts'

/** What is told of. */
export interface FiguresView {
  readonly version: string
  readonly graph: Pick<Graph, 'kinds' | 'count'>
  readonly tally: Tally
  readonly calls: Calls
  readonly journal: Pick<Journal, 'waiting'>
  readonly writer: { readonly waiting: number; readonly held: number }
  readonly storedRevision: () => number
}

export interface FiguresOptions extends FiguresView {
  readonly agent: Agent
  readonly logger: Logger
  readonly timers: Timers
}

/** Tells until closed. */
export class FiguresTeller {
  readonly #options: FiguresOptions
  readonly #monitor: VitalsMonitor
  readonly #closing = new AbortController()
  #hurry = Promise.withResolvers<void>()

  /** Starts at once. */
  constructor(options: FiguresOptions) {
    this.#options = options
    this.#monitor = new VitalsMonitor(options.timers)
    void this.#run()
  }

  /** There is somebody to tell. */
  hurry(): void {
    this.#hurry.resolve()
    this.#hurry = Promise.withResolvers()
  }

  close(): void {
    this.#closing.abort()
    this.#monitor.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    const { agent, logger } = this.#options
    while (!signal.aborted) {
      const hurried = this.#hurry.promise
      try {
        await agent.tell(toControlFamilies(this.#options, await this.#monitor.read()), signal)
      } catch (error) {
        // It is away, or of a version that does not listen.
        if (!signal.aborted) logger.debug('metrics were not told', { cause: String(error) })
      }
      await Promise.race([pause(FIGURES_EVERY_MS, signal).catch(() => {}), hurried])
    }
  }
}

export function toControlFamilies(view: FiguresView, vitals: Vitals): readonly Family[] {
  const { graph, tally, journal, writer } = view
  const count = (...[name, help, value]: [string, string, number]): Family => ({
    ...one(name, help, value),
    type: 'counter',
  })
  return [
    one('lb_control_build_info', 'What keeps the desired state.', 1, { version: view.version }),
    ...toVitals('lb_control', vitals),
    by('lb_control_objects', 'Objects, by kind.', {
      type: 'gauge',
      rows: graph.kinds.map(({ name }) => [{ kind: name }, graph.count(name)]),
    }),
    one('lb_control_revision', 'The revision that is stored.', view.storedRevision()),
    one('lb_control_writes_waiting', 'Writes that wait for their turn.', writer.waiting),
    one('lb_control_writes_held', 'Writes that wait for other writes.', writer.held),
    one('lb_control_writes_running', 'Writes that are being carried out.', tally.running),
    one('lb_control_events_waiting', 'Events that are not stored yet.', journal.waiting),
    count('lb_control_commits_total', 'Commits of the store.', tally.commits),
    {
      name: 'lb_control_commit_seconds',
      type: 'summary',
      help: 'How long writes took that were carried out together.',
      samples: [
        { labels: {}, suffix: '_sum', value: tally.groupsMs / 1000 },
        { labels: {}, suffix: '_count', value: tally.groups },
      ],
    },
    count('lb_control_writes_accepted_total', 'Writes carried out.', tally.accepted),
    by('lb_control_writes_refused_total', 'Writes refused, by code.', {
      type: 'counter',
      rows: [...tally.refused].map(([code, value]) => [{ code }, value]),
    }),
    ...toCalls(view.calls),
  ]
}

function toCalls({ methods }: Calls): readonly Family[] {
  const all = [...methods]
  return [
    by('lb_control_api_calls_total', 'Calls of the API, by how they ended.', {
      type: 'counter',
      rows: all.flatMap(([method, { ended }]) =>
        [...ended].map(([code, value]): Row => [{ method, code }, value]),
      ),
    }),
    by('lb_control_api_calls_active', 'Calls of the API under way.', {
      type: 'gauge',
      rows: all.map(([method, { active }]) => [{ method }, active]),
    }),
    {
      name: 'lb_control_api_call_seconds',
      type: 'summary',
      help: 'How long calls of the API took.',
      samples: all.flatMap(([method, { ended, sumMs }]) => [
        { labels: { method }, suffix: '_sum', value: sumMs / 1000 },
        {
          labels: { method },
          suffix: '_count',
          value: [...ended.values()].reduce((sum, each) => sum + each, 0),
        },
      ]),
    },
  ]
}

type Row = readonly [Labels, number]

function by(
  name: string,
  help: string,
  { type, rows }: { readonly type: 'counter' | 'gauge'; readonly rows: readonly Row[] },
): Family {
  return { name, help, type, samples: rows.map(([labels, value]) => ({ labels, value })) }
}
