/**
 * A small provider for tests: books on a shelf that is a Map.
 */

import {
  check,
  computed,
  defaulted,
  errorProblem,
  isKnown,
  optional,
  optionalComputed,
  provider,
  ProviderError,
  range,
  required,
  resource,
  setting,
  t,
  writeOnly,
} from '../../../../src/provider/index.ts'
import type { Desired, Provider, State } from '../../../../src/provider/index.ts'

const attributes = {
  id: computed.string({ description: 'Its number.', dependsOn: [] }),
  title: required.string({ description: 'What it is called.' }),
  room: required.string({ description: 'Where it stands.', requiresReplace: true }),
  language: optionalComputed.string({
    description: 'Two letters. Default: from the title.',
    dependsOn: ['title'],
  }),
  genre: defaulted.string({
    description: 'What it is about.',
    oneOf: ['novel', 'science', 'other'],
    default: 'other',
  }),
  pages: optional.int({ description: 'How thick it is.', check: [range({ min: 1 })] }),
  isbn: optional.string({
    description: 'Its number in the world; dashes do not matter.',
    equivalent: (a, b) => a.replaceAll('-', '') === b.replaceAll('-', ''),
  }),
  revision: computed.int({ description: 'How often it was changed.' }),
  shelf_mark: computed.string({ description: 'From the title.', dependsOn: ['title'] }),
  lent_to: computed.string({ description: 'Nobody, mostly.', nullable: true, dependsOn: [] }),
  note: writeOnly.string({ description: 'Never written down.' }),
  tags: defaulted.map({ description: 'Your own.', of: t.string, default: new Map() }),
  cover: defaulted.object({
    description: 'How it looks.',
    default: {},
    attributes: {
      color: defaulted.string({ description: 'Its color.', default: 'blue' }),
      hardness: defaulted.int({ description: 'From 1.', default: 5, check: [range({ min: 1 })] }),
    },
  }),
  copies: defaulted.objectSet({
    description: 'Where they are.',
    default: [],
    attributes: {
      place: required.string({ description: 'The place.' }),
      count: defaulted.int({ description: 'How many.', default: 1 }),
      barcode: computed.string({ description: 'On the back.', dependsOn: ['place'] }),
    },
  }),
}

export type Book = State<typeof attributes>

/** What the provider's client is, with switches for everything that may go wrong. */
export class Shelf {
  readonly books = new Map<string, Book>()
  readonly notes: (string | null)[] = []
  readonly calls: string[] = []
  failure: { readonly at: 'before' | 'after_save' | 'after_put'; readonly error: Error } | null =
    null
  /** What a create gives back in place of the book. */
  bend: (book: Book) => Book = (book) => book
  /** Runs in the middle of a create. */
  during: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()

  fail(at: 'before' | 'after_save' | 'after_put'): void {
    if (this.failure?.at === at) throw this.failure.error
  }
}

const book = resource<Shelf>()({
  type: 'shelf_book',
  version: 2,
  description: 'A book.',
  attributes,
  timeouts: { create: '1m' },
  validate: ({ title, pages }) =>
    title === 'Endless' && isKnown(pages)
      ? [errorProblem({ path: ['pages'], summary: 'Too long', detail: 'It never ends.' })]
      : [],
  derive: ({ config, planned }) =>
    config.language === null && isKnown(planned.title)
      ? { language: planned.title.startsWith('Der ') ? 'de' : 'en' }
      : {},
  checkPlan: async ({ client, planned }) => {
    if (planned.title !== 'Taken') return []
    const shelf = await client()
    if (shelf === null || ![...shelf.books.values()].some(({ title }) => title === 'Taken'))
      return []
    return [errorProblem({ path: ['title'], summary: 'Title taken', detail: 'Choose another.' })]
  },
  checkDestroy: async ({ state }) =>
    state.title === 'Precious'
      ? [errorProblem({ summary: 'Protected', detail: `${state.id} is precious.` })]
      : [],
  create: async ({ desired, config, client, save, warn, signal, privateState }) => {
    client.calls.push('create')
    client.notes.push(config.note)
    client.fail('before')
    const id = `book-${client.books.size + 1}`
    save({ id })
    client.fail('after_save')
    await client.during(signal)
    const made = bookOf({ desired, id, revision: 1 })
    client.books.set(id, made)
    privateState.set('made', true)
    if (desired.pages === null) warn({ summary: 'No pages', detail: 'Is it a scroll?' })
    client.fail('after_put')
    return client.bend(made)
  },
  read: async ({ id, client }) => {
    client.calls.push('read')
    const found = client.books.get(id)
    if (found === undefined) return null
    return { ...found, isbn: found.isbn?.replaceAll('-', '') ?? null }
  },
  update: async ({ id, desired, prior, client, save }) => {
    client.calls.push('update')
    client.fail('before')
    save({ title: desired.title })
    client.fail('after_save')
    const made = bookOf({ desired, id, revision: prior.revision + 1 })
    client.books.set(id, made)
    return made
  },
  delete: async ({ id, client }) => {
    client.calls.push('delete')
    client.fail('before')
    client.books.delete(id)
  },
  importId: (text) => {
    if (!text.startsWith('book-')) {
      throw new ProviderError({ summary: 'Not a book', detail: 'Ids look like book-1.' })
    }
    return text
  },
  upgrades: {
    0: ({ name, ...rest }) => ({ ...rest, title: name ?? '' }),
    1: ({ thickness, ...rest }) => ({ ...rest, pages: thickness ?? null }),
  },
})

interface Making {
  readonly desired: Desired<typeof attributes>
  readonly id: string
  readonly revision: number
}

function bookOf({ desired, id, revision }: Making): Book {
  return {
    ...desired,
    id,
    revision,
    language: isKnown(desired.language) ? desired.language : 'xx',
    shelf_mark: desired.title.slice(0, 3).toUpperCase(),
    lent_to: null,
    copies: desired.copies.map((copy) => ({ ...copy, barcode: `|${copy.place}|` })),
  }
}

const settings = {
  building: setting.optional.string({
    description: 'Which one.',
    check: [check('must not be on fire', (text) => text !== 'on fire')],
  }),
}

/** A provider over a shelf; `configured` counts how often a client was made. */
export function shelfProvider(shelf: Shelf, configured: string[] = []): Provider {
  return provider({
    name: 'shelf',
    description: 'Books.',
    reportTo: 'https://example.com/issues',
    attributes: settings,
    configure: async ({ config }): Promise<Shelf> => {
      configured.push(config.building ?? 'home')
      return shelf
    },
    resources: [book],
  })
}
