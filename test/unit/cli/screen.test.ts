import assert from 'node:assert/strict'
import fc from 'fast-check'
import { stripVTControlCharacters } from 'node:util'
import { openScreen } from '../../../src/cli/screen.ts'
import { cutTo } from '../../../src/cli/render/layout.ts'
import { colourStyle } from '../../../src/cli/render/style.ts'

function createTerminal(size: { columns: number; rows: number }) {
  const written: string[] = []
  const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0
  return { written, screen: openScreen({ ...size, write }) }
}

/** What the last picture shows, without what moves the cursor. */
function toShown(written: readonly string[]): readonly string[] {
  return stripVTControlCharacters(written.at(-1) ?? '').split('\r\n')
}

describe('The screen', () => {
  it('draws each picture over the last in one write, and clears what is left of it', () => {
    const { written, screen } = createTerminal({ columns: 20, rows: 5 })
    screen.draw(['one', 'two'])
    screen.draw(['three'])
    assert.equal(written.length, 2)
    assert.deepEqual(toShown(written), ['three'])
    assert.ok(written[1]?.includes('\u001b[Hthree\u001b[K\u001b[J'))
  })

  it('leaves the terminal as it was, however often it is asked to', () => {
    const { written, screen } = createTerminal({ columns: 20, rows: 5 })
    screen.close()
    assert.deepEqual(written, [])
    screen.draw(['one'])
    screen.close()
    screen.close()
    assert.deepEqual(written.slice(1), ['\u001b[?25h\u001b[?1049l'])
  })

  it('says how many lines do not fit', () => {
    const { written, screen } = createTerminal({ columns: 60, rows: 3 })
    screen.draw(['1', '2', '3', '4', '5'])
    assert.deepEqual(toShown(written), ['1', '2', '… 3 more lines: make the window larger'])
  })
})

describe('A line that is cut', () => {
  it('has as many characters as there is room for, and ends its colours', () => {
    assert.equal(cutTo('abcdef', 6), 'abcdef')
    assert.equal(cutTo('abcdef', 4), 'abc…')
    assert.equal(cutTo(colourStyle.good('abcdef'), 4), '\u001b[32mabc…\u001b[0m')
  })

  it('is never wider than asked for, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 1, max: 20 }),
        (text, columns) => {
          const shown = stripVTControlCharacters(cutTo(stripVTControlCharacters(text), columns))
          assert.ok([...shown].length <= columns)
        },
      ),
    )
  })
})
