/** The import rule holds, and the scanner that says so sees every form of import. */

import assert from 'node:assert/strict'
import { assertNone } from './assert-none.ts'
import { readCode, readFiles, within } from './files.ts'
import { findComputedImports, findImports } from './imports.ts'
import { mask } from './mask.ts'
import { checkRooms, checkTable, findCycles } from './room-rules.ts'
import { rooms } from './rooms.ts'
import type { Room } from './rooms.ts'

describe('Rooms of src/', () => {
  let sources: ReadonlyMap<string, string>

  before(async () => {
    const code = await readCode(['src'])
    const own = [...code].filter(([path]) => !path.startsWith('src/cdk/'))
    sources = new Map(own.map(([path, text]) => [within('src', path), text]))
  })

  it('import only what the table allows, through faces', () => {
    assert.ok(sources.size > 0)
    assertNone(checkRooms(sources, rooms))
  })

  it('have no cycle of files', () => {
    assertNone(findCycles(sources))
  })

  it('stand in the table after every room that they may import', () => {
    assertNone(checkTable(rooms))
  })

  it('are the rooms of ARCHITECTURE.md', async () => {
    const map = (await readFiles(['.'], ['ARCHITECTURE.md'])).get('ARCHITECTURE.md') ?? ''
    const shown = [...map.matchAll(/^\| `src\/([^`]+)`/gm)].map(([, name = '']) => name)
    const isShown = ({ name }: Room): boolean =>
      shown.some((room) => name === room || name.startsWith(`${room}/`)) || name.endsWith('.ts')
    assert.ok(shown.length > 0)
    assert.deepEqual(
      rooms.filter((room) => !isShown(room)).map(({ name }) => name),
      [],
      'rooms that ARCHITECTURE.md does not show',
    )
    assert.deepEqual(
      shown.filter((name) => !rooms.some((room) => room.name === name)),
      [],
      'rooms that test/tidy/rooms.ts does not have',
    )
  })
})

describe('The room rules', () => {
  const table: readonly Room[] = [
    { name: 'low', packages: ['@scope/allowed'], faces: ['side.ts'] },
    { name: 'low/inner', pure: ['.'] },
    {
      name: 'high',
      rooms: ['low', 'low/inner'],
      pure: ['calm.ts', 'still'],
      areFoldersApart: true,
    },
  ]
  const check = (path: string, text: string, expected: readonly RegExp[]): void => {
    const problems = checkRooms(new Map([[path, text]]), table)
    assert.equal(problems.length, expected.length, problems.join('\n'))
    expected.forEach((pattern, index) => assert.match(problems[index] ?? '', pattern))
  }
  const cases: readonly (readonly [string, string, string, readonly RegExp[]])[] = [
    ['allow a face of a room below', 'high/a.ts', "import { x } from '../low/index.ts'", []],
    ['allow a face of its own', 'high/a.ts', "import { x } from '../low/side.ts'", []],
    ['allow a file of the own room', 'high/a.ts', "import { x } from './b/c.ts'", []],
    ['allow modules of Node', 'high/a.ts', "import { x } from 'node:fs'", []],
    ['allow a listed package', 'low/a.ts', "import x from '@scope/allowed/part.js'", []],
    ['refuse a file behind a face', 'high/a.ts', "import '../low/b.ts'", [/face/]],
    ['refuse a room above', 'low/a.ts', "import '../high/index.ts'", [/low may not import high/]],
    [
      'refuse types from above',
      'low/a.ts',
      "import type { T } from '../high/index.ts'",
      [/may not/],
    ],
    ['refuse an inner room from outside it', 'low/a.ts', "import './inner/index.ts'", [/may not/]],
    ['refuse a package', 'high/a.ts', "import x from '@scope/other'", [/No package/]],
    ['refuse what is outside src', 'high/a.ts', "import '../../x.json'", [/inside src/]],
    ['refuse a file in no room', 'lost/a.ts', '', [/in no room/]],
    ['refuse an import of no room', 'high/a.ts', "import '../lost.ts'", [/in no room/]],
    ['refuse a computed import', 'high/a.ts', 'await import(name)', [/a\.ts:1 .*computed/]],
    ['refuse files to pure code', 'high/calm.ts', "import 'node:fs'", [/pure/]],
    ['refuse files to a pure folder', 'high/still/a.ts', "import 'node:fs'", [/pure/]],
    ['refuse a folder that is apart', 'high/east/a.ts', "import '../west/b.ts'", [/beside them/]],
    ['allow what is beside both', 'high/east/a.ts', "import '../b.ts'", []],
    ['allow a folder that is apart to the rest', 'high/a.ts', "import './east/b.ts'", []],
    ['allow assertions in pure code', 'high/calm.ts', "import 'node:assert/strict'", []],
    ['refuse a clock to pure code', 'low/inner/a.ts', '\nDate.now()', [/a\.ts:2 uses Date\.now/]],
    ['allow pure code to speak of it', 'low/inner/a.ts', "// Date.now()\n'process'", []],
  ]
  for (const [name, path, text, expected] of cases) {
    it(name, () => check(path, text, expected))
  }

  it('find a cycle, also one of types', () => {
    const sources = new Map([
      ['a.ts', "import { b } from './b.ts'"],
      ['b.ts', "import type { C } from './c/c.ts'"],
      ['c/c.ts', "export * from '../a.ts'"],
    ])
    assert.deepEqual(findCycles(sources), ['a.ts → b.ts → c/c.ts → a.ts'])
  })

  it('find a table that is not in order', () => {
    const problems = checkTable([{ name: 'a', rooms: ['b'] }, { name: 'b' }])
    assert.equal(problems.length, 1)
  })
})

describe('The import scanner', () => {
  const check = (text: string, expected: readonly string[]): void => {
    const found = findImports(text).map(({ specifier, line }) => `${line} ${specifier}`)
    assert.deepEqual(found, expected)
  }

  it('sees every form', () => {
    check(
      [
        "import './a.ts'",
        "import b, { type B } from './b.ts'",
        'import type { C } from "./c.ts"',
        "import * as d from './d.ts'",
        "export { e } from './e.ts'",
        "export type * from './f.ts'",
        "const g = await import('./g.ts')",
        "type H = typeof import('./h.ts')",
        'import {\n  i,\n} from "./i.ts"',
        "require('./j.cjs')",
      ].join('\n'),
      [
        ...['1 ./a.ts', '2 ./b.ts', '3 ./c.ts', '4 ./d.ts', '5 ./e.ts', '6 ./f.ts', '7 ./g.ts'],
        ...['8 ./h.ts', '11 ./i.ts', '12 ./j.cjs'],
      ],
    )
  })

  it('is not misled by comments, strings, templates and regular expressions', () => {
    check("// import './a.ts'", [])
    check("/* import './a.ts' */ import './b.ts'", ['1 ./b.ts'])
    check('const text = "import \'./a.ts\'"', [])
    check("const text = `import './a.ts'`", [])
    check("const text = `${await import('./a.ts')} import './b.ts'`", ['1 ./a.ts'])
    check("const quote = /['\"]/; import './a.ts'", ['1 ./a.ts'])
    check("const half = width / 2; import './a.ts' /* / */", ['1 ./a.ts'])
    check("const url = 'https://x'; import './a.ts'", ['1 ./a.ts'])
  })

  it('sees a dynamic import whose name is computed', () => {
    assert.deepEqual(
      findComputedImports("import('./a.ts')\nimport(`./${b}.ts`)\nimport(c)"),
      [2, 3],
    )
  })

  it('masks without moving anything', () => {
    const text = "a('b\\'c') // d\n`e${`f${g}`}h` + /[/]i/ / j /* k\nl */ m"
    assert.equal(mask(text), "a('    ')     \n` ${` ${g}`} ` +        / j     \n     m")
    assert.deepEqual(
      mask(text, 'comment')
        .trim()
        .split(/\s{2,}/),
      ['// d', '/* k\nl */'],
    )
  })
})
