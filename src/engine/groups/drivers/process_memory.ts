/**
 * Limits of memory for instances, by control groups of the kernel: cgroups(7), both versions.
 *
 * Answers for: one control group for an instance that has a limit, beneath one of the driver's own.
 * Does not know: processes; who is in the group stays in it with all that comes of him.
 */

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRoot } from './process_user.ts'

export interface MemoryLimits {
  /** Why there can be no limit on this machine, in a sentence; null when there can. */
  check(): Promise<string | null>
  /** Puts the process under the limit. Throws when the kernel does not have it. */
  put(instanceId: string, pid: number, bytesMax: number): Promise<void>
  /** Removes what `put` has made; whoever was in it has ended. */
  remove(instanceId: string): Promise<void>
  /** As `remove`, for all but these. */
  removeOthers(instanceIds: ReadonlySet<string>): Promise<void>
}

interface Hierarchy {
  readonly path: string
  /** Of the limit. */
  readonly file: string
  readonly isUnified: boolean
}

export interface MemoryLimitsOptions {
  /** Of the driver, which gives its control group a name of its own. */
  readonly directory: string
  /** The file that says what is mounted where; absent: this machine's. */
  readonly mountsFile?: string
}

export function createMemoryLimits(options: MemoryLimitsOptions): MemoryLimits {
  const { directory, mountsFile = '/proc/self/mounts' } = options
  const name = `lb-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`
  let found: Promise<Hierarchy | null> | null = null
  const find = (): Promise<Hierarchy | null> => (found ??= findHierarchy(mountsFile))
  const remove = async (instanceId: string): Promise<void> => {
    const hierarchy = isRoot() ? await find() : null
    if (hierarchy === null) return
    await removeGroup(join(hierarchy.path, name, instanceId))
    // Only the last one can: a group with others beneath it is not removed.
    await removeGroup(join(hierarchy.path, name))
  }
  return {
    check: async () => {
      if (!isRoot()) return 'A limit of memory needs an engine that runs as root.'
      if ((await find()) !== null) return null
      return 'This machine has no control groups for memory.'
    },
    put: async (instanceId, pid, bytesMax) => {
      const hierarchy = await find()
      if (hierarchy === null) throw new Error('this machine has no control groups for memory')
      const own = join(hierarchy.path, name)
      const leaf = join(own, instanceId)
      await mkdir(leaf, { recursive: true })
      if (hierarchy.isUnified) {
        await writeFile(join(hierarchy.path, 'cgroup.subtree_control'), '+memory')
        await writeFile(join(own, 'cgroup.subtree_control'), '+memory')
      }
      await writeFile(join(leaf, hierarchy.file), String(bytesMax))
      // An instance that has lost one of its processes is no instance: all of it ends, or none.
      if (hierarchy.isUnified) await writeFile(join(leaf, 'memory.oom.group'), '1')
      await writeFile(join(leaf, 'cgroup.procs'), String(pid))
    },
    remove,
    removeOthers: async (instanceIds) => {
      const hierarchy = isRoot() ? await find() : null
      if (hierarchy === null) return
      const entries = await readdir(join(hierarchy.path, name), { withFileTypes: true }).catch(
        () => [],
      )
      for (const entry of entries) {
        if (entry.isDirectory() && !instanceIds.has(entry.name)) await remove(entry.name)
      }
    },
  }
}

/** Where the kernel has the memory of control groups; null: nowhere. */
async function findHierarchy(mountsFile: string): Promise<Hierarchy | null> {
  const mounts = (await readFile(mountsFile, 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(' '))
  for (const [, path = '', type, options = ''] of mounts) {
    if (type === 'cgroup' && options.split(',').includes('memory')) {
      return { path, file: 'memory.limit_in_bytes', isUnified: false }
    }
    if (type !== 'cgroup2') continue
    const controllers = await readFile(join(path, 'cgroup.controllers'), 'utf8').catch(() => '')
    if (controllers.trim().split(' ').includes('memory')) {
      return { path, file: 'memory.max', isUnified: true }
    }
  }
  return null
}

/** What is still in use is removed by whoever looks the next time. */
async function removeGroup(path: string): Promise<void> {
  await rmdir(path).catch(() => undefined)
}
