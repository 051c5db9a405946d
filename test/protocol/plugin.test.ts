/** A plugin as Terraform's plugin client sees it: from the start of its process to the end. */

import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from '../../src/rpc/index.ts'
import { HealthCheckResponse_ServingStatus } from '../../src/provider/plugin/health.gen.ts'
import { Provider } from '../../src/provider/wire/tfplugin6.gen.ts'
import {
  connectTo,
  makeIdentity,
  parseHandshakeLine,
  PluginProcess,
  startPlugin,
} from './support/core.ts'
import type { ConnectedPlugin, PluginCommand } from './support/core.ts'

const command = [process.execPath, join(import.meta.dirname, 'support/fake-plugin.ts')] as const

function start(options: Partial<PluginCommand> = {}): Promise<ConnectedPlugin> {
  return startPlugin({ command, ...options })
}

function spawn(options: Partial<PluginCommand> = {}): PluginProcess {
  return new PluginProcess({ command, ...options })
}

function toSocketPath(plugin: ConnectedPlugin): string {
  const { address } = plugin.handshake
  assert('path' in address)
  return address.path
}

function makeDirectory(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'plugin-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

describe('plugin handshake', () => {
  it('is the first line, and names protocol 6, gRPC and a unix socket', async () => {
    await using plugin = await start()
    const { core, app, network, protocol } = plugin.handshake
    assert.deepEqual(
      { core, app, network, protocol },
      {
        core: '1',
        app: '6',
        network: 'unix',
        protocol: 'grpc',
      },
    )
  })

  it('carries a certificate that Go accepts: unpadded, for localhost, an authority', async () => {
    await using plugin = await start()
    const { certificate } = plugin.handshake
    assert.match(certificate, /^[A-Za-z0-9+/]{51,}$/)
    const x509 = new X509Certificate(Buffer.from(certificate, 'base64'))
    assert.equal(x509.checkHost('localhost'), 'localhost')
    assert.equal(x509.ca, true)
    assert(x509.verify(x509.publicKey))
    assert(Date.parse(x509.validFrom) < Date.now() - 60_000, 'valid only from now on')
  })

  it('has no certificate, and no TLS, for a client without one', async () => {
    await using plugin = await start({ withTls: false })
    assert.equal(plugin.handshake.certificate, '')
    await plugin.provider.getProviderSchema({})
  })

  for (const versions of ['5,6', '6', '6,5,4', undefined]) {
    it(`works for a client of versions ${versions}`, async () => {
      await using plugin = await start({ env: { PLUGIN_PROTOCOL_VERSIONS: versions } })
      const { resourceSchemas } = await plugin.provider.getProviderSchema({})
      assert.deepEqual([...resourceSchemas.keys()], ['fake_thing'])
    })
  }

  it('announces 6 to a client of version 5, which complains in its own words', async () => {
    await using plugin = spawn({ env: { PLUGIN_PROTOCOL_VERSIONS: '5', TF_LOG: 'ERROR' } })
    assert.equal(parseHandshakeLine(await plugin.firstLine()).app, '6')
    while (!plugin.stderr.join().includes('needs a client of plugin protocol 6')) await delay(10)
  })

  for (const cookie of [undefined, '', 'wrong']) {
    it(`explains itself to a person and exits with 1: cookie ${cookie}`, async () => {
      await using plugin = spawn({ env: { TF_PLUGIN_MAGIC_COOKIE: cookie } })
      await assert.rejects(plugin.firstLine(), /said nothing/)
      assert.deepEqual(await plugin.exited(), { code: 1, signal: null })
      assert.match(plugin.stderr.join('\n'), /is a plugin: Terraform and OpenTofu start it/)
    })
  }

  it('says what is wrong when the client certificate is none', async () => {
    await using plugin = spawn({ env: { PLUGIN_CLIENT_CERT: 'nonsense' } })
    await assert.rejects(plugin.firstLine(), /PLUGIN_CLIENT_CERT is not a certificate/)
    assert.equal((await plugin.exited()).code, 1)
  })
})

describe('plugin socket', () => {
  it('lies where PLUGIN_UNIX_SOCKET_DIR says', async () => {
    using directory = makeDirectory()
    await using plugin = await start({ env: { PLUGIN_UNIX_SOCKET_DIR: directory.path } })
    assert(toSocketPath(plugin).startsWith(`${directory.path}/`))
    await plugin.provider.getProviderSchema({})
  })

  it('says what is wrong when that directory is missing', async () => {
    await using plugin = spawn({ env: { PLUGIN_UNIX_SOCKET_DIR: '/nowhere' } })
    await assert.rejects(plugin.firstLine(), /socket could not be made: .*\/nowhere/)
    assert.equal((await plugin.exited()).code, 1)
  })

  it('lies elsewhere when the path would be too long for a socket', async () => {
    using directory = makeDirectory()
    const long = join(directory.path, 'x'.repeat(60), 'y'.repeat(60))
    mkdirSync(long, { recursive: true })
    await using plugin = await start({ env: { PLUGIN_UNIX_SOCKET_DIR: long, TMPDIR: long } })
    assert(toSocketPath(plugin).startsWith('/tmp/'))
    await plugin.provider.getProviderSchema({})
  })

  it('is swept away when a killed process left it, and only then', async () => {
    using directory = makeDirectory()
    const env = { TMPDIR: directory.path }
    await using first = await start({ env })
    const own = join(toSocketPath(first), '..')
    const gone = join(own, '999999999-00000000.sock')
    const recent = join(own, '999999998-00000000.sock')
    const alive = join(own, `${process.pid}-00000000.sock`)
    const strange = join(own, 'notes.txt')
    for (const path of [gone, recent, alive, strange]) writeFileSync(path, '')
    const longAgo = new Date(Date.now() - 3_600_000)
    for (const path of [gone, alive, strange]) utimesSync(path, longAgo, longAgo)
    await using second = await start({ env })
    await second.provider.getProviderSchema({})
    assert.deepEqual([gone, recent, alive, strange].map(existsSync), [false, true, true, true])
  })
})

describe('plugin mutual TLS', () => {
  it('refuses a client with another certificate', async () => {
    await using plugin = await start()
    const { handshake } = plugin
    const stranger = await connectTo({ handshake, identity: makeIdentity() })
    await assert.rejects(stranger.provider.getProviderSchema({}), { code: 'UNAVAILABLE' })
    stranger.channel.close()
  })

  it('refuses a client without a certificate', async () => {
    await using plugin = await start()
    const { handshake } = plugin
    const stranger = await connectTo({ handshake, identity: undefined })
    await assert.rejects(stranger.provider.getProviderSchema({}), { code: 'UNAVAILABLE' })
    stranger.channel.close()
  })

  it('refuses a client in the clear', async () => {
    await using plugin = await start()
    using channel = await connect({ address: plugin.handshake.address })
    await assert.rejects(channel.client(Provider).getProviderSchema({}), { code: 'UNAVAILABLE' })
  })
})

describe('plugin services', () => {
  it('keep the standard streams open and silent', async () => {
    await using plugin = await start()
    const controller = new AbortController()
    const stream = plugin.stdio.streamStdio({}, { signal: controller.signal })
    const ended = stream[Symbol.asyncIterator]().next()
    ended.catch(() => {})
    await plugin.provider.readDataSource({ typeName: 'fake_log' })
    assert.equal(await Promise.race([ended.then(() => 'ended'), delay(100, 'open')]), 'open')
    controller.abort()
    await assert.rejects(ended, { code: 'CANCELLED' })
  })

  it('keep the broker open as long as the client does', async () => {
    await using plugin = await start()
    const gate = Promise.withResolvers<void>()
    const offers = async function* () {
      yield { serviceId: 1 }
      await gate.promise
    }
    const ended = plugin.broker.startStream(offers())[Symbol.asyncIterator]().next()
    assert.equal(await Promise.race([ended.then(() => 'ended'), delay(100, 'open')]), 'open')
    gate.resolve()
    assert.equal((await ended).done, true)
  })

  it('report health of the plugin, and of nothing else', async () => {
    await using plugin = await start()
    const { SERVING } = HealthCheckResponse_ServingStatus
    assert.equal((await plugin.health.check({ service: 'plugin' })).status, SERVING)
    assert.equal((await plugin.health.check({})).status, SERVING)
    await assert.rejects(plugin.health.check({ service: 'x' }), { code: 'NOT_FOUND' })
    for await (const { status } of plugin.health.watch({ service: 'plugin' })) {
      assert.equal(status, SERVING)
      break
    }
  })

  it('answer UNIMPLEMENTED for calls that the provider does not have', async () => {
    await using plugin = await start()
    await assert.rejects(plugin.provider.getFunctions({}), { code: 'UNIMPLEMENTED' })
  })

  it('take messages beyond the 4 MiB that gRPC allows by default', async () => {
    await using plugin = await start()
    const config = { msgpack: Buffer.alloc(6 * 2 ** 20) }
    await plugin.provider.readDataSource({ typeName: 'fake_thing', config })
  })
})

describe('plugin end', () => {
  it('comes after Shutdown, with code 0 and no socket left', async () => {
    await using plugin = await start()
    await plugin.provider.getProviderSchema({})
    const path = toSocketPath(plugin)
    assert.deepEqual(await plugin.shutDown(), { code: 0, signal: null })
    assert.equal(existsSync(path), false)
  })

  it('comes after Shutdown though a call hangs and the client keeps its connection', async () => {
    await using plugin = await start()
    const hanging = plugin.provider.readDataSource({ typeName: 'fake_hang' })
    hanging.catch(() => {})
    await plugin.controller.shutdown({})
    assert.deepEqual(await plugin.process.exited(), { code: 0, signal: null })
    await assert.rejects(hanging)
  })

  it('comes when the client has gone without a word', async () => {
    await using plugin = await start()
    await plugin.provider.getProviderSchema({})
    const path = toSocketPath(plugin)
    plugin.channel.close()
    assert.deepEqual(await plugin.process.exited(), { code: 0, signal: null })
    assert.equal(existsSync(path), false)
  })

  it('comes when Terraform is killed: pipes broken, connection gone', async () => {
    await using plugin = await start({ env: { TF_LOG: 'TRACE' } })
    plugin.process.breakPipes()
    await plugin.provider.readDataSource({ typeName: 'fake_log' })
    plugin.channel.close()
    assert.deepEqual(await plugin.process.exited(), { code: 0, signal: null })
  })

  it('does not come while the client connects anew', async () => {
    await using plugin = await start({ withTls: false })
    await plugin.provider.getProviderSchema({})
    using second = await connect({ address: plugin.handshake.address })
    await second.client(Provider).getProviderSchema({})
    plugin.channel.close()
    await delay(500)
    await second.client(Provider).getProviderSchema({})
  })

  it('does not come with Ctrl-C, which Terraform handles', async () => {
    await using plugin = await start()
    await plugin.provider.getProviderSchema({})
    plugin.process.kill('SIGINT')
    await delay(100)
    await plugin.provider.getProviderSchema({})
  })

  it('comes with SIGTERM, and leaves no socket', async () => {
    await using plugin = await start()
    await plugin.provider.getProviderSchema({})
    plugin.process.kill('SIGTERM')
    assert.deepEqual(await plugin.process.exited(), { code: 143, signal: null })
    assert.equal(existsSync(toSocketPath(plugin)), false)
  })

  it('by its own fault is a report that Terraform shows, with code 2', async () => {
    await using plugin = await start()
    await assert.rejects(plugin.provider.readDataSource({ typeName: 'fake_crash' }))
    assert.deepEqual(await plugin.process.exited(), { code: 2, signal: null })
    const [first, ...rest] = plugin.process.stderr
    assert.equal(first, 'panic: lb is not a function')
    const text = rest.join('\n')
    assert.match(text, /bug in the provider \(terraform-provider-fake 1\.2\.3\)\. Please report/)
    assert.match(text, /https:\/\/example\.com\/issues/)
    assert.match(text, /TypeError: lb is not a function\n\s+at .*fake-plugin\.ts/)
    assert(rest.length < 100)
    assert.equal(existsSync(toSocketPath(plugin)), false)
  })
})

describe('plugin log', () => {
  it('is JSON lines in the form that Terraform parses, without secrets', async () => {
    await using plugin = await start({ env: { TF_LOG: 'INFO' } })
    await plugin.provider.readDataSource({ typeName: 'fake_log' })
    await plugin.shutDown()
    const line = plugin.process.stderr.find((text) => text.includes('an info'))
    assert(line)
    const { '@timestamp': timestamp, ...rest } = JSON.parse(line) as Record<string, unknown>
    assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    assert.deepEqual(rest, {
      '@level': 'info',
      '@message': 'an info',
      '@module': 'terraform-provider-fake',
      count: 3,
      api_token: '***',
    })
    assert(!plugin.process.stderr.join().includes('a trace'))
  })

  it('has what the provider prints, which must not go to standard output', async () => {
    await using plugin = await start()
    await plugin.provider.readDataSource({ typeName: 'fake_log' })
    await plugin.shutDown()
    assert.deepEqual(plugin.process.stdout, [plugin.handshake.text])
    assert.deepEqual(plugin.process.stderr, ['plain text'])
  })
})

describe('plugin for debugging', () => {
  it('prints what to set, serves one client after the other, and ends with Ctrl-C', async () => {
    await using plugin = new PluginProcess({
      command: [...command, '--debug'],
      env: { TF_PLUGIN_MAGIC_COOKIE: undefined },
    })
    await plugin.firstLine()
    while (!plugin.stdout.some((line) => line.includes('Ctrl-C'))) await delay(10)
    const json = /TF_REATTACH_PROVIDERS='(.*)'/.exec(plugin.stdout.join('\n'))?.[1] ?? ''
    const entries = JSON.parse(json) as Record<string, { Pid: number; Addr: { String: string } }>
    const address = { path: entries['example.com/test/fake']?.Addr.String ?? '' }
    assert.deepEqual(entries, {
      'example.com/test/fake': {
        Protocol: 'grpc',
        ProtocolVersion: 6,
        Pid: plugin.pid,
        Test: true,
        Addr: { Network: 'unix', String: address.path },
      },
      'registry.opentofu.org/test/fake': entries['example.com/test/fake'],
    })
    for (let client = 0; client < 2; client++) {
      using channel = await connect({ address })
      await channel.client(Provider).getProviderSchema({})
      channel.close()
      await delay(400)
    }
    plugin.kill('SIGINT')
    assert.deepEqual(await plugin.exited(), { code: 0, signal: null })
    assert.equal(existsSync(address.path), false)
  })
})
