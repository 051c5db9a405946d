/** `lb graph` */

import type { ApiObject, Snapshot } from '../../engine/client/contract.ts'
import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { findObject } from '../find.ts'
import { toDotLines } from '../graph/dot.ts'
import { toMermaidLines } from '../graph/mermaid.ts'
import { toPicture } from '../graph/picture.ts'
import { GraphView } from '../graph/view.ts'
import { toGraphLines, toOrderLines, toTouchLines } from '../render/graph.ts'

const formats = ['tree', 'dot', 'mermaid'] as const
const orders = ['create', 'delete'] as const

export const graph: Command = {
  words: ['graph'],
  summary: 'Show what depends on what: the order that nobody has to write down.',
  description:
    'Of one load balancer, by its name or id (`lb graph web`), or of everything. In the tree,\n' +
    'each thing needs what hangs below it, so that is made before it and deleted after it.\n' +
    '`lb graph --format dot | dot -Tsvg > graph.svg` draws it; Mermaid goes into Markdown.',
  options: {
    format: { type: 'string', hint: formats.join('|'), help: 'The form of the picture.' },
    order: {
      type: 'string',
      hint: orders.join('|'),
      help: 'A numbered list instead: the order in which things come up, or go down.',
    },
    touches: {
      type: 'string',
      hint: 'OBJECT',
      help: 'Who sees a change of this object: an id, kind/id, or a name that only it has.',
    },
    all: { type: 'boolean', help: 'What is built in and unused too, and long lists whole.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  takes: '[LOAD-BALANCER]',
  run: async (call) => {
    const [word, ...more] = call.words
    if (more.length > 0) throw new UsageError('`lb graph` takes one load balancer, or none.')
    const format = choose(call, 'format', formats) ?? 'tree'
    const order = choose(call, 'order', orders)
    return withEngine(call, async (client) => {
      const snapshot = await client.snapshot(call.signal)
      const isAll = call.flag('all')
      const instance = word === undefined ? null : findInstance(snapshot, word)
      const touched = findTouched(call, snapshot)
      const view = new GraphView(snapshot, { instance, isAll: isAll || touched !== null })
      const options = { style: call.terminal.style, isAll }
      const toLines = (): readonly string[] => {
        if (call.flag('json')) return [JSON.stringify(toJson(view, touched), null, 2)]
        if (touched !== null) return toTouchLines(view, touched, options)
        if (order !== null) return toOrderLines(view, order, options)
        if (format === 'dot') return toDotLines(toPicture(view, isAll))
        if (format === 'mermaid') return toMermaidLines(toPicture(view, isAll))
        return toGraphLines(view, options)
      }
      for (const line of toLines()) call.terminal.write(line)
      return 0
    })
  },
}

function choose<Name extends string>(
  call: Call,
  option: string,
  names: readonly Name[],
): Name | null {
  const text = call.text(option)
  if (text === null) return null
  const found = names.find((name) => name === text)
  if (found === undefined) {
    throw new UsageError(`--${option} is one of ${names.join(', ')}, not "${text}".`)
  }
  return found
}

function findInstance(snapshot: Snapshot, word: string): ApiObject {
  const instances = snapshot.objects.filter(({ kind }) => kind === 'instance')
  return findObject(instances, word, 'load balancer')
}

function findTouched(call: Call, snapshot: Snapshot): ApiObject | null {
  const word = call.text('touches')
  if (word === null) return null
  return findObject([...snapshot.objects, ...snapshot.leaving], word, 'object')
}

/** For programs: everything, nothing folded. */
function toJson(view: GraphView, touched: ApiObject | null) {
  const { nodes, edges } = toPicture(view, true)
  return {
    nodes: nodes.map(({ id, name, kind, mark, isLeaving, instanceId }) => ({
      ...{ kind: kind.replaceAll(' ', '_'), id, name, instanceId },
      ...{ health: mark?.state ?? null, isLeaving },
    })),
    edges,
    creationOrder: view.objects.map(({ id }) => id),
    deletionOrder: view.deletionOrder.map(({ id }) => id),
    ...(touched === null
      ? {}
      : { touches: { id: touched.id, instances: view.touchedInstances(touched).map(toId) } }),
  }
}

function toId({ id }: ApiObject): string {
  return id
}
