/**
 * A Podman whose store is a directory of the test, for root on a Linux that can run containers.
 *
 * Answers for: images and containers that nobody else sees and that go with the test. Does not
 * know: what is in them.
 */

import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A kernel that shows both versions of control groups is one too many for the runtime. */
const ONE_CONTROL_GROUP = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec podman "$@"'

/** Whether there is a Podman that this user may ask to run something. */
export function canRunPodman(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    execFileSync('podman', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export class PodmanStore implements AsyncDisposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'lb-podman-')))

  constructor() {
    const limits = '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'
    writeFileSync(join(this.root, 'containers.conf'), limits)
  }

  /** What Podman prints. Throws when it fails, with what it says. */
  async podman(...args: readonly string[]): Promise<string> {
    const { root } = this
    const at = ['--root', join(root, 'store'), '--runroot', join(root, 'run')]
    const how = ['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs']
    const words = ['-m', 'sh', '-c', ONE_CONTROL_GROUP, 'podman', ...at, ...how, ...args]
    const env = { ...process.env, CONTAINERS_CONF: join(root, 'containers.conf') }
    return (await run('unshare', words, { env })).stdout.trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.podman('rm', '--all', '--force', '--time=0')
    rmSync(this.root, { recursive: true, force: true })
  }
}
