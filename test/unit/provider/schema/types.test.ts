import assert from 'node:assert/strict'
import {
  computed,
  data,
  defaulted,
  each,
  length,
  optional,
  optionalComputed,
  range,
  required,
  setting,
  t,
  writeOnly,
} from '../../../../src/provider/schema/index.ts'
import type {
  ComputedKeys,
  Config,
  Desired,
  Known,
  Plan,
  State,
} from '../../../../src/provider/schema/index.ts'
import type { Unknown } from '../../../../src/provider/values/index.ts'

/** Two types are the same, readonly and all. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

function same<A, B>(..._proof: Same<A, B> extends true ? [] : [never]): void {}

const description = 'An attribute.'

const attributes = {
  id: computed.string({ description, dependsOn: [] }),
  name: required.string({ description, check: [length({ min: 1, max: 128 })] }),
  protocol: required.string({ description, oneOf: ['HTTP', 'TCP'] }),
  note: optional.string({ description }),
  text: defaulted.string({ description, default: '' }),
  weight: defaulted.int({ description, default: 10, check: [range({ min: 0, max: 100 })] }),
  zone: optionalComputed.string({ description, dependsOn: ['name'] }),
  address: computed.string({ description, nullable: true }),
  tags: optional.map({ description, of: t.string, check: [each(length({ max: 10 }))] }),
  codes: defaulted.list({ description, of: t.string, default: ['2xx'] }),
  key: writeOnly.string({ description }),
  check: defaulted.object({
    description,
    default: {},
    attributes: {
      path: defaulted.string({ description, default: '/' }),
      port: optional.int({ description }),
      seen: computed.string({ description, dependsOn: ['path'] }),
    },
    equivalent: (a, b) => a.path === b.path && a.port === b.port,
  }),
  servers: optional.objectSet({
    description,
    attributes: { address: required.string({ description }) },
    check: [
      (servers, place) => {
        same<typeof servers, readonly ({ readonly address: string | Unknown } | Unknown)[]>()
        return place.isSecret ? [] : []
      },
    ],
  }),
}
type A = typeof attributes

describe('schema types: one declaration gives every form', () => {
  it('config: what the user may leave out is null, and anything may be unknown', () => {
    same<Config<A>['name'], string | Unknown>()
    same<Config<A>['protocol'], 'HTTP' | 'TCP' | Unknown>()
    same<Config<A>['note'], string | Unknown | null>()
    same<Config<A>['text'], string | Unknown | null>()
    same<Config<A>['id'], null>()
    same<Config<A>['key'], string | Unknown | null>()
    same<Config<A>['codes'], readonly (string | Unknown)[] | Unknown | null>()
  })
  it('known: the same without unknowns', () => {
    same<Known<A>['name'], string>()
    same<Known<A>['text'], string | null>()
    same<Known<A>['key'], string | null>()
    same<Known<A>['tags'], ReadonlyMap<string, string> | null>()
  })
  it('plan: a default is never null, a computed value may be unknown', () => {
    same<Plan<A>['text'], string | Unknown>()
    same<Plan<A>['id'], string | Unknown>()
    same<Plan<A>['address'], string | Unknown | null>()
    same<Plan<A>['key'], null>()
  })
  it('desired: only computed values are still unknown', () => {
    same<Desired<A>['name'], string>()
    same<Desired<A>['note'], string | null>()
    same<Desired<A>['text'], string>()
    same<Desired<A>['zone'], string | Unknown>()
    same<
      Desired<A>['check'],
      { readonly path: string; readonly port: number | null; readonly seen: string | Unknown }
    >()
  })
  it('state: nothing is unknown, and null only where it was declared so', () => {
    same<State<A>['id'], string>()
    same<State<A>['protocol'], 'HTTP' | 'TCP'>()
    same<State<A>['text'], string>()
    same<State<A>['weight'], number>()
    same<State<A>['address'], string | null>()
    same<State<A>['key'], null>()
    same<State<A>['codes'], readonly string[]>()
    same<State<A>['servers'], readonly { readonly address: string }[] | null>()
  })
  it('the provider may give values of computed attributes only', () => {
    same<ComputedKeys<A>, 'id' | 'zone' | 'address'>()
  })
  it('what makes no sense does not compile', () => {
    const inner = { a: optional.string({ description }) }
    const mistakes = () => {
      // @ts-expect-error a required attribute has no default
      required.string({ description, default: '' })
      // @ts-expect-error a description is mandatory
      required.string({})
      // @ts-expect-error the option is called requiresReplace
      required.string({ description, requireReplace: true })
      // @ts-expect-error a default has the type of the attribute
      defaulted.int({ description, default: '10' })
      // @ts-expect-error a nested default has no other attributes
      defaulted.object({ description, default: { b: '' }, attributes: inner })
      // @ts-expect-error a check is for the type of the attribute
      required.int({ description, check: [length({ min: 1 })] })
      // @ts-expect-error nothing is planned in a data source
      data.required.string({ description, requiresReplace: true })
      // @ts-expect-error an attribute of a resource is none of a data source
      data.required.object({ description, attributes: { a: required.string({ description }) } })
      const astray = { a: computed.string({ description, dependsOn: ['b'] }) }
      // @ts-expect-error a dependency is a sibling
      required.object({ description, attributes: astray })
      setting.optional.string({ description, sensitive: true })
    }
    assert.equal(typeof mistakes, 'function')
  })
})
