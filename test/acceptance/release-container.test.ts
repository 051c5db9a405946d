/** The engine in a container, by the container file of a release, on libraries of this machine. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { build } from '../../scripts/build.ts'
import { toEntries } from '../../scripts/release/package.ts'
import { platforms } from '../../scripts/release/platforms.ts'
import { shares, startBackend } from '../support/backends.ts'
import { canRunPodman, PodmanStore } from '../support/podman.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'
import { createWorkspace, requireTerraform } from '../support/terraform.ts'
import { waitFor } from '../support/wait.ts'

const recipe = resolve(import.meta.dirname, '../../scripts/release/Containerfile')
const BASE = 'gcr.io/distroless/cc-debian12:nonroot'
const IMAGE = 'localhost/lb-engine'
const LB = ['/opt/lb/lib/node', '/opt/lb/lib/lb.cjs']

/** What an archive has, unpacked, and the empty directory beside it. */
async function writeContext(folder: string): Promise<void> {
  await build()
  const platform = platforms.find(({ name }) => name === 'linux_amd64')
  assert.ok(platform)
  for (const entry of await toEntries(platform, { version: '0.1.0', workshop: folder })) {
    const path = join(folder, 'lb', entry.name)
    mkdirSync(dirname(path), { recursive: true })
    if (typeof entry.from === 'string') copyFileSync(entry.from, path)
    else writeFileSync(path, entry.from)
    chmodSync(path, entry.isExecutable ? 0o755 : 0o644)
  }
  mkdirSync(join(folder, 'state'))
}

/** In place of the base image, which is nowhere near a test: the libraries that Node asks for. */
async function importBase(store: PodmanStore, folder: string): Promise<void> {
  const tree = join(folder, 'base')
  const said = execFileSync('ldd', [join(folder, 'lb/lib/node')], { encoding: 'utf8' })
  for (const [path] of said.matchAll(/\/\S+/g)) {
    mkdirSync(join(tree, dirname(path)), { recursive: true })
    copyFileSync(path, join(tree, path))
  }
  const archive = join(folder, 'base.tar')
  execFileSync('tar', ['-C', tree, '-cf', archive, '.'])
  await store.podman('import', '--change', 'USER 65532', archive, BASE)
}

describe('the container file', function () {
  this.timeout(600_000)
  before(function () {
    requireTerraform(this)
    if (!canRunPodman() || process.arch !== 'x64') this.skip()
  })

  it('makes an engine without root that carries traffic, and keeps its state', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lb-container-'))
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => rmSync(folder, { recursive: true, force: true }))
    const store = cleanUp.use(new PodmanStore())
    await writeContext(folder)
    await importBase(store, folder)
    await store.podman('build', '--layers=false', '--file', recipe, '--tag', IMAGE, folder)

    const engine = ['--network=host', '--volume=lb-state:/var/lib/lb', '--name=lb']
    await store.podman('run', '--detach', ...engine, IMAGE)
    const volume = ['volume', 'inspect', 'lb-state', '--format', '{{.Mountpoint}}']
    const socket = join(await store.podman(...volume), 'engine.sock')
    const asksLb = async (): Promise<string | null> =>
      store.podman('exec', 'lb', ...LB, 'status').catch(() => null)
    await waitFor('the engine to answer', asksLb)

    const workspace = await createWorkspace({ LB_ENDPOINT: `unix://${socket}` })
    cleanUp.defer(workspace.close)
    const backend = await startBackend({ name: 'one' })
    cleanUp.defer(() => backend.close())
    await workspace.write(
      stackHcl({
        port: await freePort(),
        servers: [{ address: backend.address, port: backend.port }],
      }),
    )
    await workspace.apply()
    const { url } = await workspace.outputs()
    assert.deepEqual(await shares(String(url), 3), { one: 3 })

    await store.podman('restart', 'lb')
    await waitFor('the same traffic', () => shares(String(url), 1).catch(() => null))
    assert.deepEqual(await workspace.plan(), {})
    await workspace.destroy()
  })
})
