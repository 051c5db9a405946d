/**
 * The dependency graph as a Mermaid flowchart, which Markdown pages of many forges draw. Pure.
 */

import type { Picture, PictureNode } from './picture.ts'

const classes = [
  'classDef good fill:#d9f2dd,stroke:#2e7d32,color:#000',
  'classDef partly fill:#fff2cc,stroke:#b26a00,color:#000',
  'classDef bad fill:#f8d7da,stroke:#b71c1c,color:#000',
  'classDef none fill:#eeeeee,stroke:#777777,color:#000',
]

export function toMermaidLines({ nodes, edges }: Picture): readonly string[] {
  // Ids of our own: what a name may hold, a Mermaid id may not.
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]))
  return [
    'flowchart LR',
    ...nodes.map((node) => `  ${names.get(node.id)}["${toLabel(node)}"]${toClass(node)}`),
    ...edges.map(({ from, to, isPart }) => {
      const arrow = isPart ? '-. part of .->' : '-->'
      return `  ${names.get(from)} ${arrow} ${names.get(to)}`
    }),
    ...classes.map((line) => `  ${line}`),
  ]
}

function toLabel({ kind, name, mark, isLeaving }: PictureNode): string {
  return [kind, name, mark?.text ?? '', isLeaving ? 'leaving' : '']
    .filter((line) => line !== '')
    .map(escape)
    .join('<br/>')
}

function toClass({ mark }: PictureNode): string {
  return mark === null ? '' : `:::${mark.state}`
}

/** Entities are written with `#` in Mermaid. */
function escape(text: string): string {
  return text.replaceAll(/["#<>&]/g, (character) => `#${character.codePointAt(0)};`)
}
