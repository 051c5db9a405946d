/**
 * The engine as resources reach it.
 *
 * Answers for: connecting when somebody first needs it, starting the engine of this machine only
 * for work that cannot be done without one, writes that outlive an engine that is killed, and reads
 * in bulk. Does not know: any resource.
 */

import type { ApiObject, EngineClient, Operation } from '../engine/client/contract.ts'
import type { DataPlaneChoice, Endpoint, EngineConnection } from '../engine/client/index.ts'
import type { PutOperation, SettleQuery, Snapshot } from '../engine/client/contract.ts'
import { EngineError } from '../engine/errors.ts'
import { DryRuns } from './dry-runs.ts'
import { ProviderRun } from './run.ts'
import { version } from '../version.ts'
import { toSkew } from './skew.ts'
import type { Skew } from './skew.ts'

/**
 * What a destroy does while others refer to the object. `defer`: it serves until they are gone, as
 * Terraform destroys what is replaced before it changes who refers to it. `strict`: it is refused.
 */
export type DeletionPolicy = 'defer' | 'strict'

/** What the provider's configuration says about the engine. */
export interface EngineSettings {
  /** Who owns what this configuration makes. */
  readonly owner: string
  readonly deletionPolicy: DeletionPolicy
  /** Null: the engine of this machine. */
  readonly endpoint: Endpoint | null
  /** Where the engine of this machine keeps its state; null: the default. */
  readonly stateDirectory: string | null
  /** What is to carry its traffic; null: what it has. */
  readonly dataPlane: DataPlaneChoice | null
}

/** After so many reads one by one, the rest come from one snapshot. */
const SINGLE_READS_MAX = 16
/** How old a snapshot may be: a refresh reads as of one moment, not as of long ago. */
const SNAPSHOT_AGE_MS_MAX = 2000
/** An engine that says nothing for so long is none to wait for: the user is told. */
const GREETING_DEADLINE_MS = 5000
/** How long "no engine runs here" holds: a plan of many new objects asks it of the disk once. */
const ABSENCE_AGE_MS_MAX = 2000

/** How often a write is begun, should the engine of this machine die each time. */
const WRITE_ATTEMPTS_MAX = 3

interface TakenSnapshot {
  readonly takenMs: number
  readonly objects: Promise<ReadonlyMap<string, ApiObject>>
}

export class Engine {
  readonly owner: string
  readonly deletionPolicy: DeletionPolicy
  readonly #settings: EngineSettings
  #client: Promise<EngineConnection> | null = null
  #absentSinceMs = Number.NEGATIVE_INFINITY
  #reads = 0
  #dryRuns: DryRuns | null = null
  #isSkewTold = false
  #planeSettled: Promise<void> | null = null
  readonly #planned = new Map<string, PutOperation>()
  #snapshot: TakenSnapshot | null = null
  readonly #run = new ProviderRun()

  constructor(settings: EngineSettings) {
    this.owner = settings.owner
    this.deletionPolicy = settings.deletionPolicy
    this.#settings = settings
  }

  /** The client; starts the engine of this machine when none runs. Throws `EngineError`. */
  connect(signal: AbortSignal): Promise<EngineConnection> {
    this.#client ??= this.#start(signal).catch((error: unknown) => {
      this.#client = null // The next one may try again: the engine may be there by then.
      throw error
    })
    return this.#client
  }

  /** The client, or null where no engine answers. Starts nothing. */
  async reach(signal: AbortSignal): Promise<EngineConnection | null> {
    if (this.#client !== null) return this.#client
    if (performance.now() - this.#absentSinceMs < ABSENCE_AGE_MS_MAX) return null
    if (this.#settings.endpoint !== null) {
      try {
        return await this.connect(signal)
      } catch (error) {
        this.#absentSinceMs = performance.now()
        throw error
      }
    }
    const { connectEngine, findEngine } = await import('../engine/client/index.ts')
    const { stateDirectory } = this.#settings
    const socket = await findEngine({ stateDirectory, signal })
    if (socket === null) {
      this.#absentSinceMs = performance.now()
      return null
    }
    this.#client ??= Promise.resolve(connectEngine(socket))
    return this.#client
  }

  /**
   * What the user is to know of the engine's version, once; null when there is nothing to tell.
   * Never throws: who asks has other work that will tell what is wrong.
   */
  async skew(signal: AbortSignal): Promise<Skew | null> {
    if (this.#isSkewTold) return null
    this.#isSkewTold = true
    try {
      const info = await (await this.connect(signal)).info(signal)
      return toSkew({ provider: version, engine: info.version })
    } catch {
      return null
    }
  }

  /** One object, or null. Many reads in a row share one snapshot. */
  async read(
    { kind, id }: { readonly kind: string; readonly id: string },
    signal: AbortSignal,
  ): Promise<ApiObject | null> {
    const client = await this.connect(signal)
    const object = await this.#find(client, { kind, id }, signal)
    // The id came out of a state.
    if (object?.unclaimed === true) this.#run.note(id)
    return object
  }

  /** Who makes what is created through this engine. */
  get maker(): ProviderRun['maker'] {
    return this.#run.maker
  }

  /** An object that was created and whose id Terraform is being told. */
  noteCreated({ id }: ApiObject): void {
    this.#run.note(id)
  }

  /** A change of an object that this plan makes: what refers to it is judged after it. */
  notePlanned(operation: PutOperation): void {
    if (operation.id !== null) this.#planned.set(operation.id, operation)
  }

  /** A dry run by the engine that `reach` gave; many at the same time are few calls. */
  async check(
    client: EngineClient,
    operations: readonly Operation[],
    signal: AbortSignal,
  ): ReturnType<EngineClient['check']> {
    if (this.#dryRuns?.client !== client) this.#dryRuns = new DryRuns(client)
    const refusal = await this.#dryRuns.check(operations, signal)
    // The one that the apply switches to may do what this one does not.
    const isMoot = refusal?.code === 'data_plane_rejected' && (await this.#isToSwitch())
    return isMoot ? null : refusal
  }

  /** Whether the first write switches an engine that runs to another data plane. */
  async #isToSwitch(): Promise<boolean> {
    const { endpoint, stateDirectory, dataPlane } = this.#settings
    if (endpoint !== null || dataPlane === null) return false
    const { hasDataPlane } = await import('../engine/client/index.ts')
    return !(await hasDataPlane({ stateDirectory, dataPlane }))
  }

  /** The changes planned so far of what the spec refers to. */
  plannedFor(spec: PutOperation['spec']): readonly PutOperation[] {
    return Object.values(spec)
      .map((value) => (typeof value === 'string' ? this.#planned.get(value) : undefined))
      .filter((operation) => operation !== undefined)
  }

  /**
   * One transaction. Should the engine of this machine die on the way, it is started again and
   * asked again: creations have a key, and everything else may be done twice.
   */
  async transact(
    operations: readonly Operation[],
    signal: AbortSignal,
  ): Promise<readonly ApiObject[]> {
    // What was read before a write is not to be trusted any more.
    this.#reads = 0
    this.#snapshot = null
    await this.#settleDataPlane(signal)
    const isCreating = operations.some(({ id }) => id === null)
    return this.#insist(async (client, attempt) => {
      if (isCreating) await this.#run.attend(client, signal)
      return client.transact(attempt === 1 ? operations : toAgain(operations), signal)
    }, signal)
  }

  /** Reads leave the engine as it is: a plan switches nothing. Throws `EngineError`. */
  #settleDataPlane(signal: AbortSignal): Promise<void> {
    this.#planeSettled ??= this.#switchDataPlane(signal).catch((error: unknown) => {
      this.#planeSettled = null
      throw error
    })
    return this.#planeSettled
  }

  async #switchDataPlane(signal: AbortSignal): Promise<void> {
    const { endpoint, stateDirectory, dataPlane } = this.#settings
    if (endpoint !== null || dataPlane === null) return
    const { ensureDataPlane } = await import('../engine/client/index.ts')
    if (!(await ensureDataPlane({ stateDirectory, dataPlane, signal }))) return
    const before = this.#client
    this.#client = null
    await before?.then((client) => client.close()).catch(() => {})
  }

  /**
   * Resolves when what a write began is done, however long that takes. `tell` hears how far it is
   * when that takes long.
   */
  async untilDone(
    query: SettleQuery & { readonly tell: (progress: string) => void },
    signal: AbortSignal,
  ): Promise<void> {
    const { tell, ...what } = query
    for (;;) {
      const progress = await this.#insist((client) => client.settle(what, signal), signal)
      if (progress === null) return
      tell(progress)
    }
  }

  async #insist<T>(
    ask: (client: EngineClient, attempt: number) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const connecting = this.connect(signal)
      const client = await connecting
      try {
        return await ask(client, attempt)
      } catch (error) {
        if (attempt === WRITE_ATTEMPTS_MAX || !(await this.#isMyEngineLost(error))) throw error
        if (this.#client === connecting) this.#client = null
        client.close()
      }
    }
  }

  async #find(
    client: EngineClient,
    { kind, id }: { readonly kind: string; readonly id: string },
    signal: AbortSignal,
  ): Promise<ApiObject | null> {
    if (++this.#reads <= SINGLE_READS_MAX) return client.get(kind, id, signal)
    const objects = await this.#objects(client, signal)
    const object = objects.get(id)
    return object?.kind === kind ? object : null
  }

  /** An engine elsewhere is nobody's here to start again. */
  async #isMyEngineLost(error: unknown): Promise<boolean> {
    if (this.#settings.endpoint !== null) return false
    const { ConnectionLost } = await import('../engine/client/index.ts')
    return error instanceof ConnectionLost
  }

  /** Terraform has all that was answered. */
  async settle(): Promise<void> {
    const client = await this.#client?.catch(() => null)
    if (client !== null && client !== undefined) await this.#run.settle(client)
  }

  async close(): Promise<void> {
    this.#run.close()
    const client = this.#client
    this.#client = null
    if (client === null) return
    await client.then(
      (made) => made.close(),
      () => {}, // Whoever asked for it has been told why there is none.
    )
  }

  async #start(signal: AbortSignal): Promise<EngineConnection> {
    const { connectEngine, ensureEngine, toEndpointText } =
      await import('../engine/client/index.ts')
    const { endpoint, stateDirectory, dataPlane } = this.#settings
    if (endpoint === null) {
      return connectEngine(await ensureEngine({ stateDirectory, dataPlane, signal }))
    }
    const client = connectEngine(endpoint)
    try {
      await greet({ client, where: toEndpointText(endpoint.address) }, signal)
      return client
    } catch (error) {
      client.close()
      throw error
    }
  }

  #objects(client: EngineClient, signal: AbortSignal): TakenSnapshot['objects'] {
    const nowMs = performance.now()
    const isFresh = this.#snapshot !== null && nowMs - this.#snapshot.takenMs < SNAPSHOT_AGE_MS_MAX
    if (this.#snapshot !== null && isFresh) return this.#snapshot.objects
    const objects = client.snapshot(signal).then(byId)
    const taken = { takenMs: nowMs, objects }
    this.#snapshot = taken
    objects.catch(() => {
      if (this.#snapshot === taken) this.#snapshot = null
    })
    return objects
  }
}

/** What is asked once more may be done already: a change of its own is no stranger's. */
function toAgain(operations: readonly Operation[]): readonly Operation[] {
  return operations.map((operation) => {
    if (operation.type === 'put') return { ...operation, expectedGeneration: null }
    const { expectedGeneration: _, ...rest } = operation
    return rest
  })
}

function byId(snapshot: Snapshot): ReadonlyMap<string, ApiObject> {
  return new Map(snapshot.objects.map((object) => [object.id, object]))
}

/** A first word, so that an engine which hangs is found out before something waits for it long. */
async function greet(
  { client, where }: { readonly client: EngineClient; readonly where: string },
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(GREETING_DEADLINE_MS)
  try {
    await client.info(AbortSignal.any([signal, limit]))
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error
    const message =
      `The engine at ${where} said nothing for ${GREETING_DEADLINE_MS / 1000} s. ` +
      'Is it busy, or not an engine?'
    throw new EngineError({ code: 'deadline_exceeded', message, cause: error })
  }
}
