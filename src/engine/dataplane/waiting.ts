/**
 * Connections that wait to be accepted in a socket that is about to close.
 *
 * Answers for: the kernel giving them to another socket of the same address and user for as long as
 * a hand-over takes, where this process may ask for that (`tcp_migrate_req`, Linux 5.14); otherwise
 * the kernel resets them. Does not know: who closes, and who goes on.
 */

import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import type { Logger } from '../runtime/contract.ts'

/** Of this network namespace. */
const SETTING = '/proc/sys/net/ipv4/tcp_migrate_req'
const ON = '1'

/** Whether they are moved, be it because this process has the right to ask for it. */
export function canMoveWaiting(): boolean {
  try {
    if (readSetting() === ON) return true
    accessSync(SETTING, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Connections that wait move on in all that `close` closes until it resolves. The setting is then
 * what it was before. Where it cannot be had the log says what that means.
 */
export async function movingWaiting<T>(log: Logger, close: () => Promise<T>): Promise<T> {
  const before = ask(log)
  try {
    return await close()
  } finally {
    if (before !== null && before !== ON) writeFileSync(SETTING, before)
  }
}

/** What the setting was; null: it cannot be changed. */
function ask(log: Logger): string | null {
  try {
    const before = readSetting()
    if (before !== ON) writeFileSync(SETTING, ON)
    return before
  } catch (error) {
    log.info('who waits in a socket that closes may be reset, if the successor has another', {
      cause: error instanceof Error ? error.message : String(error),
      remedy: 'net.ipv4.tcp_migrate_req=1 has the kernel move them',
    })
    return null
  }
}

function readSetting(): string {
  return readFileSync(SETTING, 'utf8').trim()
}
