/**
 * The processes of this machine: who lives, since when, and with what in the environment.
 *
 * Answers for: identities that outlive this process and are never mistaken for a later process that
 * got the same pid. Does not know: instances, groups, what the processes do.
 */

import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface ProcessTable {
  /**
   * An opaque mark of when the process began, which no other process with this pid ever has. Null
   * when it does not live; one that has ended and waits for its parent to notice does not.
   */
  startMark(pid: number): Promise<string | null>
  /** The living processes that this user may see with `name=value` in their first environment. */
  find(marker: Marker): Promise<readonly FoundProcess[]>
  /** What the process uses, what has come of it and has ended included; null: it is not known. */
  usage(pid: number): Promise<ProcessUsage | null>
}

export interface ProcessUsage {
  readonly cpuMs: number
  readonly memoryBytes: number
}

export interface Marker {
  readonly name: string
  readonly value: string
}

export interface FoundProcess {
  readonly pid: number
  /** The pid of the leader of its process group; its own when it is the leader. */
  readonly processGroup: number
  readonly startMark: string
  /** Greater for those that began later; only to compare. */
  readonly startOrder: number
  /** Null when the environment has no such variable. */
  variable(name: string): string | null
}

export function thisMachinesProcesses(): ProcessTable {
  return process.platform === 'linux' ? procfs() : processStatus(process.platform)
}

interface Stat {
  readonly processGroup: number
  /** Clock ticks since the kernel started. */
  readonly startTicks: string
  /** Clock ticks of processor time, with those of children that have ended. */
  readonly usedTicks: number
}

/** A clock tick, as the kernel tells them to programs on every architecture. */
const TICK_MS = 10

/** Linux: /proc, without starting a process. */
function procfs(): ProcessTable {
  let boot: Promise<string> | null = null
  const toStartMark = async (stat: Stat): Promise<string> =>
    toMark(await (boot ??= readBootId()), stat)

  const look = async (pid: number, marker: Marker): Promise<FoundProcess | null> => {
    const environment = await readOrNull(`/proc/${pid}/environ`)
    const entries = environment?.split('\0') ?? []
    if (!entries.includes(`${marker.name}=${marker.value}`)) return null
    const stat = await readStat(pid)
    if (stat === null) return null
    return {
      pid,
      processGroup: stat.processGroup,
      startMark: await toStartMark(stat),
      startOrder: Number(stat.startTicks),
      variable: (name) => valueIn(entries, name),
    }
  }
  return {
    startMark: async (pid) => {
      const stat = await readStat(pid)
      return stat === null ? null : toStartMark(stat)
    },
    find: async (marker) => {
      const found: FoundProcess[] = []
      for (const name of await readdir('/proc')) {
        const process = /^\d+$/.test(name) ? await look(Number(name), marker) : null
        if (process !== null) found.push(process)
      }
      return found
    },
    usage: async (pid) => {
      const stat = await readStat(pid)
      const status = await readOrNull(`/proc/${pid}/status`)
      const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1]
      if (stat === null || kibibytes === undefined) return null
      return { cpuMs: stat.usedTicks * TICK_MS, memoryBytes: Number(kibibytes) * 1024 }
    },
  }
}

/** Ticks begin anew with each start of the machine, and so may pids. */
function toMark(boot: string, stat: Stat): string {
  return `${boot}/${stat.startTicks}`
}

async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** proc(5): pid (name) state parent group …, the start time 22nd; the name may hold anything. */
async function readStat(pid: number): Promise<Stat | null> {
  const text = await readOrNull(`/proc/${pid}/stat`)
  if (text === null) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, , processGroup] = fields
  const startTicks = fields[19]
  if (startTicks === undefined || state === 'Z' || state === 'X') return null
  const usedTicks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
  return { processGroup: Number(processGroup), startTicks, usedTicks }
}

/** Null: the process is gone, or somebody else's. */
async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

function valueIn(entries: readonly string[], name: string): string | null {
  const entry = entries.find((each) => each.startsWith(`${name}=`))
  return entry === undefined ? null : entry.slice(name.length + 1)
}

const PS_DEADLINE_MS = 10_000
const PS_BYTES_MAX = 64 * 1024 * 1024
const COLUMNS = 'pid=,pgid=,stat=,lstart=,command='
/** pid, group, state, `Sun Nov 22 16:08:42 2026`, the command and its environment. */
const LINE = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/

interface StatusLine {
  readonly pid: number
  readonly processGroup: number
  readonly began: string
  readonly command: string
}

/**
 * Elsewhere: `ps`, whose start times are by the second and by the calendar, so that they tell boots
 * apart. Values with spaces cannot be told from the next word; the variables looked for have none.
 */
export function processStatus(platform: NodeJS.Platform): ProcessTable {
  const withEnvironment = platform === 'linux' ? ['axeww'] : ['-axEww']
  return {
    startMark: async (pid) => {
      const [line] = await listStatus(['-ww', '-o', COLUMNS, '-p', String(pid)])
      return line?.began ?? null
    },
    find: async (marker) => {
      const lines = await listStatus([...withEnvironment, '-o', COLUMNS])
      const wanted = `${marker.name}=${marker.value}`
      return lines
        .filter(({ command }) => ` ${command} `.includes(` ${wanted} `))
        .map((line) => ({
          pid: line.pid,
          processGroup: line.processGroup,
          startMark: line.began,
          startOrder: Date.parse(line.began),
          variable: (name) => valueIn(line.command.split(' '), name),
        }))
    },
    usage: () => Promise.resolve(null),
  }
}

async function listStatus(args: readonly string[]): Promise<readonly StatusLine[]> {
  const options = { timeout: PS_DEADLINE_MS, maxBuffer: PS_BYTES_MAX, env: { LC_ALL: 'C' } }
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', args, options)
    return stdout.split('\n').flatMap(toStatusLine)
  } catch (error) {
    // It ends with 1 when no process matches, which is an answer.
    if (error instanceof Error && 'code' in error && error.code === 1) return []
    throw error
  }
}

function toStatusLine(text: string): readonly StatusLine[] {
  const [, pid, processGroup, state, began, command] = LINE.exec(text) ?? []
  if (began === undefined || command === undefined || state?.startsWith('Z')) return []
  return [{ pid: Number(pid), processGroup: Number(processGroup), began, command }]
}
