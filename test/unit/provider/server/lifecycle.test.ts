import assert from 'node:assert/strict'
import { ProviderError } from '../../../../src/provider/index.ts'
import { isUnknown, Unknown, UNKNOWN } from '../../../../src/provider/values/index.ts'
import type { ObjectValue } from '../../../../src/provider/values/index.ts'
import { assertNone, Core, inProcess } from './core.ts'
import type { Planned } from './core.ts'
import { Shelf, shelfProvider } from './shelf.ts'

async function setUp(settings: ObjectValue = { building: null }) {
  const shelf = new Shelf()
  const configured: string[] = []
  const provider = shelfProvider(shelf, configured)
  const client = inProcess(provider)
  const core = new Core(client, provider, 'shelf_book')
  const { msgpack } = toSettings(settings)
  assertNone((await client.configureProvider({ config: { msgpack } })).diagnostics)
  return { shelf, configured, client, core }
}

function toSettings({ building }: ObjectValue) {
  const name = Buffer.from('building')
  const value =
    typeof building === 'string'
      ? Buffer.concat([Buffer.from([0xa0 + building.length]), Buffer.from(building)])
      : Buffer.from(building === null ? [0xc0] : [0xd4, 0, 0])
  return { msgpack: Buffer.concat([Buffer.from([0x81, 0xa0 + name.length]), name, value]) }
}

const emma = { title: 'Emma', room: 'north' }

async function made(given: ObjectValue = emma) {
  const it = await setUp()
  const { stored, plan } = await it.core.run(given)
  assert(stored !== null)
  return { ...it, stored, plan }
}

function plannedOf(plan: Planned): ObjectValue {
  assert(plan.planned !== null)
  return plan.planned
}

describe('a resource: create', () => {
  it('defaults, nested ones too, are known at plan; what is derived is too', async () => {
    const { plan } = await made()
    const { id, genre, cover, tags, copies, language, revision, lent_to: lent } = plannedOf(plan)
    assert.equal(plan.action, 'create')
    assert.deepEqual(cover, { color: 'blue', hardness: 5 })
    assert.deepEqual([genre, language, copies], ['other', 'en', []])
    assert.deepEqual(tags, new Map())
    assert(isUnknown(id) && id.refinements?.notNull === true, 'an id is promised not to be null')
    assert(isUnknown(revision) && isUnknown(lent) && lent.refinements === null)
  })
  it('the plan after it is empty, and so is the next one', async () => {
    const { core, stored } = await made()
    const again = await core.run(emma, { stored })
    assert.equal(again.plan.action, 'none')
  })
  it('a write-only value reaches create and is stored nowhere', async () => {
    const { stored, shelf } = await made({ ...emma, note: 'hush' })
    assert.deepEqual(shelf.notes, ['hush'])
    assert.equal(stored.state['note'], null)
  })
  it('a warning does not stop it', async () => {
    const { core } = await setUp()
    const { diagnostics, stored } = await core.run(emma)
    assert.deepEqual(
      diagnostics.map(({ summary, severity }) => [summary, severity]),
      [['No pages', 2]],
    )
    assert(stored !== null && !stored.isTainted)
  })
  it('failing before anything was made leaves nothing in the state', async () => {
    const { core, shelf } = await setUp()
    shelf.failure = { at: 'before', error: new ProviderError({ summary: 'No', detail: 'Full.' }) }
    const { stored, diagnostics } = await core.run(emma)
    assert.equal(stored, null)
    assert.deepEqual(
      diagnostics.map(({ summary, detail }) => [summary, detail]),
      [['No', 'Full.']],
    )
  })
  it('failing half-way keeps what was saved; the next apply replaces it', async () => {
    const { core, shelf } = await setUp()
    shelf.failure = { at: 'after_save', error: new ProviderError({ summary: 'No', detail: 'x' }) }
    const { stored } = await core.run(emma)
    assert(stored !== null && stored.isTainted)
    assert.equal(stored.state['id'], 'book-1')
    assert.equal(stored.state['title'], 'Emma')
    assert.equal(stored.state['revision'], null)
    shelf.failure = null
    shelf.books.set('book-1', (await made()).shelf.books.get('book-1') ?? assert.fail())
    const again = await core.run(emma, { stored })
    assert.equal(again.plan.action, 'replace')
    assert.deepEqual(shelf.calls.slice(-2), ['delete', 'create'])
  })
})

describe('a resource: change', () => {
  it('only what depends on the change becomes unknown', async () => {
    const { core, stored } = await made()
    const plan = await core.plan({ ...emma, genre: 'novel' }, stored)
    const { id, shelf_mark: mark, revision } = plannedOf(plan)
    assert.equal(plan.action, 'update')
    assert.deepEqual([id, mark], ['book-1', 'EMM'])
    assert(isUnknown(revision), 'revision depends on everything')
    const renamed = plannedOf(await core.plan({ ...emma, title: 'Der Idiot' }, stored))
    assert(isUnknown(renamed['shelf_mark']))
    assert.equal(renamed['language'], 'de')
  })
  it('it is made, and the next plan is empty', async () => {
    const { core, stored } = await made()
    const changed = { ...emma, title: 'Persuasion', cover: { color: 'red', hardness: null } }
    const after = await core.run(changed, { stored })
    assert(after.stored !== null)
    assert.equal(after.stored.state['revision'], 2)
    assert.deepEqual(after.stored.state['cover'], { color: 'red', hardness: 5 })
    assert.equal((await core.run(changed, { stored: after.stored })).plan.action, 'none')
  })
  it('an attribute that is taken away goes back to its default', async () => {
    const { core, stored } = await made({ ...emma, genre: 'novel', pages: 3 })
    const { genre, pages } = plannedOf(await core.plan(emma, stored))
    assert.deepEqual([genre, pages], ['other', null])
  })
  it('requiresReplace makes a new object, and only when the value differs', async () => {
    const { core, stored, shelf } = await made()
    const moved = await core.run({ ...emma, room: 'south' }, { stored })
    assert.equal(moved.plan.action, 'replace')
    assert.deepEqual(moved.plan.replacing, ['room'])
    assert.deepEqual(shelf.calls, ['create', 'read', 'delete', 'create'])
  })
  it('a value that is not known at plan may need a new object', async () => {
    const { core, stored } = await made()
    const plan = await core.plan({ ...emma, room: UNKNOWN }, stored)
    assert.deepEqual(plan.replacing, ['room'])
  })
  it('another spelling of the same value is no change, in plan, apply and refresh', async () => {
    const spelled = { ...emma, isbn: '978-3-16' }
    const { core, stored } = await made(spelled)
    assert.equal(stored.state['isbn'], '978-3-16')
    assert.equal((await core.run(spelled, { stored })).plan.action, 'none')
    assert.equal((await core.run({ ...emma, isbn: '978316' }, { stored })).plan.action, 'none')
    assert.equal((await core.refresh(stored))?.state['isbn'], '978-3-16')
  })
  it('an element of a set keeps its computed values when another one comes', async () => {
    const one = { place: 'a', count: null, barcode: null }
    const { core, stored } = await made({ ...emma, copies: [one] })
    const two = { place: 'b', count: 7, barcode: null }
    const plan = await core.plan({ ...emma, copies: [two, one] }, stored)
    const { copies } = plannedOf(plan)
    assert.deepEqual(copies, [
      { place: 'b', count: 7, barcode: new Unknown({ notNull: true }) },
      { place: 'a', count: 1, barcode: '|a|' },
    ])
    const after = await core.run({ ...emma, copies: [two, one] }, { stored })
    const again = await core.run({ ...emma, copies: [one, two] }, { stored: after.stored })
    assert.equal(again.plan.action, 'none')
  })
  it('what is unknown at plan is known at apply', async () => {
    const { core, stored } = await made()
    const after = await core.run(
      { ...emma, title: 'Later', copies: [{ place: 'x', count: 2, barcode: null }] },
      { stored, planned: { ...emma, title: UNKNOWN, copies: UNKNOWN } },
    )
    assert.equal(after.stored?.state['title'], 'Later')
  })
  it('failing keeps what was before, with what was saved', async () => {
    const { core, stored, shelf } = await made()
    shelf.failure = { at: 'after_save', error: new ProviderError({ summary: 'No', detail: 'x' }) }
    const after = await core.run({ ...emma, title: 'Half', pages: 9 }, { stored })
    assert.equal(after.stored?.state['title'], 'Half')
    assert.equal(after.stored?.state['pages'], null)
    assert.equal(after.stored?.isTainted, false)
  })
  it('a change of timeouts asks nobody and is stored', async () => {
    const { core, stored, shelf } = await made()
    const timeouts = { create: null, update: '90s', delete: null }
    const after = await core.run({ ...emma, timeouts }, { stored })
    assert.equal(after.plan.action, 'update')
    assert.deepEqual(after.stored?.state['timeouts'], timeouts)
    assert.ok(!shelf.calls.includes('update'))
  })
})

describe('a resource: read, import, destroy', () => {
  it('what is gone is planned to be made again', async () => {
    const { core, stored, shelf } = await made()
    shelf.books.clear()
    const { plan } = await core.run(emma, { stored })
    assert.equal(plan.action, 'create')
  })
  it('an import is complete after the read, and the plan after it is empty', async () => {
    const { core } = await made({ ...emma, pages: 12 })
    const imported = await core.import('book-1')
    assert(imported !== null)
    const { plan } = await core.run({ ...emma, pages: 12 }, { stored: imported })
    assert.equal(plan.action, 'none')
  })
  it('an id that is none is refused with the words of the resource', async () => {
    const { client } = await made()
    const answer = await client.importResourceState({ typeName: 'shelf_book', id: 'x' })
    assert.equal(answer.diagnostics[0]?.summary, 'Not a book')
    assert.equal(answer.importedResources.length, 0)
  })
  it('an import without an id is refused', async () => {
    const { client } = await made()
    const answer = await client.importResourceState({ typeName: 'shelf_book', id: ' ' })
    assert.match(answer.diagnostics[0]?.detail ?? '', /Give the id of the shelf_book/)
  })
  it('importing what is not there gives nothing', async () => {
    const { core } = await made()
    assert.equal(await core.import('book-9'), null)
  })
  it('destroy takes it away; failing keeps it', async () => {
    const { core, stored, shelf } = await made()
    shelf.failure = { at: 'before', error: new ProviderError({ summary: 'No', detail: 'x' }) }
    const failed = await core.run(null, { stored })
    assert.deepEqual(failed.stored?.state, stored.state)
    shelf.failure = null
    const gone = await core.run(null, { stored })
    assert.equal(gone.stored, null)
    assert.equal(shelf.books.size, 0)
  })
  it('a protected object is refused when the destroy is planned', async () => {
    const { core, stored } = await made({ ...emma, title: 'Precious' })
    const plan = await core.plan(null, stored)
    assert.equal(plan.diagnostics[0]?.summary, 'Protected')
  })
  it('and when a replacement of it is planned, while changes in place go on', async () => {
    const precious = { ...emma, title: 'Precious' }
    const { stored } = await made(precious)
    const { core } = await setUp()
    const replaced = await core.plan({ ...precious, room: 'south' }, stored)
    assert.equal(replaced.diagnostics[0]?.summary, 'Protected')
    assertNone((await core.plan({ ...precious, pages: 7 }, stored)).diagnostics)
  })
  it('and when a replacement is planned that nothing in the configuration asks for', async () => {
    const precious = { ...emma, title: 'Precious' }
    const { stored } = await made(precious)
    const { core } = await setUp()
    const replaced = await core.plan(precious, stored, { isForced: true })
    assert.equal(replaced.diagnostics[0]?.summary, 'Protected')
    const { stored: changed } = await core.run({ ...precious, pages: 7 }, { stored })
    assert.deepEqual(changed?.private, stored.private, 'no word of it in the state')
    assertNone((await core.plan(emma, (await made()).stored, { isForced: true })).diagnostics)
  })
})

describe('a resource: state of older versions', () => {
  async function upgrade(version: number, json: string) {
    const { client } = await setUp()
    const rawState = { json: Buffer.from(json) }
    return client.upgradeResourceState({ typeName: 'shelf_book', version, rawState })
  }
  it('is upgraded step by step, and new attributes take their default', async () => {
    const { core, stored } = await made({ ...emma, pages: 3 })
    const answer = await upgrade(
      0,
      '{"id":"book-1","name":"Emma","room":"north","thickness":3,"revision":1,' +
        '"language":"en","shelf_mark":"EMM"}',
    )
    assertNone(answer.diagnostics)
    const { plan } = await core.run({ ...emma, pages: 3 }, { stored })
    assert.equal(plan.action, 'none')
  })
  it('attributes that the current version lost are ignored, those of an old one are not', async () => {
    assertNone((await upgrade(2, '{"id":"book-1","title":"x","room":"y","old":1}')).diagnostics)
    const old = await upgrade(1, '{"id":"book-1","title":"x","room":"y","old":1}')
    assert.match(old.diagnostics[0]?.detail ?? '', /schema version 1.*old: there is no such/)
  })
  it('a state that is no object, or from before the first upgrade, is refused', async () => {
    assert.match((await upgrade(2, '[]')).diagnostics[0]?.detail ?? '', /not a JSON object/)
    assert.match((await upgrade(-1, '{}')).diagnostics[0]?.detail ?? '', /from schema version -1/)
  })
  it('the format of Terraform 0.11 is refused', async () => {
    assert.match((await upgrade(2, '')).diagnostics[0]?.summary ?? '', /too old/)
  })
})

describe('a resource: validation', () => {
  async function problems(given: ObjectValue): Promise<readonly string[]> {
    const { core } = await setUp()
    const found = await core.validate({ ...emma, ...given })
    return found.map(({ attribute, detail, summary }) => {
      const path = (attribute?.steps ?? []).map((step) => step.attributeName ?? '[]').join('.')
      return `${path}: ${summary}: ${detail}`
    })
  }
  it('finds nothing wrong with a good configuration, and leaves unknown values in peace', async () => {
    assert.deepEqual(await problems({}), [])
    assert.deepEqual(await problems({ title: UNKNOWN, genre: UNKNOWN, copies: [UNKNOWN] }), [])
  })
  it('names the attribute, the rule and the value', async () => {
    assert.deepEqual(await problems({ genre: 'fish' }), [
      'genre: Invalid value: genre must be one of "novel", "science", "other", but is "fish".',
    ])
    assert.deepEqual(await problems({ pages: 0 }), [
      'pages: Invalid value: pages must be 1 or more, but is 0.',
    ])
    assert.deepEqual(await problems({ pages: 1.5 }), [
      'pages: Invalid value: pages must be a whole number, but is 1.5.',
    ])
    assert.deepEqual(await problems({ cover: { color: null, hardness: 0 } }), [
      'cover: Invalid value: cover.hardness must be 1 or more, but is 0.',
    ])
  })
  it('a null element, a missing argument, a computed one that is set', async () => {
    assert.match(
      (await problems({ tags: new Map([['a', null]]) })).join(),
      /tags\["a"\] must not be/,
    )
    assert.match((await problems({ title: null })).join(), /title: Missing required argument/)
    assert.match((await problems({ shelf_mark: 'x' })).join(), /shelf_mark: Value cannot be set/)
    assert.match(
      (await problems({ timeouts: { create: '5x', update: null, delete: null } })).join(),
      /timeouts.create must be a duration/,
    )
  })
  it('the path ends where a set begins, and the text goes on', async () => {
    const copies = [{ place: null, count: null, barcode: null }]
    assert.deepEqual(await problems({ copies }), [
      'copies: Missing required argument: The argument copies[(element)].place is required, ' +
        'and null is no value for it.',
    ])
  })
  it('the resource has the last word, when the schema has none', async () => {
    assert.match((await problems({ title: 'Endless', pages: 3 })).join(), /^pages: Too long/)
  })
  it('a write-only argument needs a Terraform that does not store it', async () => {
    const { core, client } = await setUp()
    const { toMsgpack } = await import('../../../../src/provider/values/index.ts')
    const { schema } = shelfProvider(new Shelf()).resources.get('shelf_book') ?? assert.fail()
    const config = { msgpack: toMsgpack(schema.type, core.config({ ...emma, note: 'x' })) }
    const answer = await client.validateResourceConfig({ typeName: 'shelf_book', config })
    assert.match(answer.diagnostics[0]?.summary ?? '', /newer Terraform/)
  })
})

describe('a resource: the client is asked for only when it is needed', () => {
  it('validating and planning a new object make no client', async () => {
    const { core, configured } = await setUp()
    await core.validate(emma)
    await core.plan(emma, null)
    assert.deepEqual(configured, [])
    await core.run(emma)
    assert.deepEqual(configured, ['home'])
  })
  it('a check at plan time gets the client, once the provider is configured', async () => {
    const { core, client } = await made({ ...emma, title: 'Taken' })
    await client.configureProvider({ config: toSettings({ building: 'home' }) })
    const plan = await core.plan({ ...emma, title: 'Taken' }, null)
    assert.equal(plan.diagnostics[0]?.summary, 'Title taken')
  })
  it('an apply that has begun is not checked a second time by the plans within it', async () => {
    const { core } = await made({ ...emma, title: 'Taken' })
    assertNone((await core.plan({ ...emma, title: 'Taken' }, null)).diagnostics)
  })
  it('while the configuration of the provider is unknown, planning works and reading explains', async () => {
    const { core, client, stored } = await made()
    const config = toSettings({ building: UNKNOWN })
    assertNone((await client.configureProvider({ config })).diagnostics)
    assertNone((await core.plan({ ...emma, title: 'Taken' }, null)).diagnostics)
    await assert.rejects(core.refresh(stored), /configuration not known yet/)
  })
  it('configuring again makes a new client', async () => {
    const { core, client, configured, stored } = await made()
    await client.configureProvider({ config: toSettings({ building: 'tower' }) })
    await core.refresh(stored)
    assert.deepEqual(configured, ['home', 'tower'])
  })
})

describe('a resource: bugs and interruptions', () => {
  function details(diagnostics: readonly { readonly detail: string }[]): string {
    return diagnostics.map(({ detail }) => detail).join('\n')
  }
  it('an unexpected error says that it is our bug, in which request, and shows no stack', async () => {
    const { core, shelf } = await setUp()
    shelf.failure = { at: 'before', error: new TypeError('x is undefined') }
    const { diagnostics } = await core.run(emma)
    assert.match(
      details(diagnostics),
      /ApplyResourceChange of shelf_book failed unexpectedly: x is undefined\. This is a bug/,
    )
    assert.match(details(diagnostics), /please report it to https:/)
    assert.doesNotMatch(details(diagnostics), /\.ts:\d+/)
  })
  it('a state that cannot be stored is found before Terraform loses it', async () => {
    const { core, shelf, stored } = await made()
    const book = shelf.books.get('book-1') ?? assert.fail()
    shelf.books.set('book-1', { ...book, pages: 'many' as unknown as number })
    await assert.rejects(
      core.refresh(stored),
      /pages: needs a value of type "number".*our bug|a bug/,
    )
  })
  it('a create that gives back nonsense is a bug, and what was made is not lost', async () => {
    const { core, shelf } = await setUp()
    shelf.bend = (book) => ({ ...book, pages: 'many' as unknown as number })
    const { stored, diagnostics } = await core.run(emma)
    assert.match(details(diagnostics), /pages: needs a value of type "number"/)
    assert.equal(stored?.isTainted, true)
    assert.deepEqual([stored.state['id'], stored.state['pages']], ['book-1', null])
  })
  it('a create that gives back something else than planned is found in development', async () => {
    const { core, shelf } = await setUp()
    shelf.bend = (book) => ({ ...book, title: 'Something else' })
    const { diagnostics } = await core.run(emma)
    assert.match(details(diagnostics), /title is not what was planned/)
  })
  it('stop ends what is under way, keeps what was saved, and says so', async () => {
    const { core, client, shelf } = await setUp()
    const begun = Promise.withResolvers<void>()
    shelf.during = (signal) => {
      begun.resolve()
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      )
    }
    const running = core.run(emma)
    await begun.promise
    await client.stopProvider({})
    const { stored, diagnostics } = await running
    assert.equal(stored?.isTainted, true)
    assert.match(details(diagnostics), /interrupted while creating shelf_book/)
  })
  it('a limit from `timeouts` ends what takes too long', async () => {
    const { core, shelf } = await setUp()
    shelf.during = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const timeouts = { create: '20ms', update: null, delete: null }
    const { stored, diagnostics } = await core.run({ ...emma, timeouts })
    assert.equal(stored?.isTainted, true)
    assert.match(details(diagnostics), /Giving up creating shelf_book after 0.02 s/)
  })
  it('a type that is not there is refused', async () => {
    const { client } = await setUp()
    const answer = await client.planResourceChange({ typeName: 'shelf_vase' })
    assert.match(details(answer.diagnostics), /no resource type called "shelf_vase"/)
  })
  it('bytes that are no value are a bug, not a crash', async () => {
    const { client } = await setUp()
    const config = { msgpack: Buffer.from('c1', 'hex') }
    const answer = await client.validateResourceConfig({ typeName: 'shelf_book', config })
    assert.match(details(answer.diagnostics), /ValidateResourceConfig of shelf_book failed/)
  })
  it('private values come back with the next request', async () => {
    const { stored } = await made()
    assert.equal(Buffer.from(stored.private).toString(), '{"made":true}')
  })
})
