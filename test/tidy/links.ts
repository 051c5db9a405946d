/**
 * Links between markdown files.
 *
 * Answers for: whether what a link names is there: a file, a folder, a heading. Does not know:
 * other places on the web.
 */

import { dirname, join, normalize } from 'node:path/posix'

/** All that links may name: every file of the project, and the text of those in markdown. */
export interface Library {
  readonly files: ReadonlySet<string>
  readonly texts: ReadonlyMap<string, string>
}

const link = /\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g

/** Links of `path` that lead nowhere, as `path:line what`. */
export function checkLinks(path: string, library: Library): readonly string[] {
  const text = withoutCode(library.texts.get(path) ?? '')
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(link)].flatMap(([, target = '']) => {
      const problem = checkTarget({ path, target, library })
      return problem === undefined ? [] : [`${path}:${index + 1} links to ${target}: ${problem}`]
    }),
  )
}

function checkTarget(place: {
  readonly path: string
  readonly target: string
  readonly library: Library
}): string | undefined {
  const { path, target, library } = place
  if (/^[a-z]+:/i.test(target)) return undefined
  const [file = '', heading] = decodeURIComponent(target).split('#', 2)
  const found = file === '' ? path : normalize(join(dirname(path), file)).replace(/\/$/, '')
  const isFolder = [...library.files].some((each) => each.startsWith(`${found}/`))
  if (!library.files.has(found) && !isFolder) return 'there is no such file.'
  if (heading === undefined || !found.endsWith('.md')) return undefined
  const headings = headingsOf(library.texts.get(found) ?? '')
  return headings.has(heading) ? undefined : `${found} has no such heading.`
}

/** What can be linked to: headings (lower case, hyphens for blanks, no punctuation), anchors. */
function headingsOf(text: string): ReadonlySet<string> {
  const prose = withoutFences(text)
  const titles = [...prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)]
  const anchors = [...prose.matchAll(/<a id="([^"]+)"><\/a>/g)]
  return new Set([
    ...anchors.map(([, id = '']) => id),
    ...titles.map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  ])
}

/** Blanks all code: what looks like a link there is none. */
function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]+`(?!\])/g, (code) => ' '.repeat(code.length))
}

function withoutFences(text: string): string {
  return text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replaceAll(/[^\n]/g, ' '))
}
