/** Limits of memory, on hierarchies of control groups that are plain folders. */

import assert from 'node:assert/strict'
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createMemoryLimits } from '../../../../src/engine/groups/drivers/process_memory.ts'

const PID = 4711
const BYTES = 64 * 1024 * 1024

describe('the limit of memory of a process', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lb-memory-'))
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  /** Puts a process under a limit where these are mounted; gives the folder of its limit. */
  async function put(mounts: string, file: string): Promise<string> {
    const mountsFile = join(root, 'mounts')
    await writeFile(mountsFile, mounts)
    const limits = createMemoryLimits({ directory: join(root, 'instances'), mountsFile })
    await limits.put('i-1', PID, BYTES)
    const [leaf] = await Array.fromAsync(glob(`*/lb-*/i-1/${file}`, { cwd: root }))
    assert.ok(leaf !== undefined, 'a limit was written')
    return dirname(join(root, leaf))
  }

  async function mount(name: string, controllers: string): Promise<string> {
    await mkdir(join(root, name))
    await writeFile(join(root, name, 'cgroup.controllers'), `${controllers}\n`)
    return `cgroup2 ${join(root, name)} cgroup2 rw,relatime 0 0\n`
  }

  const read = (...path: string[]): Promise<string> => readFile(join(...path), 'utf8')

  it('of version 2 is handed down from the top, then written, then the process moved', async () => {
    const leaf = await put(await mount('unified', 'cpu io memory pids'), 'memory.max')
    assert.equal(await read(root, 'unified', 'cgroup.subtree_control'), '+memory')
    assert.equal(await read(dirname(leaf), 'cgroup.subtree_control'), '+memory')
    assert.equal(await read(leaf, 'memory.max'), String(BYTES))
    assert.equal(await read(leaf, 'memory.oom.group'), '1')
    assert.equal(await read(leaf, 'cgroup.procs'), String(PID))
  })

  it('of version 1 is taken where version 2 has no memory', async () => {
    await mkdir(join(root, 'memory'))
    const first = `cgroup ${join(root, 'memory')} cgroup rw,memory 0 0\n`
    const mounts = (await mount('unified', 'pids')) + first
    const leaf = await put(mounts, 'memory.limit_in_bytes')
    assert.equal(await read(leaf, 'memory.limit_in_bytes'), String(BYTES))
    assert.equal(await read(leaf, 'cgroup.procs'), String(PID))
  })

  it('is refused where there is neither', async () => {
    const mounts = await mount('unified', 'pids')
    await assert.rejects(put(mounts, 'memory.max'), /no control groups for memory/)
  })
})
