/**
 * The import rule, judged over any set of files and any table of rooms.
 *
 * Answers for: strangers, faces, packages, purity and cycles, each with its remedy. Does not know:
 * which files and rooms there are.
 */

import { dirname, join, normalize } from 'node:path/posix'
import { findComputedImports, findImports } from './imports.ts'
import { mask } from './mask.ts'
import { faces, pureModules } from './rooms.ts'
import type { Room } from './rooms.ts'

/** Text of each file by its path from `src/`, with forward slashes. */
export type Sources = ReadonlyMap<string, string>

interface Edge {
  readonly from: string
  readonly line: number
  readonly room: Room
  readonly specifier: string
}

/** What reaches the world around the program: what pure code never names. */
const worldly: readonly string[] = [
  ...['Date\\.now', 'Date\\(\\)', 'new Date\\(\\)', 'Math\\.random', 'performance', 'crypto'],
  ...['process', 'fetch', 'queueMicrotask', 'set(?:Timeout|Interval|Immediate)'],
]
const impure = new RegExp(`(?<![.\\w$])(?:${worldly.join('|')})(?![\\w$]|\\s*:)`, 'g')

/** Every breach, as `path:line what. What to do.` */
export function checkRooms(sources: Sources, table: readonly Room[]): readonly string[] {
  return [...sources].flatMap(([path, text]) => {
    const room = roomOf(path, table)
    if (room === undefined) {
      return [`src/${path}: is in no room. Add its room to test/tidy/rooms.ts and ARCHITECTURE.md.`]
    }
    const computedLines = findComputedImports(text)
    return [
      ...computedLines.map((line) => `src/${path}:${line} imports a computed name. Write it out.`),
      ...findImports(text).flatMap(({ specifier, line }) =>
        checkEdge({ from: path, line, room, specifier }, table),
      ),
      ...(isPure(path, room) ? checkPurity(path, text) : []),
    ]
  })
}

/** Breaches of the table itself: a room that may import one that stands after it. */
export function checkTable(table: readonly Room[]): readonly string[] {
  return table.flatMap((room, index) => {
    const below = new Set(table.slice(0, index).map(({ name }) => name))
    return (room.rooms ?? [])
      .filter((name) => !below.has(name))
      .map(
        (name) => `${room.name} may import ${name}, which does not stand before it in the table.`,
      )
  })
}

/** Each cycle of files, once, as `a.ts → b.ts → a.ts`. */
export function findCycles(sources: Sources): readonly string[] {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) cycles.push([...trail.slice(start), path].join(' → '))
    if (start !== -1 || done.has(path)) return
    for (const { specifier } of findImports(sources.get(path) ?? '')) {
      if (specifier.startsWith('.')) visit(toPath(path, specifier), [...trail, path])
    }
    done.add(path)
  }
  for (const path of sources.keys()) visit(path, [])
  return cycles
}

function checkEdge(edge: Edge, table: readonly Room[]): readonly string[] {
  const remedy = checkTarget(edge, table)
  if (remedy === undefined) return []
  return [`src/${edge.from}:${edge.line} imports ${edge.specifier}. ${remedy}`]
}

/** What to do about an import; undefined when it is allowed. */
function checkTarget(edge: Edge, table: readonly Room[]): string | undefined {
  const { from, room, specifier } = edge
  if (specifier.startsWith('node:')) {
    if (!isPure(from, room) || pureModules.includes(specifier)) return undefined
    return 'It is pure: hand in what it needs.'
  }
  if (!specifier.startsWith('.')) {
    if (room.packages?.includes(toPackage(specifier)) === true) return undefined
    return `No package of that name is allowed in ${room.name}: see test/tidy/rooms.ts.`
  }
  const path = toPath(from, specifier)
  if (path.startsWith('../')) {
    return room.files?.includes(path.slice(3)) === true ? undefined : 'Stay inside src/.'
  }
  return checkRelative({ from, path, room, to: roomOf(path, table) })
}

function checkRelative(target: {
  readonly from: string
  readonly path: string
  readonly room: Room
  readonly to: Room | undefined
}): string | undefined {
  const { from, path, room, to } = target
  if (to === undefined) return 'That file is in no room: see test/tidy/rooms.ts.'
  if (to === room) return checkApart(from, path, room)
  if (room.rooms?.includes(to.name) !== true) {
    return `${room.name} may not import ${to.name}: see test/tidy/rooms.ts.`
  }
  const doors = [...faces, ...(to.faces ?? [])]
  if (path === to.name || doors.some((face) => path === `${to.name}/${face}`)) return undefined
  return `Import ${to.name} through its face: ${doors.join(' or ')}.`
}

function checkApart(from: string, path: string, room: Room): string | undefined {
  if (room.areFoldersApart !== true) return undefined
  const [here, there] = [from, path].map((file) => folderOf(file, room))
  if (here === undefined || there === undefined || here === there) return undefined
  return `${here} knows nothing of ${there}: what both need goes beside them, in ${room.name}.`
}

/** The folder of the room that the file is in; undefined for one that stands beside them. */
function folderOf(file: string, room: Room): string | undefined {
  const [folder, ...rest] = file.slice(room.name.length + 1).split('/')
  return rest.length === 0 ? undefined : folder
}

function checkPurity(path: string, text: string): readonly string[] {
  return mask(text)
    .split('\n')
    .flatMap((code, index) =>
      [...code.matchAll(impure)].map(
        ([name]) => `src/${path}:${index + 1} uses ${name}. It is pure: hand in what it needs.`,
      ),
    )
}

function roomOf(path: string, table: readonly Room[]): Room | undefined {
  const fitting = table.filter(({ name }) => isWithin(path, name))
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0]
}

function isPure(path: string, room: Room): boolean {
  return (room.pure ?? []).some((part) => isWithin(path, join(room.name, part)))
}

/** Whether it is that folder or file, or stands in that folder. */
function isWithin(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}/`)
}

/** The path from `src/` of what `specifier` names in `from`. */
function toPath(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier))
}

function toPackage(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
