/** The construct over the bindings, in both libraries: which resources its words stand for. */

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Cdktf from 'cdktf'
import type { Construct } from 'constructs'
import { cdkFolder } from '../../../scripts/cdk.ts'

const require = createRequire(import.meta.url)

/** Of the package, what is used here: its own types are tested where the examples compile. */
interface Bindings {
  readonly LoadBalancer: new (scope: Construct, id: string, props?: object) => LoadBalancer
  readonly listener: { readonly Listener: unknown }
}

interface LoadBalancer extends Construct {
  addHttp(port: number): Front
  addTcp(port: number, options: object): Front
}

interface Front {
  toServers(servers: readonly (string | object)[], options?: object): { backendService: object }
  toService(service: object): void
}

interface Stack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>
}

for (const library of ['cdktf', 'cdktn'] as const) {
  describe(`LoadBalancer for ${library}`, () => {
    // As a stack gets them: compiled, from the package that is published.
    const { LoadBalancer } = require(cdkFolder(library)) as Bindings
    const { Testing } = require(library) as typeof Cdktf

    type Scope = Cdktf.IScopeCallback extends (scope: infer S) => void ? S : never

    const synth = (define: (scope: Scope) => void): Stack =>
      JSON.parse(Testing.synthScope(define)) as Stack

    const only = (stack: Stack, type: string): Record<string, unknown> => {
      const found = Object.values(stack.resource[type] ?? {})
      assert.equal(found.length, 1, type)
      return found[0] ?? {}
    }

    it('makes an instance, a listener, a backend service and a group that refer to each other', () => {
      const stack = synth((scope) => {
        const web = new LoadBalancer(scope, 'web', { tags: { team: 'shop' } })
        web
          .addHttp(80)
          .toServers(['10.0.0.1:8080', { address: '10.0.0.2', port: 8081, weight: 20 }])
      })
      const instance = only(stack, 'lb_instance')
      assert.equal(instance['name'], 'web')
      assert.deepEqual(instance['tags'], { team: 'shop' })
      const service = only(stack, 'lb_backend_service')
      assert.equal(service['port'], 8080)
      assert.match(String(service['server_group_id']), /^\$\{lb_server_group\..*\.id\}$/)
      assert.match(String(service['lb_instance_id']), /^\$\{lb_instance\..*\.id\}$/)
      const listener = only(stack, 'lb_listener')
      assert.deepEqual([listener['protocol'], listener['port']], ['HTTP', 80])
      assert.match(String(listener['backend_service_id']), /^\$\{lb_backend_service\..*\.id\}$/)
      assert.deepEqual(only(stack, 'lb_server_group')['servers'], [
        { address: '10.0.0.1', port: 8080 },
        { address: '10.0.0.2', port: 8081, weight: 20 },
      ])
    })

    it('passes options on to the resources they belong to', () => {
      const stack = synth((scope) => {
        const cache = new LoadBalancer(scope, 'cache', { name: 'redis', availabilityZones: ['b'] })
        cache
          .addTcp(6379, { idleTimeoutSeconds: 60 })
          .toServers(['[::1]:6380'], { name: 'redis', algorithm: 'source_ip', port: 1 })
      })
      assert.equal(only(stack, 'lb_instance')['name'], 'redis')
      assert.deepEqual(only(stack, 'lb_instance')['availability_zones'], ['b'])
      assert.equal(only(stack, 'lb_listener')['idle_timeout_seconds'], 60)
      const { algorithm, port, protocol, name } = only(stack, 'lb_backend_service')
      assert.deepEqual([algorithm, port, protocol, name], ['source_ip', 1, 'TCP', 'redis'])
      assert.deepEqual(only(stack, 'lb_server_group')['servers'], [{ address: '::1', port: 6380 }])
    })

    it('serves several ports from one backend service', () => {
      const stack = synth((scope) => {
        const web = new LoadBalancer(scope, 'web')
        const { backendService } = web.addHttp(80).toServers(['10.0.0.1:8080'])
        web.addHttp(8080).toService(backendService)
      })
      only(stack, 'lb_backend_service')
      assert.equal(Object.keys(stack.resource['lb_listener'] ?? {}).length, 2)
    })

    it('refuses a server that is not an address and a port', () => {
      const declare = (scope: Scope) =>
        new LoadBalancer(scope, 'web').addHttp(80).toServers(['10.0.0.1'])
      assert.throws(() => synth((scope) => void declare(scope)), /'address:port'.* not 10\.0\.0\.1/)
    })

    it('refuses a port that was never told where its traffic goes', () => {
      const { App, TerraformStack } = require(library) as typeof Cdktf
      const stack = new TerraformStack(Testing.stubVersion(new App({ stackTraces: false })), 's')
      const web = new LoadBalancer(stack, 'web')
      web.addHttp(80)
      assert.deepEqual(web.node.validate(), [
        's/web/http-80 leads nowhere: call toServers or another of its methods.',
      ])
    })

    it('is there for import too, with every resource under lib/', async () => {
      const folder = cdkFolder(library)
      const face = (await import(join(folder, 'lib/index.js'))) as Bindings
      assert.equal(typeof face.LoadBalancer, 'function')
      assert.equal(typeof face.listener.Listener, 'function')
      const { exports } = require(join(folder, 'package.json')) as {
        readonly exports: Readonly<Record<string, { readonly default: string }>>
      }
      const path = (exports['./lib/*']?.default ?? '').replaceAll('*', 'backend-service')
      const { BackendService } = require(join(folder, path)) as Record<string, unknown>
      assert.equal(typeof BackendService, 'function')
    })
  })
}
