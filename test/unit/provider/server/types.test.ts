import assert from 'node:assert/strict'
import {
  computed,
  conflicting,
  defaulted,
  optional,
  optionalComputed,
  required,
  resource,
  writeOnly,
} from '../../../../src/provider/index.ts'
import type { Unknown } from '../../../../src/provider/index.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

function same<A, B>(..._proof: Same<A, B> extends true ? [] : [never]): void {}

const description = 'An attribute.'
const attributes = {
  id: computed.string({ description, dependsOn: [] }),
  name: required.string({ description }),
  note: optional.string({ description }),
  size: defaulted.int({ description, default: 1 }),
  zone: optionalComputed.string({ description }),
  secret: writeOnly.string({ description }),
}
const made = { id: '1', name: 'n', note: null, size: 1, zone: 'z', secret: null }
const sound = {
  type: 'x_y',
  description,
  attributes,
  create: async () => made,
  read: async () => null,
  update: async () => made,
  delete: async () => undefined,
}

interface Client {
  readonly url: string
}

describe('the types of a resource', () => {
  it('each function gets the form that its moment has', () => {
    const declared = resource<Client>()({
      ...sound,
      rules: [conflicting('note', 'zone')],
      validate: (config) => {
        same<typeof config.name, string | Unknown>()
        return []
      },
      derive: ({ config, prior, planned }) => {
        same<typeof config.zone, string | Unknown | null>()
        same<NonNullable<typeof prior>['zone'], string>()
        same<typeof planned.size, number | Unknown>()
        return { zone: 'z' }
      },
      create: async ({ desired, config, client }) => {
        same<typeof desired.name, string>()
        same<typeof desired.zone, string | Unknown>()
        same<typeof desired.secret, null>()
        same<typeof config.secret, string | null>()
        same<typeof client, Client>()
        return made
      },
      read: async ({ state }) => {
        same<NonNullable<typeof state>['note'], string | null>()
        return null
      },
    })
    assert.equal(declared.type, 'x_y')
  })

  it('a wrong name or type does not compile', () => {
    const mistakes = () => {
      const declare = resource<Client>()
      // @ts-expect-error the state has no name
      declare({ ...sound, create: async () => ({ ...made, name: undefined }) })
      // @ts-expect-error a size is a number
      declare({ ...sound, create: async () => ({ ...made, size: '1' }) })
      // @ts-expect-error what is still unknown is no state
      declare({ ...sound, create: async ({ desired }) => ({ ...desired, id: '1' }) })
      // @ts-expect-error there is no such attribute
      declare({ ...sound, create: async ({ desired }) => ({ ...made, note: desired.nte }) })
      // @ts-expect-error only computed values can be derived
      declare({ ...sound, derive: () => ({ size: 3 }) })
      // @ts-expect-error a rule is about attributes that are there
      declare({ ...sound, rules: [conflicting('note', 'zne')] })
      // @ts-expect-error a client without such a field
      declare({ ...sound, delete: async ({ client }) => void client.uri })
      // @ts-expect-error a resource has an id
      declare({ ...sound, attributes: { name: attributes.name } })
    }
    assert.equal(typeof mistakes, 'function')
  })
})
