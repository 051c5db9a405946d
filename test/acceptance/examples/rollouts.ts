/** Trials of the examples that change while traffic goes on, and of those with several parts. */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { shares, startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import type { Trials } from './trial.ts'

const REQUESTS_PER_SECOND = 100

export const rollouts: Trials = {
  'blue-green': async ({ backend }) => {
    const [blue, green] = [await backend('blue'), await backend('green')]
    const servers = { blue: [blue.port], green: [green.port] }
    return {
      variables: { port: await freePort(), servers },
      prove: async (workspace, change) => {
        const url = String((await workspace.outputs())['url'])
        assert.deepEqual(await shares(url, 4), { blue: 4 })
        const traffic = startTraffic(url, REQUESTS_PER_SECOND)
        await change({ live: 'green' })
        assert.deepEqual(await shares(url, 4), { green: 4 })
        assert.deepEqual((await traffic.stop()).failures, [])
      },
    }
  },
  canary: async ({ backend }) => {
    const [stable, canary] = [await backend('stable'), await backend('canary')]
    return {
      variables: { port: await freePort(), stable: stable.port, canary: canary.port },
      prove: async (workspace, change) => {
        const url = String((await workspace.outputs())['url'])
        assert.deepEqual(await shares(url, 20), { stable: 18, canary: 2 })
        const traffic = startTraffic(url, REQUESTS_PER_SECOND)
        await change({ canary_percent: 50 })
        await change({ canary_percent: 100 })
        assert.deepEqual((await traffic.stop()).failures, [])
        assert.deepEqual(await shares(url, 4), { canary: 4 })
      },
    }
  },
  'several-services': async ({ backend, tcpBackend }) => {
    const [shop, cache] = [await backend('shop'), await tcpBackend('cache')]
    const services = {
      shop: { protocol: 'HTTP', port: await freePort(), servers: [shop.port] },
      cache: { protocol: 'TCP', port: await freePort(), servers: [cache.port] },
    }
    return {
      variables: { services },
      prove: async (workspace) => {
        const { endpoints } = await workspace.outputs()
        const places = endpoints as Readonly<Record<'shop' | 'cache', string>>
        assert.deepEqual(await shares(`http://${places.shop}/`, 2), { shop: 2 })
        assert.equal(await firstWords(places.cache), 'cache\n')
      },
    }
  },
  'tcp-proxy-protocol': async ({ tcpBackend }) => {
    const server = await tcpBackend('mail')
    return {
      variables: { port: await freePort(), servers: [server.port] },
      prove: async (workspace) => {
        const { address } = await workspace.outputs()
        // The server echoes what it hears.
        const words = await firstWords(String(address), '\r\n')
        assert.match(words, /^mail\nPROXY TCP4 127\.\S+ 127\.\S+ \d+ \d+\r\n$/)
      },
    }
  },
}

/** What a server says to whom connects to `address:port`, until it says `last`. */
async function firstWords(endpoint: string, last = '\n'): Promise<string> {
  const [host = '', port] = endpoint.split(':')
  const socket = connect({ host, port: Number(port) })
  let words = ''
  for await (const chunk of socket) {
    words += String(chunk)
    if (words.includes(last)) break
  }
  return words
}
