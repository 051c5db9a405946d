/**
 * Engines of containers for tests: a Podman and a Docker of their own, each with an image that is
 * made of one static program.
 *
 * Answers for: starting them with store and socket in one directory, and taking them away again.
 * Does not know: what is run by them.
 */

import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectContainers } from '../../../src/engine/groups/drivers/container_api.ts'
import { waitFor } from '../../support/wait.ts'

const BUSYBOX = '/bin/busybox'
export const IMAGE = 'localhost/lb-test:1'
/** Longer than Docker takes to begin on a busy machine. */
const ANSWER_DEADLINE_MS = 60_000
const { signal } = new AbortController()

export interface ContainerEngine {
  readonly name: string
  /** A directory of its own, while it runs. */
  readonly root: string
  readonly socket: string
  start(): Promise<void>
  stop(): Promise<void>
}

/** Those that can run here; the others are named on standard error. */
export function findContainerEngines(): readonly ContainerEngine[] {
  const isAble = process.getuid?.() === 0 && existsSync(BUSYBOX)
  return [new Podman(), new Docker()].filter(({ name, program }) => {
    if (isAble && runs(program)) return true
    process.stderr.write(`SKIPPED: ${name} wants root, ${BUSYBOX} and ${program}\n`)
    return false
  })
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The tree of the image as an archive. */
function packImage(root: string): string {
  const tree = join(root, 'tree', 'bin')
  mkdirSync(tree, { recursive: true })
  copyFileSync(BUSYBOX, join(tree, 'busybox'))
  const archive = join(root, 'tree.tar')
  execFileSync('tar', ['-C', join(root, 'tree'), '-cf', archive, '.'])
  return archive
}

async function untilAnswering(socket: string): Promise<void> {
  const api = connectContainers(socket)
  const ping = (): Promise<true | null> =>
    api.ping(signal).then(
      () => true,
      () => null,
    )
  await waitFor(`an answer at ${socket}`, ping, ANSWER_DEADLINE_MS)
}

async function end(process: ChildProcess): Promise<void> {
  process.kill('SIGTERM')
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
}

abstract class OwnEngine implements ContainerEngine {
  abstract readonly name: string
  abstract readonly program: string
  #root: string | null = null
  #service: ChildProcess | null = null

  get root(): string {
    this.#root ??= realpathSync(mkdtempSync(join(tmpdir(), 'lb-containers-')))
    return this.#root
  }

  get socket(): string {
    return join(this.root, 'api.sock')
  }

  async start(): Promise<void> {
    this.#service = await this.launch(packImage(this.root))
  }

  async stop(): Promise<void> {
    if (this.#service === null) return
    await end(this.#service)
    this.clear()
    rmSync(this.root, { recursive: true, force: true })
  }

  /** Starts it with the image of the archive. */
  protected abstract launch(archive: string): Promise<ChildProcess>

  /** Takes away what it leaves outside its directory. */
  protected abstract clear(): void
}

class Podman extends OwnEngine {
  readonly name = 'Podman'
  readonly program = 'podman'

  protected async launch(archive: string): Promise<ChildProcess> {
    writeFileSync(
      join(this.root, 'containers.conf'),
      '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n',
    )
    const env = { ...process.env, CONTAINERS_CONF: join(this.root, 'containers.conf') }
    execFileSync('podman', this.#toArgs('import', archive, IMAGE), { env, stdio: 'ignore' })
    // A kernel that shows both versions of control groups is one too many for the runtime.
    const service = this.#toArgs('system', 'service', '--time=0', `unix://${this.socket}`)
    const script = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec podman "$@"'
    const wrapped = ['-m', 'sh', '-c', script, 'podman', ...service]
    const started = spawn('unshare', wrapped, { env, stdio: 'ignore' })
    await untilAnswering(this.socket)
    return started
  }

  protected clear(): void {}

  #toArgs(...rest: readonly string[]): readonly string[] {
    const { root } = this
    const at = ['--root', join(root, 'store'), '--runroot', join(root, 'run')]
    return [...at, '--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', ...rest]
  }
}

/** It changes no rule of the machine's firewall: what is published goes through its proxy. */
class Docker extends OwnEngine {
  readonly name = 'Docker'
  readonly program = 'dockerd'
  readonly #bridge = `lbd${process.pid}`.slice(0, 15)

  protected async launch(archive: string): Promise<ChildProcess> {
    execFileSync('ip', ['link', 'add', this.#bridge, 'type', 'bridge'])
    execFileSync('ip', ['address', 'add', '10.213.77.1/24', 'dev', this.#bridge])
    execFileSync('ip', ['link', 'set', this.#bridge, 'up'])
    const { root, socket } = this
    const places = ['--data-root', join(root, 'store'), '--exec-root', join(root, 'run')]
    const own = ['--pidfile', join(root, 'pid'), '--host', `unix://${socket}`]
    const network = ['--bridge', this.#bridge, '--iptables=false', '--ip6tables=false']
    const args = [...places, ...own, ...network, '--storage-driver', 'vfs']
    const started = spawn('dockerd', args, { stdio: 'ignore' })
    await untilAnswering(socket)
    const at = ['--host', `unix://${socket}`]
    execFileSync('docker', [...at, 'import', archive, IMAGE], { stdio: 'ignore' })
    return started
  }

  protected clear(): void {
    execFileSync('ip', ['link', 'delete', this.#bridge])
    // It leaves a namespace of networks mounted.
    for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n')) {
      const [, place = ''] = line.split(' ')
      if (place.startsWith(`${this.root}/`)) execFileSync('umount', [place])
    }
  }
}
