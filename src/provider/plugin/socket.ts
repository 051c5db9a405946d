/**
 * Where the plugin listens.
 *
 * Answers for: choosing a directory and a name that fit, binding, and removing what killed
 * processes left behind. Does not know: what is served there.
 */

import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { bind } from '../../rpc/index.ts'
import type { Door } from '../../rpc/index.ts'
import type { Environment } from './handshake.ts'

/** What a unix socket's path may have: the system's 108 or 104 bytes, less the end. */
const maxPathBytes = process.platform === 'darwin' ? 103 : 107

/** Terraform connects at once; a socket that is older than this has done its work or is stale. */
const staleAfterMs = 10 * 60_000

const loopback = '127.0.0.1'
const lastPort = 65_535

/**
 * Binds where Terraform can reach it: in `PLUGIN_UNIX_SOCKET_DIR` when that is set, else in a
 * directory of this user's in the system's temporary one, else (Windows, paths that are too long)
 * on a port of loopback.
 */
export async function openDoor(env: Environment, name: string): Promise<Door> {
  if (process.platform === 'win32') return openPort(env)
  const path = toSocketPath(env, name)
  return path === undefined ? openPort(env) : bind({ path })
}

function toSocketPath(env: Environment, name: string): string | undefined {
  const file = `${process.pid}-${randomBytes(4).toString('hex')}.sock`
  const wanted = env['PLUGIN_UNIX_SOCKET_DIR']
  if (wanted !== undefined && wanted !== '') {
    const path = join(wanted, file)
    if (fits(path)) return path
  }
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const directory = join(parent, toOwnName(name))
    if (fits(join(directory, file)) && isPrivate(directory)) return join(directory, file)
  }
  return undefined
}

/** A directory of this user's, named so that no two users want the same one. */
function toOwnName(name: string): string {
  return `${name}-${process.getuid?.() ?? 0}`
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= maxPathBytes
}

/** Makes the directory if it is not there. False when somebody else was there first. */
function isPrivate(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(directory)
    return uid === process.getuid?.() && (mode & 0o077) === 0
  } catch {
    // Whatever is wrong with this place, the next one is tried.
    return false
  }
}

async function openPort(env: Environment): Promise<Door> {
  const first = toPort(env['PLUGIN_MIN_PORT'])
  const last = toPort(env['PLUGIN_MAX_PORT'])
  if (first === undefined || last === undefined) return bind({ host: loopback, port: 0 })
  for (let port = first; port <= last; port++) {
    try {
      return await bind({ host: loopback, port })
    } catch (error) {
      if (!isInUse(error)) throw error
    }
  }
  throw new Error(`no port from ${first} to ${last} is free on ${loopback}`)
}

function toPort(text: string | undefined): number | undefined {
  const port = Number(text)
  return Number.isInteger(port) && port > 0 && port <= lastPort ? port : undefined
}

function isInUse(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === 'EADDRINUSE' || error.code === 'EACCES'
}

/** Removes the socket however the process is left, except when it is killed. */
export function removeSocketAtExit({ address }: Door): void {
  if (!('path' in address)) return
  process.on('exit', () => rmSync(address.path, { force: true }))
}

/**
 * Removes sockets that plugins of this user left when they were killed: old ones, in our own
 * directory only, whose process is gone. A socket that disappears meanwhile is no error.
 */
export function sweepSockets({ address }: Door, name: string, nowMs: number): void {
  const directory = 'path' in address ? dirname(address.path) : ''
  if (basename(directory) !== toOwnName(name)) return
  for (const file of readdirSync(directory)) {
    const pid = Number(/^(\d+)-[0-9a-f]{8}\.sock$/.exec(file)?.[1])
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    const path = join(directory, file)
    const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs
    if (nowMs - modifiedMs > staleAfterMs) rmSync(path, { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
