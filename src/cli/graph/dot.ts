/**
 * The dependency graph in the DOT language of Graphviz: `lb graph --format dot | dot -Tsvg`. Pure.
 */

import type { Picture, PictureNode } from './picture.ts'

const fills = { good: '#d9f2dd', partly: '#fff2cc', bad: '#f8d7da', none: '#eeeeee' } as const

export function toDotLines({ nodes, edges }: Picture): readonly string[] {
  const homes = Map.groupBy(nodes, ({ instanceId }) => instanceId)
  return [
    'digraph lb {',
    '  rankdir = LR',
    '  node [shape = box, style = "rounded,filled", fillcolor = "#ffffff", fontname = "Arial"]',
    '  edge [color = "#666666"]',
    ...[...homes].flatMap(([instanceId, members]) =>
      instanceId === null
        ? members.map((node) => `  ${toDotNode(node)}`)
        : toCluster(instanceId, members),
    ),
    ...edges.map(({ from, to, isPart }) => {
      const look = isPart ? ' [style = dashed, label = "part of"]' : ''
      return `  ${quote(from)} -> ${quote(to)}${look}`
    }),
    '}',
  ]
}

function toCluster(instanceId: string, members: readonly PictureNode[]): readonly string[] {
  const name = members.find(({ id }) => id === instanceId)?.name ?? instanceId
  return [
    `  subgraph ${quote(`cluster_${instanceId}`)} {`,
    `    label = ${quote(name)}`,
    '    style = rounded',
    '    color = "#999999"',
    ...members.map((node) => `    ${toDotNode(node)}`),
    '  }',
  ]
}

function toDotNode({ id, kind, name, mark, isLeaving }: PictureNode): string {
  const label = [kind, name, mark?.text ?? '', isLeaving ? 'leaving' : '']
    .filter((line) => line !== '')
    .join('\n')
  const fill = mark === null ? '' : `, fillcolor = ${quote(fills[mark.state])}`
  return `${quote(id)} [label = ${quote(label)}${fill}]`
}

/** A quoted string of DOT: the quote ends it, and a backslash means something to labels. */
function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `"${escaped}"`
}
