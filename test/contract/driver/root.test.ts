/** What the driver `process` does as root alone: other users, and limits of memory. */

import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InstanceDriver, InstanceExit } from '../../../src/engine/groups/contract.ts'
import { waitFor } from '../../support/wait.ts'
import { killLeftovers, openForTest, sleeper, toPid, toRequest } from './support.ts'

const { signal } = new AbortController()
const LIMIT_BYTES = 64 * 1024 * 1024
const suite = process.getuid?.() === 0 ? describe : describe.skip

suite('the driver process, as root', () => {
  let root: string
  let directory: string
  let driver: InstanceDriver
  let exits: InstanceExit[]
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'lb-driver-')))
    directory = join(root, 'instances')
    driver = await openForTest('process', directory)
    exits = []
    driver.onExit((exit) => exits.push(exit))
  })
  afterEach(async () => {
    await driver.close()
    await killLeftovers(directory)
    await rm(root, { recursive: true, force: true })
  })

  it('wants to be told who instances run as, and starts none otherwise', async () => {
    const request = toRequest('i-1', sleeper)
    const { process: block } = request.launch
    assert.ok(block !== null)
    const launch = { ...request.launch, process: { ...block, user: null } }
    const [problem] = await driver.check(launch, signal)
    assert.deepEqual(problem?.path, ['launch', 'process', 'user'])
    await assert.rejects(driver.start({ ...request, launch }, signal), { code: 'instance_failed' })
  })

  it('starts an instance as the user that is named, with that one’s groups alone', async () => {
    const running = await driver.start(toRequest('i-1', sleeper, { user: 'nobody' }), signal)
    const status = await readFile(`/proc/${toPid(running)}/status`, 'utf8')
    const [, uid = ''] = /^Uid:\t(.*)$/m.exec(status) ?? []
    assert.ok(
      uid.split('\t').every((each) => each !== '0'),
      uid,
    )
    const [, groups = ''] = /^Groups:\t(.*)$/m.exec(status) ?? []
    assert.equal(groups.trim(), '')
  })

  it('says that there is no such user', async () => {
    const { launch } = toRequest('i-1', sleeper, { user: 'no-such-user' })
    assert.match((await driver.check(launch, signal))[0]?.message ?? '', /no user "no-such-user"/)
  })

  it('ends an instance that wants more memory than it may have', async function () {
    const script = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(8e6, 1)), 20)'
    const command = [process.execPath, '-e', script]
    const request = toRequest('i-1', command, { memoryBytesMax: LIMIT_BYTES })
    if ((await driver.check(request.launch, signal)).length > 0) this.skip()
    await driver.start(request, signal)
    const exit = await waitFor('the kernel to end it', () => exits[0] ?? null)
    assert.equal(exit.signal, 'SIGKILL')
  })

  it('limits what an engine before had started, and was killed before it could limit it', async function () {
    const request = toRequest('i-1', sleeper, { memoryBytesMax: LIMIT_BYTES })
    if ((await driver.check(request.launch, signal)).length > 0) this.skip()
    const running = await driver.start(toRequest('i-1', sleeper), signal)
    const pid = toPid(running)
    assert.equal(await limitOf(pid), '')
    await driver.close()
    // As it is left between the fork and the record.
    await rm(join(directory, 'i-1', 'process.json'))
    await writeFile(join(directory, 'i-1', 'starting'), String(LIMIT_BYTES))
    for (let starts = 0; starts < 2; starts++) {
      driver = await openForTest('process', directory)
      assert.match(await limitOf(pid), /\/i-1$/)
      await driver.close()
    }
    driver = await openForTest('process', directory)
    await driver.stop('i-1', 30_000)
    assert.deepEqual(await readdir(directory), [])
  })

  it('ends all of an instance whose child wants too much (control groups 2)', async function () {
    if (!(await hasUnifiedMemory())) {
      process.stderr.write('SKIPPED: control groups of version 2 have no memory on this machine\n')
      this.skip()
    }
    const eat = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(8e6, 1)), 20)'
    const start = "require('node:child_process').spawn(process.execPath, ['-e', process.argv[1]])"
    const script = `${start}; setInterval(() => {}, 1000)`
    const command = [process.execPath, '-e', script, eat]
    const request = toRequest('i-1', command, { memoryBytesMax: 2 * LIMIT_BYTES })
    await driver.start(request, signal)
    const exit = await waitFor('the kernel to end it', () => exits[0] ?? null)
    assert.equal(exit.signal, 'SIGKILL')
  })
})

/** Under which control group for memory a process is. */
async function limitOf(pid: number): Promise<string> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8')
  return /^(?:\d+:(?:.*,)?memory|0:):(.*\/lb-.*)$/m.exec(groups)?.[1] ?? ''
}

async function hasUnifiedMemory(): Promise<boolean> {
  const mounts = await readFile('/proc/self/mounts', 'utf8')
  const [, place] = /^\S+ (\S+) cgroup2 /m.exec(mounts) ?? []
  if (place === undefined) return false
  const controllers = await readFile(join(place, 'cgroup.controllers'), 'utf8')
  return controllers.trim().split(' ').includes('memory')
}
