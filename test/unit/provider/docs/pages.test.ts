/** What a page tells of a declaration. */

import assert from 'node:assert/strict'
import { toPages } from '../../../../src/provider/docs/index.ts'
import {
  computed,
  conflicting,
  defaulted,
  optional,
  provider,
  providerFunction,
  range,
  required,
  resource,
  t,
  writeOnly,
} from '../../../../src/provider/index.ts'

const note = resource<null>()({
  type: 'wall_note',
  description: 'A note on the wall. It hangs there.',
  attributes: {
    id: computed.string({ description: 'Its identity.', dependsOn: [] }),
    place: required.string({ description: 'Where it hangs.', requiresReplace: true }),
    size: defaulted.int({ description: 'In cm.', default: 10, check: [range({ min: 1 })] }),
    ink: optional.string({ description: 'Old.', deprecated: 'Use `colors`.' }),
    colors: defaulted.list({ of: t.string, description: 'Of the ink.', default: ['red', '${x}'] }),
    key: writeOnly.string({ description: 'To the lock.' }),
    pin: optional.object({
      description: 'What holds it.',
      attributes: { tip: required.object({ description: 'Sharp.', attributes: {} }) },
    }),
  },
  rules: [conflicting('ink', 'colors')],
  create: () => Promise.reject(new Error('never made')),
  read: () => Promise.resolve(null),
  update: () => Promise.reject(new Error('never made')),
  delete: () => Promise.resolve(),
})

const double = providerFunction({
  name: 'double',
  summary: 'Twice as much',
  description: 'Adds a number to itself.',
  parameters: { value: { of: t.list(t.int), description: 'What to double.' } },
  returns: t.object({ twice: t.map(t.int) }),
  call: () => ({ twice: new Map() }),
})

const wall = provider({
  name: 'wall',
  description: 'A wall.',
  attributes: {},
  configure: () => Promise.resolve(null),
  resources: [note],
  functions: [double],
})

describe('the pages of a manual', () => {
  const pages = toPages(wall, {
    exampleOf: (path) => `# ${path}`,
    subcategoryOf: () => 'Paper',
  })
  const shows = (path: string, ...lines: readonly string[]): void => {
    const page = pages.get(path) ?? ''
    for (const line of lines) assert.ok(page.includes(line), `${line}\nis not in:\n${page}`)
  }

  it('are one for each thing that the provider offers, in the layout of the registry', () => {
    assert.deepEqual([...pages.keys()], ['index.md', 'resources/note.md', 'functions/double.md'])
  })

  it('begin with what the registry shows in lists', () => {
    shows(
      'resources/note.md',
      'page_title: "wall_note (Resource)"',
      'subcategory: "Paper"',
      'description: "A note on the wall."\n',
    )
  })

  it('show the example of their place', () => {
    shows('index.md', '# provider/provider.tf')
    shows('resources/note.md', '# resources/wall_note/resource.tf')
    shows('functions/double.md', '# functions/double/function.tf')
  })

  it('tell type, rules, default, and what a change does', () => {
    shows(
      'resources/note.md',
      'At most one of `ink` and `colors` can be set.',
      '- `place` (String) Where it hangs. A change makes a new one.',
      '- `size` (Number) In cm. Must be 1 or more. Default: `10`.',
      '- `ink` (String, deprecated) **Deprecated:** Use `colors`. Old.',
      '- `colors` (List of String) Of the ink. Default: `["red", "$${x}"]`.',
      '- `key` (String, write-only) To the lock.',
    )
  })

  it('give every nested object a section, and a link to it', () => {
    shows(
      'resources/note.md',
      '- `pin` (Attributes) What holds it. See [below for its schema](#nestedatt--pin).',
      '<a id="nestedatt--pin"></a>\n\n### Nested schema for `pin`',
      '<a id="nestedatt--pin--tip"></a>\n\n### Nested schema for `pin.tip`',
    )
  })

  it('give functions a signature', () => {
    shows(
      'functions/double.md',
      'provider::wall::double(value list(number)) object({ twice = map(number) })',
      '1. `value` (`list(number)`) What to double.',
    )
  })
})
