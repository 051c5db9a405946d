/**
 * The `container` driver: an instance is a container of Docker or Podman, reached at an address of
 * this machine that is its own.
 *
 * Answers for: containers that outlive the engine, known by labels and by their name, so that none
 * is made twice; pulling an image that is not there. Does not know: sizes of groups, health,
 * whether what ended should start again.
 *
 *   made ─▶ running ── stop ──▶ asked, forced ─▶ removed
 *              └── ends by itself ─▶ looked at ─▶ removed, and told to `onExit`
 */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { EngineError } from '../../errors.ts'
import type { Problem } from '../../ir/index.ts'
import { toProblem } from '../../kinds/index.ts'
import type { Launch } from '../../kinds/index.ts'
import type { Logger } from '../../runtime/index.ts'
import type { InstanceDriver, InstanceExit, RunningInstance } from '../contract.ts'
import type { StartRequest, Usage } from '../contract.ts'
import { ContainerError, connectContainers, findSocket } from './container_api.ts'
import type { ContainerApi, Listed } from './container_api.ts'
import { LABELS, toForm, toName } from './container_form.ts'
import type { DriverSettings } from './settings.ts'

const LOOK_INTERVAL_MS = 500
const OUTPUT_BYTES_MAX = 4 * 1024
const SOCKETS_FILE = 'sockets.json'

export async function openContainerDriver(settings: DriverSettings): Promise<InstanceDriver> {
  const driver = new ContainerDriver(settings)
  await driver.adopt()
  return driver
}

interface Running extends RunningInstance {
  readonly id: string
  readonly api: ContainerApi
  isStopping: boolean
}

class ContainerDriver implements InstanceDriver {
  readonly name = 'container'
  readonly #directory: string
  readonly #log: Logger
  readonly #apis = new Map<string, ContainerApi>()
  readonly #running = new Map<string, Running>()
  readonly #starting = new Map<string, Promise<RunningInstance>>()
  readonly #stopping = new Map<string, Promise<void>>()
  readonly #listeners: ((exit: InstanceExit) => void)[] = []
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> = Promise.resolve()

  constructor({ directory, log }: DriverSettings) {
    this.#directory = directory
    this.#log = log
  }

  /** What runs is found by its label at every socket that was ever used. */
  async adopt(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    for (const socket of await this.#readSockets())
      this.#apis.set(socket, connectContainers(socket))
    await this.#look()
    this.#lookLater()
  }

  async check({ container }: Launch, signal: AbortSignal): Promise<readonly Problem[]> {
    if (container === null) return []
    const path = ['launch', 'container', 'socket']
    const socket = container.socket ?? findSocket()
    if (socket === null) {
      const message = 'Neither Docker nor Podman has a socket on this machine: name it.'
      return [toProblem('invalid_argument', path, message)]
    }
    try {
      await connectContainers(socket).ping(signal)
      return []
    } catch (error) {
      signal.throwIfAborted()
      const message = `Nothing answers at ${socket}: ${toReason(error)}.`
      return [toProblem('invalid_argument', path, message)]
    }
  }

  start(request: StartRequest, signal: AbortSignal): Promise<RunningInstance> {
    const { instanceId } = request
    const starting = this.#starting.get(instanceId)
    if (starting !== undefined) return starting
    const started = this.#start(request, signal)
      .catch((error: unknown) => {
        throw error instanceof EngineError || signal.aborted ? error : toFailed(request, error)
      })
      .finally(() => this.#starting.delete(instanceId))
    this.#starting.set(instanceId, started)
    return started
  }

  list(): Promise<readonly RunningInstance[]> {
    return Promise.resolve([...this.#running.values()].map(toRunningInstance))
  }

  async stop(instanceId: string, graceMs: number): Promise<void> {
    await this.#starting.get(instanceId)?.catch(() => undefined)
    const stopping = this.#stopping.get(instanceId) ?? this.#stop(instanceId, graceMs)
    this.#stopping.set(instanceId, stopping)
    await stopping.finally(() => this.#stopping.delete(instanceId))
  }

  async usage(instanceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Usage>> {
    const own = [...this.#running.values()].filter((each) => instanceIds.has(each.instanceId))
    const used = await Promise.all(
      own.map(async ({ instanceId, api, id }) => {
        const use = await api.use(id).catch(() => null)
        if (use === null) return []
        const memoryBytesMax = Math.min(use.memoryBytesMax || totalmem(), totalmem())
        return [[instanceId, { ...use, memoryBytesMax }] as const]
      }),
    )
    return new Map(used.flat())
  }

  async output(instanceId: string): Promise<string> {
    const running = this.#running.get(instanceId)
    return running === undefined ? '' : readOutput(running)
  }

  onExit(listener: (exit: InstanceExit) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await Promise.allSettled([...this.#starting.values(), this.#looking])
  }

  async #start(request: StartRequest, signal: AbortSignal): Promise<RunningInstance> {
    signal.throwIfAborted()
    const { instanceId } = request
    const known = this.#running.get(instanceId)
    if (known !== undefined && !known.isStopping) return toRunningInstance(known)
    await this.#stopping.get(instanceId)
    const api = await this.#toApi(request)
    const before = await this.#find(api, instanceId)
    if (before?.State === 'running') return this.#keep(before, api)
    if (before !== undefined) await api.remove(before.Id)
    const form = toForm(request, this.#directory)
    await api.ensureImage(form.Image, signal)
    const id = await api.create(toName(instanceId), form, signal)
    try {
      await api.start(id, signal)
    } catch (error) {
      await api.remove(id)
      throw error
    }
    const made = await this.#find(api, instanceId)
    if (made === undefined) throw new Error('the container is gone')
    return this.#keep(made, api)
  }

  async #stop(instanceId: string, graceMs: number): Promise<void> {
    const running = this.#running.get(instanceId)
    if (running === undefined) return
    running.isStopping = true
    try {
      await running.api.stop(running.id, graceMs)
      await running.api.remove(running.id)
    } catch (error) {
      running.isStopping = false
      throw toStopError(instanceId, error)
    }
    this.#running.delete(instanceId)
  }

  async #find(api: ContainerApi, instanceId: string): Promise<Listed | undefined> {
    const { signal } = this.#closing
    const listed = await api.list(`${LABELS.instance}=${instanceId}`, signal)
    return listed.find(({ Labels }) => Labels[LABELS.engine] === this.#directory)
  }

  /** The socket is noted before anything is made there: the next engine looks for it. */
  async #toApi({ launch }: StartRequest): Promise<ContainerApi> {
    const socket = launch.container?.socket ?? findSocket()
    if (socket === null) throw new Error('neither Docker nor Podman has a socket here')
    const known = this.#apis.get(socket)
    if (known !== undefined) return known
    const api = connectContainers(socket)
    this.#apis.set(socket, api)
    const path = join(this.#directory, SOCKETS_FILE)
    await writeFile(`${path}.new`, JSON.stringify([...this.#apis.keys()]), { mode: 0o600 })
    await rename(`${path}.new`, path)
    return api
  }

  async #readSockets(): Promise<readonly string[]> {
    try {
      const text = await readFile(join(this.#directory, SOCKETS_FILE), 'utf8')
      const sockets: unknown = JSON.parse(text)
      return Array.isArray(sockets) ? sockets.map(String) : []
    } catch {
      return []
    }
  }

  #keep(listed: Listed, api: ContainerApi): RunningInstance {
    const { Id: id, Labels, Created } = listed
    const running: Running = {
      instanceId: Labels[LABELS.instance] ?? '',
      groupId: Labels[LABELS.group] ?? '',
      address: Labels[LABELS.address] ?? '',
      run: `container ${id.slice(0, 12)}`,
      startedMs: Created * 1000,
      ...{ id, api, isStopping: false },
    }
    this.#running.set(running.instanceId, running)
    return toRunningInstance(running)
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (!this.#closing.signal.aborted) this.#lookLater()
      })
    }, LOOK_INTERVAL_MS).unref()
  }

  async #look(): Promise<void> {
    for (const api of this.#apis.values()) {
      try {
        await this.#lookAt(api)
      } catch (error) {
        if (this.#closing.signal.aborted) return
        this.#log.debug('Containers cannot be listed', { socket: api.socket, error: String(error) })
      }
    }
  }

  async #lookAt(api: ContainerApi): Promise<void> {
    const { signal } = this.#closing
    const before = [...this.#running.values()].filter((each) => each.api === api)
    const listed = await api.list(`${LABELS.engine}=${this.#directory}`, signal)
    const lives = new Set<string>()
    for (const each of listed) {
      const instanceId = each.Labels[LABELS.instance] ?? ''
      if (this.#starting.has(instanceId)) continue
      if (each.State === 'running') lives.add(each.Id)
      const isKnown = this.#running.has(instanceId)
      if (each.State === 'running' && !isKnown) this.#keep(each, api)
      // What ended, or was never started, while no engine was there to see it.
      if (isOver(each) && !isKnown) await api.remove(each.Id)
    }
    for (const running of before) {
      const isSame = this.#running.get(running.instanceId) === running
      if (!lives.has(running.id) && isSame && !running.isStopping) await this.#end(running)
    }
  }

  async #end(running: Running): Promise<void> {
    const { api, id, instanceId } = running
    const code = await api.exitCode(id).catch(() => null)
    const output = await readOutput(running)
    await api.remove(id)
    if (running.isStopping || this.#closing.signal.aborted) return
    this.#running.delete(instanceId)
    for (const listener of this.#listeners) listener({ instanceId, code, signal: null, output })
  }
}

function isOver({ State }: Listed): boolean {
  return State === 'exited' || State === 'dead' || State === 'created' || State === 'stopped'
}

async function readOutput({ api, id }: Running): Promise<string> {
  const text = (await api.logs(id).catch(() => '')).trimEnd()
  if (text.length <= OUTPUT_BYTES_MAX) return text
  const tail = text.slice(-OUTPUT_BYTES_MAX)
  return tail.slice(tail.indexOf('\n') + 1)
}

function toRunningInstance({ instanceId, groupId, address, run, startedMs }: Running) {
  return { instanceId, groupId, address, run, startedMs }
}

function toReason(error: unknown): string {
  if (error instanceof ContainerError) return error.message
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function toFailed({ instanceId, launch }: StartRequest, cause: unknown): EngineError {
  const image = launch.container?.image ?? ''
  return new EngineError({
    code: 'instance_failed',
    message: `The instance ${instanceId} cannot start a container of ${image}: ${toReason(cause)}`,
    remedy: 'Check that the image is there or can be pulled, and what its command is.',
    cause,
  })
}

function toStopError(instanceId: string, cause: unknown): EngineError {
  return new EngineError({
    code: 'instance_failed',
    message: `The container of the instance ${instanceId} does not end: ${toReason(cause)}`,
    remedy: 'Look at what Docker or Podman says about it.',
    cause,
  })
}
