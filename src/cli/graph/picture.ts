/**
 * The nodes of a picture of the graph: labels, marks, long lists of parts folded.
 *
 * Answers for: what every form of the picture shows alike. Pure. Does not know: any form.
 */

import type { ApiObject } from '../../engine/client/contract.ts'
import { textOf } from '../render/scene.ts'
import { toMark } from './mark.ts'
import type { Mark } from './mark.ts'
import type { Edge, GraphView } from './view.ts'

/** More parts of one thing than this are one node that counts them. */
const PARTS_MAX = 10

export interface PictureNode {
  readonly id: string
  /** `server group`. */
  readonly kind: string
  readonly name: string
  readonly mark: Mark | null
  readonly isLeaving: boolean
  /** The load balancer that it belongs to; null when to none. */
  readonly instanceId: string | null
}

export interface Picture {
  /** In the order of creation. */
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly Edge[]
}

export function toPicture(view: GraphView, isAll: boolean): Picture {
  const folded = isAll ? new Map<string, ApiObject[]>() : findFolds(view)
  const hidden = new Set([...folded.values()].flat().map(({ id }) => id))
  const shown = view.objects.filter(({ id }) => !hidden.has(id))
  const folds = [...folded].map(([wholeId, parts]) => toFold(view, { wholeId, parts }))
  return {
    nodes: [...shown.map((object) => toNode(view, object)), ...folds.map(({ node }) => node)],
    edges: [
      ...view.edges.filter(({ from, to }) => !hidden.has(from) && !hidden.has(to)),
      ...folds.map(({ edge }) => edge),
    ],
  }
}

export function toNode(view: GraphView, object: ApiObject): PictureNode {
  const { kind, id, name, spec, leavingMs } = object
  return {
    id,
    kind: kind.replaceAll('_', ' '),
    name: name === '' ? textOf(spec['memberId']) || textOf(spec['address']) : name,
    mark: toMark(view.targetsOf(object)),
    isLeaving: leavingMs !== null,
    instanceId: kind === 'instance' ? id : textOf(spec['lbInstanceId']) || null,
  }
}

/** The parts of each thing that has too many of them. */
export function findFolds(view: GraphView): Map<string, ApiObject[]> {
  const byId = new Map(view.objects.map((object) => [object.id, object]))
  const wholes = Map.groupBy(
    view.edges.filter(({ isPart }) => isPart),
    ({ to }) => to,
  )
  return new Map(
    [...wholes]
      .filter(([, edges]) => edges.length > PARTS_MAX)
      .map(([id, edges]) => [
        id,
        edges.map(({ from }) => byId.get(from)).filter((part) => part !== undefined),
      ]),
  )
}

interface Fold {
  readonly wholeId: string
  readonly parts: readonly ApiObject[]
}

function toFold(view: GraphView, { wholeId, parts }: Fold): { node: PictureNode; edge: Edge } {
  const id = `${wholeId}-parts`
  const node = {
    id,
    kind: toFoldText(parts),
    name: '',
    mark: toMark(parts.flatMap((part) => view.targetsOf(part) ?? [])),
    isLeaving: false,
    instanceId: null,
  }
  return { node, edge: { from: id, to: wholeId, isPart: true } }
}

/** `340 servers, 2 drains`. */
export function toFoldText(parts: readonly ApiObject[]): string {
  const kinds = Map.groupBy(parts, ({ kind }) => kind.replaceAll('_', ' '))
  return [...kinds].map(([kind, { length }]) => `${length} ${kind}s`).join(', ')
}
