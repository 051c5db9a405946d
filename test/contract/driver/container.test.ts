/**
 * The driver `container` with a real Podman and a real Docker, where there is one that can run
 * containers here: as root, by itself, with an image that is made of one static program.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { connectContainers } from '../../../src/engine/groups/drivers/container_api.ts'
import type { InstanceDriver, InstanceExit } from '../../../src/engine/groups/contract.ts'
import type { StartRequest } from '../../../src/engine/groups/contract.ts'
import type { Launch } from '../../../src/engine/kinds/index.ts'
import { get } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { findContainerEngines, IMAGE } from './container-engines.ts'
import { describeDriver } from './core.ts'
import { openForTest } from './support.ts'

const { signal } = new AbortController()

for (const engine of findContainerEngines()) {
  describe(`with a real ${engine.name}`, () => {
    let port: number

    before(async () => {
      await engine.start()
      port = await freePort()
    })
    after(() => engine.stop())

    const toLaunch = (changes: Partial<NonNullable<Launch['container']>> = {}): Launch => ({
      ...{ driver: 'container', process: null, pool: null, dns: null },
      container: {
        image: IMAGE,
        command: ['/bin/busybox', 'sleep', '600'],
        environment: {},
        port: null,
        network: 'host',
        socket: engine.socket,
        memoryBytesMax: null,
        ...changes,
      },
    })
    const toRequest = (
      instanceId: string,
      address = '127.10.0.2',
      launch = toLaunch(),
    ): StartRequest => ({
      ...{ instanceId, address, launch, groupId: 'avg-1', port, zone: 'local-a', rack: 0 },
    })
    let count = 0
    const toDirectory = (): string => join(engine.root, `instances-${(count += 1)}`)

    /** Ends what is left, of a driver's directory. */
    async function clear(directory: string): Promise<void> {
      const api = connectContainers(engine.socket)
      for (const { Id } of await api.list(`lb.engine=${directory}`, signal)) await api.remove(Id)
    }

    describeDriver({
      ...{ name: 'container', toRequest, seesEnds: true },
      impossible: toRequest('i-1', '127.10.0.2', toLaunch({ command: ['/no/such/program'] })),
      setUp: async () => {
        const directory = toDirectory()
        return {
          open: () => openForTest('container', directory),
          kill: ({ instanceId }) => {
            const api = connectContainers(engine.socket)
            void api.stop(`lb-${instanceId}`, 0)
          },
          close: () => clear(directory),
        }
      },
    })

    describe('the driver container', () => {
      let driver: InstanceDriver
      let directory: string
      let exits: InstanceExit[]
      beforeEach(async () => {
        directory = toDirectory()
        driver = await openForTest('container', directory)
        exits = []
        driver.onExit((exit) => exits.push(exit))
      })
      afterEach(async () => {
        await driver.close()
        await clear(directory)
      })

      it('R35: publishes the port at the address of the instance alone', async () => {
        const script = 'echo hello > /index.html; exec /bin/busybox httpd -f -p 8080 -h /'
        const launch = toLaunch({
          ...{ network: 'bridge', port: 8080 },
          command: ['/bin/busybox', 'sh', '-c', script],
        })
        await driver.start(toRequest('i-1', '127.10.0.2', launch), signal)
        await driver.start(toRequest('i-2', '127.10.0.3', launch), signal)
        for (const address of ['127.10.0.2', '127.10.0.3']) {
          const answer = await waitFor(`an answer at ${address}`, () =>
            get(`http://${address}:${port}/index.html`).catch(() => null),
          )
          assert.equal(answer.body, 'hello\n')
        }
      })

      it('tells the code and the last words of one that ends', async () => {
        const command = ['/bin/busybox', 'sh', '-c', 'echo no licence; exit 7']
        await driver
          .start(toRequest('i-1', '127.10.0.2', toLaunch({ command })), signal)
          .catch(() => {})
        const exit = await waitFor('the exit', () => exits[0] ?? null)
        assert.deepEqual([exit.code, exit.output], [7, 'no licence'])
      })

      it('says that nothing answers at a socket', async () => {
        const problems = await driver.check(toLaunch({ socket: '/no/such/socket' }), signal)
        assert.deepEqual(problems[0]?.path, ['launch', 'container', 'socket'])
      })

      it('leaves containers of others alone', async () => {
        await driver.start(toRequest('i-1'), signal)
        const other = await openForTest('container', toDirectory())
        assert.deepEqual(await other.list(), [])
        await other.close()
        assert.equal((await driver.list()).length, 1)
      })
    })
  })
}
