import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkProvider } from '../../../../src/provider/index.ts'
import { assertNone, Core, inProcess } from './core.ts'
import { configsOf, masked, providerOf, randomAttributes, World } from './random-schema.ts'

const RUNS = 150

/** A schema, three configurations in a row, and what of them is not known when they are planned. */
const lives = randomAttributes.chain((attributes) =>
  fc.record({
    attributes: fc.constant(attributes),
    configs: fc.array(configsOf(attributes), { minLength: 1, maxLength: 3 }),
    coins: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
    isAllKnown: fc.boolean(),
  }),
)

function* tossed(coins: readonly boolean[]): Generator<boolean, boolean> {
  for (let index = 0; ; index += 1) yield coins[index % coins.length] === true
}

describe('any schema, any configuration, any change', () => {
  it('no plan is inconsistent, and a plan after an apply is empty', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async ({ attributes, configs, coins, isAllKnown }) => {
        const provider = providerOf(attributes, new World())
        assert.deepEqual(checkProvider(provider), [])
        const client = inProcess(provider)
        assertNone((await client.configureProvider({ config: { msgpack: EMPTY } })).diagnostics)
        const core = new Core(client, provider, 'any_thing')
        let stored: Awaited<ReturnType<Core['run']>>['stored'] = null
        for (const config of configs) {
          const source = tossed(isAllKnown ? [false] : coins)
          const planned = masked(attributes, { config, coins: source })
          const after = await core.run(config, { stored, planned })
          assertNone(after.diagnostics)
          stored = after.stored
          const { plan } = await core.run(config, { stored })
          assert.equal(plan.action, 'none', `a plan after an apply wants ${plan.action}`)
        }
        const gone = await core.run(null, { stored })
        assertNone(gone.diagnostics)
        assert.equal(gone.stored, null)
      }),
      { numRuns: RUNS },
    )
  })
})

/** A schema, what is configured, and what somebody else makes of the object behind our back. */
const drifts = randomAttributes.chain((attributes) =>
  fc.record({
    attributes: fc.constant(attributes),
    config: configsOf(attributes),
    drifted: configsOf(attributes),
    isImported: fc.boolean(),
  }),
)

describe('an object that somebody else has changed', () => {
  it('is put right by the next apply, also right after an import', async () => {
    await fc.assert(
      fc.asyncProperty(drifts, async ({ attributes, config, drifted, isImported }) => {
        const world = new World()
        const provider = providerOf(attributes, world)
        const client = inProcess(provider)
        assertNone((await client.configureProvider({ config: { msgpack: EMPTY } })).diagnostics)
        const core = new Core(client, provider, 'any_thing')
        const [own, other] = [await core.run(config), await core.run(drifted)]
        const [ownId, otherId] = [own, other].map(({ stored }) => stored?.state['id'])
        assert(typeof ownId === 'string' && typeof otherId === 'string')
        const changed = world.objects.get(otherId)
        assert(changed !== undefined)
        world.objects.set(ownId, { ...changed, id: ownId })
        const stored = isImported ? await core.import(ownId) : own.stored
        const after = await core.run(config, { stored })
        assertNone(after.diagnostics)
        const { plan } = await core.run(config, { stored: after.stored })
        assert.equal(plan.action, 'none', `a plan after an apply wants ${plan.action}`)
      }),
      { numRuns: RUNS },
    )
  })
})

const EMPTY = Buffer.from([0x80])
