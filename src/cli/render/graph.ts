/**
 * The dependency graph for people: as a tree, as an order, and as what a change touches. Pure.
 */

import type { ApiObject } from '../../engine/client/contract.ts'
import { paintMark } from '../graph/mark.ts'
import { findFolds, toFoldText, toNode } from '../graph/picture.ts'
import type { GraphView } from '../graph/view.ts'
import { toColumns, toTree } from './layout.ts'
import type { TreeNode } from './layout.ts'
import type { Style } from './style.ts'

export interface GraphStyle {
  readonly style: Style
  readonly isAll: boolean
}

/** A tree for each thing that nothing needs; each thing needs what hangs below it. */
export function toGraphLines(view: GraphView, options: GraphStyle): readonly string[] {
  if (view.objects.length === 0) return ['Nothing is declared yet.']
  const folds = options.isAll ? new Map<string, ApiObject[]>() : findFolds(view)
  const grow = planter(view, {
    ...options,
    branches: (object) => {
      const folded = new Set(folds.get(object.id))
      return view.below(object).filter((each) => !folded.has(each))
    },
    leaf: (object) => toFoldLeaf(folds.get(object.id)),
  })
  return view.roots.flatMap((root, index) => [...(index === 0 ? [] : ['']), ...toTree(grow(root))])
}

/** From the object up to all who see a change of it, and what is compiled anew. */
export function toTouchLines(
  view: GraphView,
  object: ApiObject,
  options: GraphStyle,
): readonly string[] {
  const grow = planter(view, { ...options, branches: (each) => view.above(each), leaf: () => null })
  const touched = view.touchedInstances(object)
  const names = touched.map(({ name, id }) => `${options.style.strong(name)} (${id})`).join(', ')
  return [
    ...toTree(grow(object)),
    '',
    touched.length === 0
      ? 'No load balancer is configured anew.'
      : `Configured anew: the load balancer${touched.length === 1 ? '' : 's'} ${names}.`,
  ]
}

/** One line for each object, numbered. */
export function toOrderLines(
  view: GraphView,
  order: 'create' | 'delete',
  { style }: GraphStyle,
): readonly string[] {
  const objects = order === 'create' ? view.objects : view.deletionOrder
  const places = new Map(objects.map(({ id }, index) => [id, index + 1]))
  const word = order === 'create' ? 'after' : 'before'
  const rows = objects.map((object) => {
    const ids = view.edges.filter(({ from }) => from === object.id).map(({ to }) => to)
    const others = [...new Set(ids)].map((id) => places.get(id) ?? 0).toSorted((a, b) => a - b)
    const { kind, name } = toNode(view, object)
    return [
      String(places.get(object.id)).padStart(String(objects.length).length),
      kind,
      style.strong(name),
      object.id === name ? '' : style.faint(object.id),
      others.length === 0 ? '' : `${word} ${others.join(', ')}`,
    ]
  })
  return toColumns(rows)
}

interface Growth extends GraphStyle {
  readonly branches: (object: ApiObject) => readonly ApiObject[]
  /** One more line below the branches. */
  readonly leaf: (object: ApiObject) => string | null
}

/** Each thing is drawn with all below it once, and named where it comes again. */
function planter(view: GraphView, { style, branches, leaf }: Growth) {
  const drawn = new Set<string>()
  return function grow(object: ApiObject): TreeNode {
    const { kind, name, mark, isLeaving } = toNode(view, object)
    const below = branches(object)
    const last = leaf(object)
    const isAgain = drawn.has(object.id) && below.length > 0
    drawn.add(object.id)
    const label = [
      kind,
      ...(name === '' ? [] : [style.strong(name)]),
      ...(object.id === name ? [] : [style.faint(object.id)]),
      ...(mark === null ? [] : [paintMark(mark, style)]),
      ...(isLeaving ? [style.warning('leaving')] : []),
      ...(isAgain ? [style.faint('shown above')] : []),
    ].join('  ')
    if (isAgain) return { label, children: [] }
    const children = below.map((each) => grow(each))
    return {
      label,
      children: last === null ? children : [...children, { label: last, children: [] }],
    }
  }
}

function toFoldLeaf(parts: readonly ApiObject[] | undefined): string | null {
  return parts === undefined ? null : `… ${toFoldText(parts)} (--all shows each)`
}
