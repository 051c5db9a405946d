import assert from 'node:assert/strict'
import { findObject } from '../../../src/cli/find.ts'
import { toDotLines } from '../../../src/cli/graph/dot.ts'
import { toMermaidLines } from '../../../src/cli/graph/mermaid.ts'
import { toPicture } from '../../../src/cli/graph/picture.ts'
import { GraphView } from '../../../src/cli/graph/view.ts'
import { toGraphLines, toOrderLines, toTouchLines } from '../../../src/cli/render/graph.ts'
import { plainStyle } from '../../../src/cli/render/style.ts'
import type { ApiObject } from '../../../src/engine/client/contract.ts'
import { EngineError } from '../../../src/engine/errors.ts'
import { object, target, toSnapshot, toStack } from './world.ts'

const unhealthy = target(2, { state: 'unhealthy', reason: 'connect_failed' })
const options = { style: plainStyle, isAll: false }

function toView(objects: readonly ApiObject[], isAll = false): GraphView {
  const snapshot = toSnapshot({ objects, health: [target(1), unhealthy] })
  return new GraphView(snapshot, { instance: null, isAll })
}

function find(objects: readonly ApiObject[], id: string): ApiObject {
  return findObject(objects, id, 'object')
}

const stack = toStack([1, 2])
const servers = Array.from({ length: 11 }, (_, at) =>
  object('server', `srv-${at + 1}`, {
    spec: { serverGroupId: 'sgr-web', address: '127.0.0.1', port: at + 1 },
  }),
)
const crowd = [...toStack([]), ...servers]

describe('The graph as a tree', () => {
  it('has below each thing what it needs, each drawn once', () => {
    assert.deepEqual(toGraphLines(toView(stack), options), [
      'listener  web  lsn-web  ◐ 1 of 2 healthy',
      '├─ instance  web  lb-web  ◐ 1 of 2 healthy',
      '│  ├─ vpc  default  vpc-default',
      '│  └─ subnet  local-a  subnet-local-a',
      '│     └─ vpc  default  vpc-default',
      '└─ backend service  web  bes-web  ◐ 1 of 2 healthy',
      '   ├─ instance  web  lb-web  ◐ 1 of 2 healthy  shown above',
      '   └─ server group  web  sgr-web  ◐ 1 of 2 healthy',
      '      └─ vpc  default  vpc-default',
    ])
  })

  it('has parts below their whole, counted when there are many', () => {
    const last = (lines: readonly string[]) => lines.at(-1)?.replace(/^[ │├└─]+/, '')
    const folded = toGraphLines(toView(crowd), options)
    assert.equal(last(folded), '… 11 servers (--all shows each)')
    const whole = toGraphLines(toView(crowd), { ...options, isAll: true })
    assert.equal(whole.length, folded.length + 10)
    assert.ok(whole.some((line) => line.endsWith('server  2  srv-2  ✖ 0 of 1 healthy')))
  })

  it('shows what is built in when it is needed, or asked for', () => {
    const has = (view: GraphView) => view.objects.some(({ id }) => id === 'subnet-local-b')
    assert.equal(has(toView(stack)), false)
    assert.equal(has(toView(stack, true)), true)
  })

  it('shows one load balancer with all it is made of, and none of the others', () => {
    const instance = find(crowd, 'lb-web')
    const other = [
      object('instance', 'lb-other', { spec: { ...instance.spec } }),
      object('server_group', 'sgr-other', { spec: { servers: [] } }),
    ]
    const snapshot = toSnapshot({ objects: [...crowd, ...other] })
    const view = new GraphView(snapshot, { instance, isAll: false })
    const ids = view.objects.map(({ id }) => id)
    const expected = crowd.map(({ id }) => id).filter((id) => id !== 'subnet-local-b')
    assert.deepEqual(ids.toSorted(), expected.toSorted())
  })

  it('says so when nothing is declared', () => {
    assert.deepEqual(toGraphLines(toView([]), options), ['Nothing is declared yet.'])
  })

  it('takes what it does not understand for things without references', () => {
    const strange = [object('listener', 'lsn-new', { spec: { from: 'the future' } })]
    const unknown = [object('sorcery', 'sor-1')]
    assert.deepEqual(toGraphLines(toView([...strange, ...unknown]), options), [
      'sorcery  1  sor-1',
      '',
      'listener  new  lsn-new  ○ no servers',
    ])
  })
})

describe('The graph as an order', () => {
  it('R2, R3: numbers things as they come up, or go down, with what they wait for', () => {
    assert.deepEqual(toOrderLines(toView(stack), 'create', options), [
      '1  vpc              default  vpc-default',
      '2  subnet           local-a  subnet-local-a  after 1',
      '3  instance         web      lb-web          after 1, 2',
      '4  server group     web      sgr-web         after 1',
      '5  backend service  web      bes-web         after 3, 4',
      '6  listener         web      lsn-web         after 3, 5',
    ])
    const ids = toView(stack).deletionOrder.map(({ id }) => id)
    for (const { from, to } of toView(stack).edges) assert.ok(ids.indexOf(from) < ids.indexOf(to))
  })
})

describe('What a change touches', () => {
  it('goes from a part over its whole to those who use it', () => {
    const lines = toTouchLines(toView(crowd), find(crowd, 'srv-1'), options)
    assert.deepEqual(lines, [
      'server  1  srv-1  ● 1 of 1 healthy',
      '└─ server group  web  sgr-web  ◐ 1 of 2 healthy',
      '   └─ backend service  web  bes-web  ◐ 1 of 2 healthy',
      '      └─ listener  web  lsn-web  ◐ 1 of 2 healthy',
      '',
      'Configured anew: the load balancer web (lb-web).',
    ])
  })

  it('is nothing for what nobody uses', () => {
    const alone = object('server_group', 'sgr-alone', { spec: { servers: [] } })
    const lines = toTouchLines(toView([...stack, alone]), alone, options)
    assert.equal(lines.at(-1), 'No load balancer is configured anew.')
  })
})

describe('The graph as DOT and as Mermaid', () => {
  const hostile = object('listener', 'lsn-web', {
    name: 'a"b\\c',
    spec: find(stack, 'lsn-web').spec,
  })
  const picture = toPicture(toView([...crowd.filter(({ id }) => id !== 'lsn-web'), hostile]), false)

  it('has every node and edge once, with health in words', () => {
    const dot = toDotLines(picture)
    const mermaid = toMermaidLines(picture)
    assert.equal(dot.filter((line) => line.includes('[label = ')).length, picture.nodes.length)
    assert.equal(dot.filter((line) => line.includes('->')).length, picture.edges.length)
    assert.equal(mermaid.filter((line) => line.includes('["')).length, picture.nodes.length)
    const arrows = mermaid.filter((line) => / -->| \.->/.test(line))
    assert.equal(arrows.length, picture.edges.length)
    for (const text of [dot.join(), mermaid.join()]) assert.match(text, /◐ 1 of 2 healthy/)
  })

  it('counts many parts in one node', () => {
    const fold = picture.nodes.find(({ kind }) => kind === '11 servers')
    assert.equal(fold?.mark?.text, '◐ 1 of 2 healthy')
    assert.ok(picture.edges.some(({ from, to }) => from === fold.id && to === 'sgr-web'))
  })

  it('escapes names', () => {
    assert.ok(toDotLines(picture).some((line) => line.includes(String.raw`listener\na\"b\\c\n`)))
    assert.ok(toMermaidLines(picture).some((line) => line.includes('<br/>a#34;b\\c<br/>')))
  })
})

describe('The object that a person means', () => {
  const check = (word: string, expected: RegExp | string): void => {
    try {
      assert.equal(find(stack, word).id, expected)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      assert.match(`${error.code} ${error.message} ${error.remedy}`, new RegExp(expected))
    }
  }
  it('is found by id, by kind and id, by kind and name, and by a name that is its own', () => {
    check('lb-web', 'lb-web')
    check('server_group/sgr-web', 'sgr-web')
    check('server_group/web', 'sgr-web')
    check('local-a', 'subnet-local-a')
  })
  it('is asked for again when it is unclear or not there', () => {
    check('web', /^invalid_argument "web" is the name of 4 objects Say which: instance\/lb-web/)
    check('nope', /^not_found There is no object "nope"/)
  })
})
