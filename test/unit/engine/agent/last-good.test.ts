import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LastGood } from '../../../../src/engine/agent/last-good.ts'
import { configOf, copyOf, instanceOf } from './world.ts'

const first = configOf(3, [instanceOf('x'), instanceOf('y')])
const second = configOf(4, [instanceOf('y'), instanceOf('z')])

describe('the last good configuration on disk', () => {
  let directory = ''

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lb-last-good-'))
  })

  afterEach(() => rm(directory, { recursive: true }))

  async function open(): Promise<LastGood> {
    const lastGood = new LastGood(directory)
    await lastGood.load()
    return lastGood
  }

  async function save(config: typeof first): Promise<void> {
    await (await (await open()).prepare(config)).commit()
  }

  it('is none at first', async () => {
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'none' })
  })

  it('is what was committed last', async () => {
    await save(first)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: first })
    await save(second)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: second })
  })

  it('may be without instances', async () => {
    await save(configOf(9, []))
    const loaded = await new LastGood(directory).load()
    assert.deepEqual(loaded, { kind: 'loaded', config: configOf(9, []) })
  })

  it('stays what it was while another one is only prepared, or discarded', async () => {
    await save(first)
    const lastGood = await open()
    const prepared = await lastGood.prepare(second)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: first })
    await prepared.discard()
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: first })
  })

  it('has the files of its instances and no others', async () => {
    const lastGood = await open()
    for (const config of [first, second, first, copyOf(second)]) {
      await (await lastGood.prepare(config)).commit()
    }
    assert.equal((await readdir(join(directory, 'instances'))).length, 2)
    assert.deepEqual((await readdir(directory)).sort(), ['instances', 'manifest', 'pools'])
    const pools = second.instances.flatMap((instance) => instance.pools)
    const digests = new Set(pools.map((pool) => JSON.stringify(pool)))
    assert.equal((await readdir(join(directory, 'pools'))).length, digests.size)
  })

  it('after a discarded one, writes what is needed again', async () => {
    const lastGood = await open()
    await (await lastGood.prepare(second)).discard()
    await (await lastGood.prepare(first)).commit()
    await (await lastGood.prepare(second)).commit()
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: second })
  })

  it('is never served when any byte of it was altered', async () => {
    await save(first)
    const files = ['manifest']
    for (const folder of ['instances', 'pools']) {
      for (const name of await readdir(join(directory, folder))) files.push(`${folder}/${name}`)
    }
    for (const name of files) {
      const path = join(directory, name)
      const whole = await readFile(path)
      for (let at = 0; at < whole.length; at += 7) {
        const altered = Buffer.from(whole)
        altered[at] = (altered[at] ?? 0) ^ 4
        await writeFile(path, altered)
        assert.equal((await new LastGood(directory).load()).kind, 'damaged', `${name} at ${at}`)
      }
      await writeFile(path, whole.subarray(0, whole.length / 2))
      assert.equal((await new LastGood(directory).load()).kind, 'damaged')
      await writeFile(path, whole)
    }
  })

  it('is damaged when a part is missing', async () => {
    await save(first)
    const [name = ''] = await readdir(join(directory, 'instances'))
    await rm(join(directory, 'instances', name))
    assert.equal((await new LastGood(directory).load()).kind, 'damaged')
  })

  it('is replaced after damage', async () => {
    await save(first)
    await writeFile(join(directory, 'manifest'), 'nonsense')
    await save(second)
    assert.deepEqual(await new LastGood(directory).load(), { kind: 'loaded', config: second })
  })

  it('is not touched by a disk that refuses', async () => {
    await save(first)
    const lastGood = await open()
    await rm(join(directory, 'instances'), { recursive: true })
    await writeFile(join(directory, 'instances'), 'a file in the way')
    await assert.rejects(lastGood.prepare(second))
  })
})
