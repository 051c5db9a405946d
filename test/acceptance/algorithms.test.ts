/** Who gets the traffic, by the algorithm of `lb_backend_service`, through real Terraform. */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import type { Stack, StackServer } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

const CLIENTS = 60

acceptance('lb_backend_service: algorithms', (suite) => {
  it('R17: round robin is the default; each of the three comes in place, no other', async () => {
    const { workspace, backend } = suite()
    const servers = [place(await backend('a')), place(await backend('b'))]
    const port = await freePort()
    await workspace.write(stackHcl({ port, servers }))
    await workspace.apply()
    const service = await workspace.state('lb_backend_service.web')
    assert.equal(service['algorithm'], 'weighted_round_robin')
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(sorted(await shares(url, 20)), { a: 10, b: 10 })
    await workspace.write(withAlgorithm('weighted_least_connections', { port, servers }))
    assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
    await workspace.apply()
    assert.deepEqual(sorted(await shares(url, 20)), { a: 10, b: 10 })
    await workspace.write(withAlgorithm('source_ip', { port, servers }))
    await workspace.apply()
    assert.equal(Object.keys(await shares(url, 20)).length, 1)
    await assertNoChanges(workspace)
    await workspace.write(withAlgorithm('random', { port, servers }))
    assert.match(await workspace.refuses('plan'), /algorithm.*weighted_round_robin/)
  })

  it('R19: held connections settle at the ratio of the weights', async () => {
    const { workspace, tcpBackend } = suite()
    const servers = [
      { ...place(await tcpBackend('a')), weight: 1 },
      { ...place(await tcpBackend('b')), weight: 3 },
    ]
    const port = await freePort()
    const stack = { port, servers, protocol: 'TCP' as const }
    await workspace.write(withAlgorithm('weighted_least_connections', stack))
    await workspace.apply()
    const address = String((await workspace.outputs())['address'])
    const held: Held[] = []
    try {
      for (let index = 0; index < 12; index++) held.push(await hold(port, address))
      assert.deepEqual(count(held), { a: 3, b: 9 })
      // Those who leave make room, and those who come take it: the ratio stays.
      await drop(held, 'b', 4)
      for (let index = 0; index < 4; index++) held.push(await hold(port, address))
      assert.deepEqual(count(held), { a: 3, b: 9 })
      await workspace.write(
        withAlgorithm('weighted_least_connections', {
          ...stack,
          servers: servers.map((server) => ({ ...server, weight: 1 })),
        }),
      )
      await workspace.apply()
      for (let index = 0; index < 6; index++) held.push(await hold(port, address))
      assert.deepEqual(count(held), { a: 9, b: 9 })
    } finally {
      for (const { socket } of held) socket.destroy()
    }
  })

  it('R20: one client address, one server; a leaving server moves only its own', async () => {
    const { workspace, backend } = suite()
    const all = [
      place(await backend('a')),
      place(await backend('b')),
      { ...place(await backend('c')), weight: 20 },
    ]
    const port = await freePort()
    await workspace.write(withAlgorithm('source_ip', { port, servers: all }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const before = await homes(url)
    assert.deepEqual(await homes(url), before)
    const sizes = count([...before.values()].map((name) => ({ name })))
    // Half of the clients for the one with half of the weight, give or take.
    assert((sizes['c'] ?? 0) > CLIENTS / 4 && (sizes['c'] ?? 0) < (CLIENTS * 3) / 4, show(sizes))
    assert.equal(Object.keys(sizes).length, 3)
    await workspace.write(withAlgorithm('source_ip', { port, servers: all.slice(1) }))
    await workspace.apply()
    const without = await homes(url)
    for (const [client, home] of before) {
      if (home !== 'a') assert.equal(without.get(client), home, `${client} had to stay`)
    }
    await workspace.write(withAlgorithm('source_ip', { port, servers: all }))
    await workspace.apply()
    assert.deepEqual(await homes(url), before)
  })
})

function withAlgorithm(algorithm: string, stack: Stack): string {
  return stackHcl({ ...stack, service: `${FAST_CHECK}\n  algorithm = "${algorithm}"` })
}

interface Held {
  readonly name: string
  readonly socket: Socket
}

/** A connection that stays open, with the name that its server said. */
async function hold(port: number, host: string): Promise<Held> {
  const socket = connect({ port, host })
  let heard = ''
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')))
  socket.on('error', () => {})
  const name = await waitFor('the name of a server', () => /^(\w+)\n/.exec(heard)?.[1] ?? null)
  return { name, socket }
}

/** Ends `amount` of those that `name` has, and waits until they are gone on both sides. */
async function drop(held: Held[], name: string, amount: number): Promise<void> {
  for (let left = amount; left > 0; left--) {
    const at = held.findIndex((one) => one.name === name)
    const [one] = held.splice(at, 1)
    assert(one !== undefined)
    one.socket.end()
    await waitFor('the end of a connection', () => one.socket.closed || null)
  }
}

/** Which server each of many client addresses gets. */
async function homes(url: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (let index = 1; index <= CLIENTS; index++) {
    const from = `127.77.0.${index}`
    found.set(from, (await get(url, { from })).body)
  }
  return found
}

function count(list: readonly { readonly name: string }[]): Readonly<Record<string, number>> {
  const seen: Record<string, number> = {}
  for (const { name } of list) seen[name] = (seen[name] ?? 0) + 1
  return sorted(seen)
}

function place(server: StackServer): StackServer {
  return { address: server.address, port: server.port }
}

function sorted(seen: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(seen).toSorted(([a], [b]) => a.localeCompare(b)))
}

function show(value: unknown): string {
  return JSON.stringify(value)
}
