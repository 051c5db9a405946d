/**
 * Who an instance runs as.
 *
 * Answers for: users by name or number, and that nothing runs as root because nobody said
 * otherwise. Does not know: processes.
 */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const LOOK_DEADLINE_MS = 10_000

export interface User {
  readonly uid: number
  readonly gid: number
  readonly home: string
}

/** Whether the engine may become another user, and therefore has to. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Null when there is no such user. */
export async function findUser(name: string): Promise<User | null> {
  return (await findListed(name)) ?? findElsewhere(name)
}

async function findListed(name: string): Promise<User | null> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const [user, , uid, gid, , home] = line.split(':')
    if (user !== name && uid !== name) continue
    return { uid: Number(uid), gid: Number(gid), home: home === undefined ? '/' : home }
  }
  return null
}

/** Users of a directory service are in no file, but `id` knows them. */
async function findElsewhere(name: string): Promise<User | null> {
  try {
    const ask = async (option: string): Promise<number> => {
      const options = { timeout: LOOK_DEADLINE_MS }
      return Number((await promisify(execFile)('id', [option, '--', name], options)).stdout)
    }
    return { uid: await ask('-u'), gid: await ask('-g'), home: '/' }
  } catch {
    return null
  }
}

/** Why an instance cannot run as this user, in a sentence; null when it can. */
export async function checkUser(name: string | null): Promise<string | null> {
  if (name === null) {
    if (!isRoot()) return null
    return 'The engine runs as root: say in `user` of the launch who instances are to run as.'
  }
  const user = await findUser(name)
  if (user === null) return `There is no user "${name}" on this machine.`
  if (isRoot() || user.uid === process.getuid?.()) return null
  return `Only an engine that runs as root can start instances as "${name}".`
}
