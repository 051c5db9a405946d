import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { get, shares, startBackend, startTraffic, type Backend } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { accesses, ANY_TIME, configOn, quickProbe, serverAt, World } from './world.ts'

/** Longer than any test: a probe with it has no verdict. */
const NEVER_MS = 3_600_000

for (const access of accesses) {
  describe(`agent ${access.name}`, () => {
    let world: World

    beforeEach(async () => {
      world = await World.create(access)
    })

    afterEach(() => world.close())

    async function backends(count: number): Promise<readonly Backend[]> {
      const names = Array.from({ length: count }, (_, at) => `s${at}`)
      const list = await Promise.all(names.map((name) => startBackend({ name })))
      for (const backend of list) world.owns(() => backend.close())
      return list
    }

    async function backend(): Promise<Backend> {
      const [first] = await backends(1)
      assert(first !== undefined)
      return first
    }

    /** Accepts, and does with each connection as told. */
    async function listener(serve: (socket: Socket) => void): Promise<number> {
      const port = await freePort()
      const sockets = new Set<Socket>()
      const server: Server = createServer((socket) => {
        sockets.add(socket)
        socket.on('error', () => socket.destroy())
        serve(socket)
      })
      await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
      world.owns(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
      })
      return port
    }

    it('says who it is, and what it serves', async () => {
      const before = await world.agent.info(ANY_TIME)
      assert.deepEqual(before, {
        pid: process.pid,
        version: '1.2.3',
        dataplane: 'embedded',
        revision: 0,
      })
      await world.apply(world.config(5, []))
      assert.equal((await world.agent.info(ANY_TIME)).revision, 5)
    })

    it('R24: new servers that answer have traffic as soon as apply returns', async () => {
      const list = await backends(3)
      const endpoints = list.map((one, at) => serverAt(one, { weight: at + 1 }))
      await world.apply(world.config(1, endpoints))
      assert.deepEqual(await shares(world.url, 60), { s0: 10, s1: 20, s2: 30 })
    })

    it('does not wait for a server that never answers, and the others serve', async () => {
      const [good, port] = [await backend(), await listener(() => {})]
      await world.apply(
        world.config(1, [serverAt(good), serverAt({ name: 'mute', port })], {
          probe: quickProbe({ timeoutMs: NEVER_MS }),
        }),
      )
      assert.deepEqual(await shares(world.url, 6), { s0: 6 })
    })

    it('R24: traffic leaves a server that fails, and comes back to it', async () => {
      const [first, second] = await backends(2)
      assert(first && second)
      const reports = world.watch()
      await world.apply(world.config(1, [serverAt(first), serverAt(second)]))
      await reports.until('s1', 'healthy')
      second.setProbeStatus(500)
      await reports.until('s1', 'unhealthy status_mismatch')
      assert.deepEqual(await shares(world.url, 10), { s0: 10 })
      second.setProbeStatus(200)
      await reports.until('s1', 'healthy')
      assert.deepEqual(await shares(world.url, 10), { s0: 5, s1: 5 })
    })

    const faults: { title: string; serve: (socket: Socket) => void; reason: string }[] = [
      { title: 'never answers', serve: () => {}, reason: 'request_timeout' },
      {
        title: 'resets',
        serve: (socket) => void socket.once('data', () => socket.resetAndDestroy()),
        reason: 'connection_reset',
      },
      {
        title: 'answers with a status that does not count',
        serve: (socket) => void socket.end('HTTP/1.1 500 No\r\n\r\n'),
        reason: 'status_mismatch',
      },
      {
        title: 'answers nonsense',
        serve: (socket) => void socket.end('nonsense\r\n'),
        reason: 'malformed_response',
      },
    ]
    for (const { title, serve, reason } of faults) {
      it(`reports why a server that ${title} is unhealthy`, async () => {
        const port = await listener(serve)
        const reports = world.watch()
        const probe = quickProbe({ timeoutMs: 50 })
        await world.apply(world.config(1, [serverAt({ name: 'bad', port })], { probe }))
        await reports.until('bad', `unhealthy ${reason}`)
      })
    }

    it('reports why a server that refuses is unhealthy', async () => {
      const reports = world.watch()
      const port = await freePort()
      await world.apply(world.config(1, [serverAt({ name: 'bad', port })]))
      await reports.until('bad', 'unhealthy connect_failed')
    })

    it('R7: never probes a server outside the zones, and says that it is unused', async () => {
      const [used, unused] = await backends(2)
      assert(used && unused)
      const reports = world.watch()
      const outside = serverAt(unused, { admission: 'outside_zones' })
      await world.apply(world.config(1, [serverAt(used), outside]))
      await reports.until('s1', 'unused outside_zones')
      await waitFor('some probes', () => (used.probes.length > 3 ? true : null))
      assert.equal(unused.probes.length, 0)
      assert.deepEqual(await shares(world.url, 4), { s0: 4 })
    })

    it('R27: a changed check takes hold in place', async () => {
      const server = await backend()
      const reports = world.watch()
      await world.apply(world.config(1, [serverAt(server)]))
      await reports.until('s0', 'healthy')
      const probe = quickProbe({ path: '/ready', successCodes: [{ from: 404, to: 404 }] })
      await world.apply(world.config(2, [serverAt(server)], { probe }))
      await reports.until('s0', 'unhealthy status_mismatch')
      assert(server.probes.some(({ url }) => url === '/ready'))
    })

    it('R27: each part of the check takes hold in place', async () => {
      let isLate = true
      let probes = 0
      const port = await listener((socket) => {
        const answer = (): void => void socket.end('HTTP/1.1 200 OK\r\n\r\n')
        socket.once('data', () => {
          probes++
          if (isLate) setTimeout(answer, 150)
          else answer()
        })
      })
      const moreProbes = async (): Promise<void> => {
        const enough = probes + 5
        await waitFor('more probes', () => probes >= enough || null)
      }
      const reports = world.watch()
      let revision = 0
      const check = (changes: Parameters<typeof quickProbe>[0]): Promise<void> =>
        world.apply(
          world.config(++revision, [serverAt({ name: 'one', port })], {
            probe: quickProbe(changes),
          }),
        )
      await check({ timeoutMs: 50 })
      await reports.until('one', 'unhealthy request_timeout')
      await check({ timeoutMs: 20_000 })
      await reports.until('one', 'healthy')
      isLate = false
      // Never so many in a row within the test: the verdict stays, and one is enough later.
      const other = [{ from: 204, to: 204 }]
      await check({ unhealthyThreshold: 1_000_000, successCodes: other })
      await moreProbes()
      assert.equal(reports.stateOf('one'), 'healthy')
      await check({ unhealthyThreshold: 1, successCodes: other })
      await reports.until('one', 'unhealthy status_mismatch')
      await check({ healthyThreshold: 1_000_000 })
      await moreProbes()
      assert.equal(reports.stateOf('one'), 'unhealthy status_mismatch')
      await check({ healthyThreshold: 1_000_000, intervalMs: 3_600_000 })
      await check({ healthyThreshold: 1, intervalMs: 40 })
      await reports.until('one', 'healthy')
      await moreProbes()
    })

    it('R28: one probe in flight, also when its timeout is longer than the interval', async () => {
      let open = 0
      let most = 0
      let begun = 0
      const port = await listener((socket) => {
        begun++
        most = Math.max(most, ++open)
        socket.once('close', () => open--)
        socket.resume()
      })
      const probe = quickProbe({ timeoutMs: 200, intervalMs: 10 })
      await world.apply(world.config(1, [serverAt({ name: 'mute', port })], { probe }))
      await waitFor('five probes', () => begun >= 5 || null)
      // The next may be seen here before the end of the former is; twenty would be, otherwise.
      assert(most <= 2, `${most} at once`)
    })

    it('refuses what the data plane refuses; the last good configuration serves', async () => {
      const server = await backend()
      await world.apply(world.config(1, [serverAt(server)]))
      const taken = await listener(() => {})
      const other = configOn(taken, { revision: 2, pool: { endpoints: [serverAt(server)] } })
      const outcome = await world.agent.apply(other, ANY_TIME)
      assert(outcome.kind === 'rejected', outcome.kind)
      const [problem] = outcome.problems
      assert.equal(problem?.code, 'port_in_use')
      assert.equal(problem?.objectId, 'lsn-1')
      assert.match(problem?.message ?? '', new RegExp(String(taken)))
      assert.equal((await get(world.url)).status, 200)
      assert.equal((await world.agent.info(ANY_TIME)).revision, 1)
      await world.apply({ ...world.config(3, [serverAt(server)]) })
    })

    it('checks without side effects', async () => {
      const config = world.config(1, [])
      assert.deepEqual(await world.agent.check(config, ANY_TIME), [])
      await assert.rejects(get(world.url))
      assert.equal((await world.agent.info(ANY_TIME)).revision, 0)
    })

    it('answers the same configuration again, and takes another of the same revision', async () => {
      const [first, second] = await backends(2)
      assert(first && second)
      await world.apply(world.config(4, [serverAt(first)]))
      await world.apply(world.config(4, [serverAt(first)]))
      await world.apply(world.config(4, [serverAt(second)]))
      assert.equal((await get(world.url)).body, 's1')
    })

    it('takes an older revision: the last one wins', async () => {
      const [first, second] = await backends(2)
      assert(first && second)
      await world.apply(world.config(4, [serverAt(first)]))
      await world.apply(world.config(3, [serverAt(second)]))
      assert.equal((await get(world.url)).body, 's1')
      assert.equal((await world.agent.info(ANY_TIME)).revision, 3)
    })

    it('serves concurrent callers one after the other', async () => {
      const server = await backend()
      const revisions = Array.from({ length: 8 }, (_, at) => at + 1)
      await Promise.all(
        revisions.map((revision) =>
          world.apply(world.config(revision, [serverAt(server, { weight: revision })])),
        ),
      )
      assert.equal((await world.agent.info(ANY_TIME)).revision, 8)
    })

    it('changes weights and members under traffic without a failed request', async () => {
      const list = await backends(3)
      const [a, b, c] = list
      assert(a && b && c)
      await world.apply(world.config(1, [serverAt(a), serverAt(b)]))
      const traffic = startTraffic(world.url, 200)
      const steps = [
        [serverAt(a, { weight: 1 }), serverAt(b, { weight: 5 })],
        [serverAt(b), serverAt(c)],
        [serverAt(a), serverAt(c, { weight: 0 })],
        [serverAt(a), serverAt(b), serverAt(c)],
      ]
      for (const [at, endpoints] of steps.entries()) {
        await world.apply(world.config(at + 2, endpoints))
        await new Promise((resolve) => setImmediate(resolve))
      }
      const { failures, sent } = await traffic.stop()
      assert(sent > 0)
      assert.deepEqual(failures, [])
    })

    it('reports all targets at once to whoever comes late, and those that are gone', async () => {
      const [first, second] = await backends(2)
      assert(first && second)
      await world.apply(world.config(1, [serverAt(first), serverAt(second)]))
      const reports = world.watch()
      await reports.until('s0', 'healthy')
      assert.deepEqual(reports.targets.get('bes-1/s1'), {
        poolId: 'bes-1',
        endpointId: 's1',
        address: '127.0.0.1',
        port: second.port,
        zone: 'local-a',
        weight: 10,
        state: 'healthy',
        reason: null,
        sinceMs: reports.targets.get('bes-1/s1')?.sinceMs,
      })
      await world.apply(world.config(2, [serverAt(first)]))
      await reports.until('s1', null)
      assert.equal(reports.stateOf('s0'), 'healthy')
    })

    it('shows a server that leaves as draining while it has work', async () => {
      const answer = 'HTTP/1.1 200 OK\r\n\r\n'
      let release = (): void => assert.fail('nothing is under way')
      const port = await listener((socket) => {
        socket.on('data', (bytes) => {
          const isProbe = bytes.toString().startsWith('HEAD')
          if (isProbe) socket.end(answer)
          else release = () => void socket.end(answer)
        })
      })
      const good = await backend()
      const reports = world.watch()
      const slow = serverAt({ name: 'slow', port })
      await world.apply(world.config(1, [slow]))
      const held = get(world.url)
      await waitFor('the request to be under way', async () =>
        (reports.listeners.get('lsn-1')?.connectionsTotal ?? 0) > 0 ? true : null,
      )
      await world.apply(world.config(2, [serverAt(good)], { drainTimeoutMs: NEVER_MS }))
      await reports.until('slow', 'draining draining')
      release()
      assert.equal((await held).status, 200)
      await reports.until('slow', null)
      assert.equal((await get(world.url)).body, 's0')
    })

    it('reports counters of the data plane', async () => {
      const server = await backend()
      const reports = world.watch()
      await world.apply(world.config(1, [serverAt(server)]))
      await get(world.url)
      await get(world.url)
      await waitFor('two requests to be counted', () =>
        reports.listeners.get('lsn-1')?.requestsTotal === 2 ? true : null,
      )
    })

    describe('started again', () => {
      it('serves before anybody asks it', async () => {
        const server = await backend()
        await world.apply(world.config(6, [serverAt(server)]))
        await world.stop()
        await assert.rejects(get(world.url))
        await world.start()
        assert.equal((await get(world.url)).status, 200)
        assert.equal((await world.agent.info(ANY_TIME)).revision, 6)
      })

      it('does not send traffic to whom it knew to be down', async () => {
        const [good, bad] = await backends(2)
        assert(good && bad)
        bad.setProbeStatus(500)
        const reports = world.watch()
        await world.apply(world.config(1, [serverAt(good), serverAt(bad)]))
        await reports.until('s1', 'unhealthy status_mismatch')
        await world.stop()
        await world.start()
        assert.deepEqual(await shares(world.url, 4), { s0: 4 })
      })

      it('takes a change at once, with the caller that it had before', async () => {
        const [first, second] = await backends(2)
        assert(first && second)
        await world.apply(world.config(1, [serverAt(first)]))
        await world.stop()
        await world.start()
        await world.apply(world.config(2, [serverAt(second)]))
        assert.equal((await get(world.url)).body, 's1')
      })

      it('serves nothing of a damaged configuration, and says so', async () => {
        const server = await backend()
        await world.apply(world.config(6, [serverAt(server)]))
        await world.stop()
        const pools = join(world.stateDirectory, 'pools')
        const [name = ''] = await readdir(pools)
        const text = await readFile(join(pools, name), 'utf8')
        await writeFile(join(pools, name), text.replace('"weight":10', '"weight":11'))
        await world.start()
        assert(world.log.lines.includes('error the last good configuration is not served'))
        assert.equal((await world.agent.info(ANY_TIME)).revision, 0)
        await world.apply(world.config(6, [serverAt(server)]))
        assert.equal((await get(world.url)).status, 200)
      })
    })

    it('leaves a caller that aborts, and goes on', async () => {
      const port = await listener(() => {})
      const caller = new AbortController()
      const probe = quickProbe({ timeoutMs: NEVER_MS })
      const config = world.config(1, [serverAt({ name: 'mute', port })], { probe })
      const left = world.agent.apply(config, caller.signal)
      caller.abort(new Error('enough'))
      await assert.rejects(left, /enough/)
      await world.apply(world.config(2, []))
    })

    it('stops: sockets close, watchers end, the port is free', async () => {
      await world.apply(world.config(1, []))
      const reports = world.watch()
      await waitFor('the first report', () => (reports.count > 0 ? true : null))
      await world.agent.stop(0)
      await world.done
      await reports.ended()
      await assert.rejects(get(world.url))
    })
  })
}
