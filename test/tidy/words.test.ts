/** Words, names and links: what is refused here, and that the refusal works. */

import assert from 'node:assert/strict'
import { assertNone } from './assert-none.ts'
import { isGenerated, listFiles, readCode, readFiles, root } from './files.ts'
import { checkLinks } from './links.ts'
import { checkName, checkOpening, checkWords } from './words.ts'

describe('Words of the project', () => {
  it('are none of those that are refused', async () => {
    const code = [...(await readCode())]
    assert.ok(code.length > 0)
    assertNone(code.flatMap(([path, text]) => checkWords(path, text)))
  })

  it('do not name the place where it was checked out', async () => {
    const texts = await readFiles(['.'], ['.ts', '.mjs', '.cjs', '.sh', '.json', '.md', '.tf'])
    assertNone(
      [...texts]
        .filter(([, text]) => text.includes(`${root}/`))
        .map(([path]) => `${path}: ${root}`),
    )
  })

  it('name files for what they answer for', async () => {
    assertNone((await listFiles()).flatMap(checkName))
  })

  it('open every file but tests with what it answers for', async () => {
    const code = [...(await readCode())].filter(
      ([path]) => !isGenerated(path) && !path.endsWith('.test.ts'),
    )
    assertNone(code.flatMap(([path, text]) => checkOpening(path, text)))
  })

  it('link to what is there', async () => {
    const texts = await readFiles(['.'], ['.md'])
    const files = new Set(await listFiles())
    assert.ok(texts.size > 0)
    assertNone([...texts.keys()].flatMap((path) => checkLinks(path, { files, texts })))
  })
})

describe('The word check', () => {
  const refuses = (text: string, expected: RegExp): void => {
    const problems = checkWords('a.ts', text)
    assert.equal(problems.length, 1, `${text}: ${problems.join('\n')}`)
    assert.match(problems[0] ?? '', expected)
  }
  const allows = (text: string): void => assertNone(checkWords('a.ts', text))

  it('refuses default exports, but not in a string', () => {
    refuses('\nexport default 1', /^a\.ts:2 .*by its name/)
    allows('const text = "export default 1"')
  })

  it('refuses enumerations', () => {
    refuses('export const enum A { B }', /union/)
    allows('const enumerated = { enum: 1 }')
  })

  it('refuses unnumbered plans', () => {
    refuses(['// TO', 'DO: later'].join(''), /issue/)
    allows(['// TO', 'DO(#12): later'].join(''))
  })

  it('refuses suppressions in comments', () => {
    refuses(['// @ts-', 'ignore'].join(''), /suppressions/)
    refuses(['/* eslint', '-disable no-console */'].join(''), /suppressions/)
    refuses(['// @ts-', 'expect-error'].join(''), /suppressions/)
    assertNone(checkWords('test/unit/types.test.ts', ['// @ts-', 'expect-error'].join('')))
    refuses(['/* c8 ', 'ignore next */'].join(''), /suppressions/)
    allows('const word = "prettier-ignore"')
  })

  it("refuses paths of somebody's machine", () => {
    refuses(['const a = "/ho', 'me/someone/x"'].join(''), /machine/)
    allows('const a = "/opt/x"')
  })

  it('refuses vague names, also of folders', () => {
    for (const name of ['utils.ts', 'src/helpers/a.ts', 'src/pool-manager.ts', 'a.util.ts']) {
      assert.equal(checkName(name).length, 1, name)
    }
    assertNone(['src/futility.ts', 'src/pool.ts'].flatMap(checkName))
  })

  it('wants an opening comment', () => {
    assert.equal(checkOpening('a.ts', 'export {}').length, 1)
    assertNone(checkOpening('a.sh', '#!/bin/sh\n// so'))
  })
})

describe('The link check', () => {
  const texts = new Map([
    ['a.md', '# The `first` part: it’s here\n[b](docs/b.md) `[no](link)`\n```\n[no](link)\n```'],
    ['docs/b.md', '[a](../a.md#the-first-part-its-here) [d](../docs/) [w](https://example.com)'],
    ['c.md', '[x](x.md) [y](a.md#nowhere) [`z`](z/)'],
  ])
  const library = { files: new Set(texts.keys()), texts }

  it('follows links to files, folders and headings', () => {
    assertNone(['a.md', 'docs/b.md'].flatMap((path) => checkLinks(path, library)))
  })

  it('finds links that lead nowhere', () => {
    const problems = checkLinks('c.md', library)
    assert.equal(problems.length, 3)
    assert.match(problems[1] ?? '', /^c\.md:1 links to a\.md#nowhere: a\.md has no such heading/)
  })
})
