/** R8, R11: whose connections a listener and its binds take. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import type { AccessRule } from '../../../src/engine/ir/index.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GREETING = /^s0/

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: sources`, () => {
    const test = stageFor(entry)

    test('R11: a stranger is dropped before a byte, whoever may come in is served', async (stage) => {
      const serves = await start(stage)
      await serves(['127.64.0.0/12', '::1/128'])
      assert.match(await hears(stage, '127.64.0.9'), GREETING)
      assert.equal(await hears(stage, '127.0.0.9'), '')
    })

    test('a change of the rule holds for new connections at once, others go on', async (stage) => {
      const serves = await start(stage)
      await serves(['127.64.0.0/12'])
      const early = await dialFrom(stage, '127.64.0.9')
      await once(early, 'data')
      await serves(['127.65.0.0/16'])
      assert.equal(await hears(stage, '127.64.0.9'), '')
      assert.match(await hears(stage, '127.65.0.9'), GREETING)
      early.write('still here')
      assert.equal(String((await once(early, 'data'))[0]), 'still here')
      await serves()
      assert.match(await hears(stage, '127.64.0.9'), GREETING)
    })
  })
}

const inside = ['127.0.0.0/8']

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: access rules`, () => {
    const test = stageFor(entry)

    test('R8: the first rule that has the client decides, before a byte', async (stage) => {
      const serves = await start(stage)
      await serves(inside, [
        { action: 'deny', prefixes: ['127.64.0.7/32', '127.65.0.0/16'] },
        { action: 'allow', prefixes: ['127.64.0.0/12'] },
      ])
      assert.match(await hears(stage, '127.64.0.9'), GREETING)
      assert.equal(await hears(stage, '127.64.0.7'), '')
      assert.equal(await hears(stage, '127.65.0.9'), '')
      assert.equal(await hears(stage, '127.0.0.9'), '', 'no rule has it')
    })

    test('R8: no rule at all lets nobody in; both sources and rules must agree', async (stage) => {
      const serves = await start(stage)
      await serves(inside, [])
      assert.equal(await hears(stage, '127.64.0.9'), '')
      await serves(['127.65.0.0/16'], [{ action: 'allow', prefixes: ['127.64.0.0/16'] }])
      assert.equal(await hears(stage, '127.64.0.9'), '')
      assert.equal(await hears(stage, '127.65.0.9'), '')
    })

    test('R8: new rules hold for new connections at once, others go on', async (stage) => {
      const serves = await start(stage)
      await serves(inside)
      const early = await dialFrom(stage, '127.64.0.9')
      await once(early, 'data')
      await serves(inside, [{ action: 'deny', prefixes: inside }])
      assert.equal(await hears(stage, '127.64.0.9'), '')
      early.write('still here')
      assert.equal(String((await once(early, 'data'))[0]), 'still here')
      await serves(inside, [{ action: 'allow', prefixes: inside }])
      assert.match(await hears(stage, '127.64.0.9'), GREETING)
    })
  })
}

type Serve = (sources?: readonly string[], access?: readonly AccessRule[]) => Promise<void>

/** A TCP server of which everyone who is let in hears at once. */
async function start(stage: Stage): Promise<Serve> {
  const [server] = await stage.tcpBackends(1)
  assert(server)
  const { port } = server
  return async (sources, access) => {
    const listener = {
      ...{ port: stage.port, protocol: 'tcp' as const },
      ...(sources === undefined ? {} : { sources }),
      ...(access === undefined ? {} : { access }),
    }
    const pools = [{ protocol: 'tcp' as const, servers: [{ port }] }]
    await stage.world.apply({ listeners: [listener], pools })
  }
}

async function dialFrom(stage: Stage, localAddress: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: stage.port, localAddress })
  socket.on('error', () => {}) // A reset is an end, too.
  stage.owns({ close: () => socket.destroy() })
  return socket
}

/** The first words, or nothing when the connection ends without any. */
async function hears(stage: Stage, localAddress: string): Promise<string> {
  const socket = await dialFrom(stage, localAddress)
  const words = await Promise.race([
    once(socket, 'data').then(
      ([bytes]) => String(bytes),
      () => '',
    ),
    once(socket, 'close').then(() => ''),
  ])
  socket.destroy()
  return words
}
