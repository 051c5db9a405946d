import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  Addresses,
  AddressTool,
  Place,
} from '../../../../src/engine/agent/addresses/contract.ts'
import { openAddresses } from '../../../../src/engine/agent/addresses/keeper.ts'
import { ADDRESS_LINGER_MS } from '../../../../src/engine/agent/limits.ts'
import type { Bind, ProxyConfig } from '../../../../src/engine/ir/index.ts'
import { configOf, instanceOf, LogBook, VirtualTimers } from './world.ts'

/** A machine with some addresses; those of `refused` it does not take. */
class Machine implements AddressTool {
  readonly addresses = new Set<string>(['192.0.2.1'])
  readonly calls: string[] = []
  refused: string | null = null
  /** Asked before each change. */
  onChange: () => Promise<void> = async () => {}

  async list(): Promise<ReadonlySet<string>> {
    return new Set(this.addresses)
  }

  async add({ address, interface: link }: Place): Promise<void> {
    await this.onChange()
    if (address === this.refused) throw new Error('RTNETLINK answers: Operation not permitted')
    assert.ok(!this.addresses.has(address))
    this.calls.push(`+${address} ${link}`)
    this.addresses.add(address)
  }

  async remove({ address }: Place): Promise<void> {
    await this.onChange()
    assert.ok(this.addresses.delete(address))
    this.calls.push(`-${address}`)
  }
}

interface Scene {
  readonly machine: Machine
  readonly timers: VirtualTimers
  readonly recordPath: string
  /** As an agent does that is started. */
  open(): Promise<Addresses>
  record(): Promise<readonly Place[]>
  /** Until what became due has been done. */
  pass(durationMs: number): Promise<void>
}

async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-addresses-'))
  const recordPath = join(directory, 'addresses.json')
  const machine = new Machine()
  const timers = new VirtualTimers()
  const opened: Addresses[] = []
  try {
    await work({
      machine,
      timers,
      recordPath,
      open: async () => {
        const addresses = await openAddresses({
          tool: machine,
          recordPath,
          timers,
          logger: new LogBook(),
        })
        opened.push(addresses)
        return addresses
      },
      record: async () => JSON.parse(await readFile(recordPath, 'utf8')) as readonly Place[],
      pass: async (durationMs) => {
        timers.advance(durationMs)
        await opened.at(-1)?.add(wanting())
      },
    })
  } finally {
    await rm(directory, { recursive: true })
  }
}

function wanting(...binds: readonly (string | Bind)[]): ProxyConfig {
  const listener = {
    ...{ id: 'lsn-1', name: '', protocol: 'tcp' as const, poolId: 'p' },
    ...{ idleTimeoutMs: 1000, tls: null },
    binds: binds.map((bind) =>
      typeof bind === 'string' ? { address: bind, port: 80, interface: 'eth0' } : bind,
    ),
  }
  return configOf(1, [instanceOf('lb-1', { listeners: [listener] })])
}

describe('addresses of the machine', () => {
  it('are added when binds want them, and removed a moment after they do not', () =>
    withScene(async ({ open, machine, pass }) => {
      const addresses = await open()
      assert.deepEqual(await addresses.add(wanting('10.0.0.5', 'fd00::5')), [])
      await addresses.retain(wanting('10.0.0.5', 'fd00::5'))
      await pass(ADDRESS_LINGER_MS)
      assert.deepEqual(machine.calls, ['+10.0.0.5 eth0', '+fd00::5 eth0'])
      await addresses.retain(wanting('10.0.0.5'))
      await pass(ADDRESS_LINGER_MS - 1)
      assert.equal(machine.calls.length, 2)
      await pass(1)
      assert.deepEqual(machine.calls.slice(2), ['-fd00::5'])
    }))

  it('that come back meanwhile stay', () =>
    withScene(async ({ open, machine, pass }) => {
      const addresses = await open()
      await addresses.add(wanting('10.0.0.5'))
      await addresses.retain(wanting())
      await pass(ADDRESS_LINGER_MS / 2)
      await addresses.add(wanting('10.0.0.5'))
      await addresses.retain(wanting('10.0.0.5'))
      await pass(ADDRESS_LINGER_MS)
      assert.deepEqual(machine.calls, ['+10.0.0.5 eth0'])
    }))

  it('that were there before are never touched, nor those without an interface', () =>
    withScene(async ({ open, machine, pass }) => {
      const addresses = await open()
      const elsewhere = { address: '10.0.0.9', port: 80 }
      assert.deepEqual(await addresses.add(wanting('192.0.2.1', '127.10.0.2', elsewhere)), [])
      await addresses.retain(wanting())
      await pass(ADDRESS_LINGER_MS)
      await addresses.close()
      assert.deepEqual(machine.calls, [])
    }))

  it('are all taken back when one is refused, with the reason for the listener', () =>
    withScene(async ({ open, machine, record }) => {
      const addresses = await open()
      machine.refused = '10.0.0.6'
      const problems = await addresses.add(wanting('10.0.0.5', '10.0.0.6'))
      assert.equal(problems[0]?.objectId, 'lsn-1')
      assert.match(problems[0].message, /10\.0\.0\.6 cannot be added.*eth0.*not permitted/)
      assert.deepEqual([...machine.addresses], ['192.0.2.1'])
      assert.deepEqual(await record(), [])
    }))

  it('are in the record before they are added, so that a crash leaves no stray', () =>
    withScene(async ({ open, machine, record, pass }) => {
      const before = await open()
      machine.onChange = async () =>
        assert.deepEqual(await record(), [{ address: '10.0.0.5', interface: 'eth0' }])
      await before.add(wanting('10.0.0.5'))
      // It crashes: nothing of it is called any more.
      const after = await open()
      await after.add(wanting('10.0.0.5'))
      await after.retain(wanting('10.0.0.5'))
      await pass(ADDRESS_LINGER_MS)
      assert.deepEqual(machine.calls, ['+10.0.0.5 eth0'])
      await after.retain(null)
      await pass(ADDRESS_LINGER_MS)
      assert.deepEqual(machine.calls.slice(1), ['-10.0.0.5'])
      assert.deepEqual(await record(), [])
    }))

  it('that a restart of the machine took are added anew', () =>
    withScene(async ({ open, machine }) => {
      await (await open()).add(wanting('10.0.0.5'))
      machine.addresses.delete('10.0.0.5')
      await (await open()).add(wanting('10.0.0.5'))
      assert.deepEqual(machine.calls, ['+10.0.0.5 eth0', '+10.0.0.5 eth0'])
    }))

  it('whose record is damaged are left alone: traffic comes first', () =>
    withScene(async ({ open, machine, recordPath }) => {
      await writeFile(recordPath, '[{"addr')
      machine.addresses.add('10.0.0.5')
      const addresses = await open()
      assert.deepEqual(await addresses.add(wanting('10.0.0.5')), [])
      await addresses.close()
      assert.deepEqual(machine.calls, [])
    }))

  it('are a successor’s when the agent hands over', () =>
    withScene(async ({ open, machine, pass }) => {
      const old = await open()
      await old.add(wanting('10.0.0.5'))
      await old.retain(wanting())
      old.leave()
      const next = await open()
      await next.add(wanting('10.0.0.5'))
      await next.retain(wanting('10.0.0.5'))
      await pass(ADDRESS_LINGER_MS)
      assert.deepEqual(machine.calls, ['+10.0.0.5 eth0'])
    }))

  it('go at once when the agent ends', () =>
    withScene(async ({ open, machine }) => {
      const addresses = await open()
      await addresses.add(wanting('10.0.0.5', '10.0.0.6'))
      await addresses.retain(wanting('10.0.0.5'))
      await addresses.close()
      assert.deepEqual([...machine.addresses], ['192.0.2.1'])
    }))
})
