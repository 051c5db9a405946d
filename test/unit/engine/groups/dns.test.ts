/** Groups of the servers that a name has, under the controller and on a simulated machine. */

import assert from 'node:assert/strict'
import { Scene, toSpec } from './scene.ts'

const launch = { driver: 'dns', dns: { name: 'web.test' } }
const spec = { ...toSpec({}), launch, desiredCapacity: null, minSize: 0, port: 8080 }

describe('a group of the servers that a name has', () => {
  let scene: Scene
  let group: string
  const addresses = (): string =>
    scene.desired
      .instances(group)
      .map((instance) => instance.spec.address)
      .toSorted()
      .join(' ')
  beforeEach(async () => {
    scene = new Scene()
    scene.names = () => ['10.0.0.1', '10.0.0.2']
    await scene.open()
    group = scene.desired.putGroup(null, spec)
    await scene.pass(3_000)
  })
  afterEach(() => scene.controller.close())

  it('follows the name when its answer is no longer to be believed', async () => {
    assert.equal(addresses(), '10.0.0.1 10.0.0.2')
    scene.names = () => ['10.0.0.2', '10.0.0.3']
    await scene.pass(10_000)
    assert.equal(addresses(), '10.0.0.2 10.0.0.3')
  })

  it('keeps the last good answer while there is none, also over a restart', async () => {
    scene.names = () => {
      throw new Error('the name server fails')
    }
    await scene.pass(60_000, 500)
    assert.equal(addresses(), '10.0.0.1 10.0.0.2')
    await scene.controller.close()
    await scene.open()
    await scene.pass(60_000, 500)
    assert.equal(addresses(), '10.0.0.1 10.0.0.2')
    assert.equal((await scene.controller.progress(group)).kind, 'settled')
  })

  it('R35: has the port of the name, one instance after the other when that changes', async () => {
    const ports = (): string =>
      scene.desired
        .instances(group)
        .map((instance) => String(instance.spec.port))
        .join(' ')
    assert.equal(ports(), '8080 8080')
    scene.desired.putGroup(group, {
      ...spec,
      launch: { ...launch, dns: { ...launch.dns, port: 9 } },
    })
    let fewest = Infinity
    for (let step = 0; step < 200; step++) {
      await scene.pass(50)
      fewest = Math.min(fewest, scene.machine.processes.size)
    }
    assert.ok(fewest >= 1)
    assert.equal(ports(), '9 9')
    assert.deepEqual(scene.faults(group), [])
    assert.equal((await scene.controller.progress(group)).kind, 'settled')
  })

  it('R6: leaves out what is outside the VPC, and says so once', async () => {
    scene.names = () => ['10.0.0.1', '203.0.113.7']
    await scene.pass(30_000, 500)
    assert.equal(addresses(), '10.0.0.1')
    assert.deepEqual(scene.eventsOf('refused'), [
      'web.test has addresses outside the VPC vpc-default, which are left out: 203.0.113.7.',
    ])
    assert.equal((await scene.controller.progress(group)).kind, 'settled')
  })
})
