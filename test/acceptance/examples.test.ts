/** Every example is applied, carries traffic, plans empty and is destroyed. */

import assert from 'node:assert/strict'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { acceptance } from '../support/acceptance.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { makeTestCertificate } from '../support/certificates.ts'
import type { TestCertificate } from '../support/certificates.ts'
import { freePort } from '../support/ports.ts'
import { instanceUser } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'
import { rollouts } from './examples/rollouts.ts'
import type { Trials, Variables } from './examples/trial.ts'

const examples = resolve(import.meta.dirname, '../../examples')

const trials: Trials = {
  ...rollouts,
  quickstart: async ({ backend }) => {
    const [one, two] = [await backend('one'), await backend('two')]
    const servers = { one: { port: one.port, weight: 1 }, two: { port: two.port, weight: 2 } }
    return {
      variables: { port: await freePort(), servers },
      prove: async (workspace) => {
        const { url } = await workspace.outputs()
        assert.deepEqual(await shares(String(url), 9), { one: 3, two: 6 })
      },
    }
  },
  tcp: async ({ tcpBackend }) => {
    const server = await tcpBackend('cache-one')
    return {
      variables: { port: await freePort(), servers: [server.port] },
      prove: async (workspace) => {
        const { address } = await workspace.outputs()
        const [host, port] = String(address).split(':')
        const socket = connect({ host: host ?? '', port: Number(port) })
        const [greeting] = (await once(socket, 'data')) as [Buffer]
        socket.destroy()
        assert.equal(greeting.toString(), 'cache-one\n')
      },
    }
  },
  network: async ({ backend }) => {
    const one = await backend('one', { address: '127.64.1.10' })
    const two = await backend('two', { address: '127.64.2.10' })
    const servers = {
      one: { address: one.address, port: one.port, zone: 'local-a' },
      two: { address: two.address, port: two.port, zone: 'local-b' },
    }
    return {
      variables: { port: await freePort(), servers },
      prove: async (workspace) => {
        const { inside, outside } = await workspace.outputs()
        for (const url of [inside, outside]) await waitForBoth(String(url))
      },
    }
  },
  'security-groups': async ({ backend }) => {
    const { address, port } = await backend('one')
    return {
      variables: { port: await freePort(), server: { address, port } },
      prove: async (workspace) => {
        const { url } = await workspace.outputs()
        assert.deepEqual(await shares(String(url), 3), { one: 3 })
        await assert.rejects(get(String(url), { from: '127.66.6.6' }))
      },
    }
  },
  https: async ({ backend, workspace }) => {
    const server = await backend('one')
    const write = (name: string) => {
      const certificate = makeTestCertificate({ names: [`${name}.example`] })
      const [certificate_file, private_key_file] = [`${name}.pem`, `${name}-key.pem`]
      writeFileSync(join(workspace.directory, certificate_file), certificate.pem)
      writeFileSync(join(workspace.directory, private_key_file), certificate.keyPem)
      return { certificate, entry: { name, certificate_file, private_key_file } }
    }
    const [shop, pay] = [write('shop'), write('pay')]
    return {
      variables: {
        port: await freePort(),
        servers: [server.port],
        certificates: [shop.entry, pay.entry],
      },
      prove: async (_, change) => {
        const url = String((await workspace.outputs())['url'])
        const assertShown = async ({ pem, commonName }: TestCertificate): Promise<void> => {
          const tls = { ca: pem, servername: commonName }
          assert.equal((await get(url, { tls })).body, 'one')
        }
        for (const { certificate } of [shop, pay]) await assertShown(certificate)
        const { commonName: servername } = shop.certificate
        const traffic = startTraffic(url, 50, { servername, rejectUnauthorized: false })
        const renewed = write('shop')
        await change({})
        for (const { certificate } of [renewed, pay]) await assertShown(certificate)
        await assert.rejects(assertShown(shop.certificate), 'the former one is not shown any more')
        assert.deepEqual((await traffic.stop()).failures, [])
      },
    }
  },
  'availability-group': async () => ({
    variables: {
      port: await freePort(),
      instance_port: await freePort(),
      instances: 3,
      node: process.execPath,
      user: instanceUser,
    },
    prove: async (workspace) => {
      const { url } = await workspace.outputs()
      assert.match((await get(String(url))).body, /^hello from avi-.* in zone local-/)
    },
  }),
  autoscaling: async () => ({
    variables: {
      port: await freePort(),
      instance_port: await freePort(),
      node: process.execPath,
      user: instanceUser,
    },
    prove: async (workspace) => {
      const { url } = await workspace.outputs()
      assert.match((await get(String(url))).body, /^hello from avi-.* in zone local-/)
    },
  }),
}

/** Servers that are resources of their own come one after the other. */
async function waitForBoth(url: string): Promise<void> {
  await waitFor('both servers in turn', async () => {
    const seen = await shares(url, 6).catch(() => ({}))
    return isDeepStrictEqual(seen, { one: 3, two: 3 }) || null
  })
}

function toArgs(variables: Variables): readonly string[] {
  return Object.entries(variables).map(
    ([key, value]) => `-var=${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
}

/** Those that another file tests. */
const tested = ['gitops']

acceptance('examples', (suite) => {
  it('the module web-service passes its own tests', async () => {
    const { workspace } = suite()
    cpSync(join(examples, 'modules/web-service'), workspace.directory, { recursive: true })
    const port = await freePort()
    const path = join(workspace.directory, 'tests/service.tftest.hcl')
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('18080', String(port)))
    const { code, stdout, stderr } = await workspace.run('test', '-no-color')
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /Success! 4 passed, 0 failed/)
  })

  it('each one has a trial here', () => {
    const folders = readdirSync(examples).filter((name) =>
      existsSync(join(examples, name, 'main.tf')),
    )
    assert.deepEqual(folders.toSorted(), [...Object.keys(trials), ...tested].toSorted())
  })

  for (const [name, prepare] of Object.entries(trials)) {
    it(`${name} works as it stands`, async () => {
      const { workspace } = suite()
      cpSync(join(examples, name), workspace.directory, { recursive: true })
      const { variables, prove } = await prepare(suite())
      let args = toArgs(variables)
      await workspace.apply(...args)
      await prove(workspace, (changed) =>
        workspace.apply(...(args = toArgs({ ...variables, ...changed }))),
      )
      assert.deepEqual(await workspace.plan(...args), {})
      await workspace.destroy(...args)
    })
  }
})
