/**
 * Addresses by the program `ip` of iproute2: Node has no door to the kernel's own (rtnetlink).
 *
 * Answers for: calling it without a shell, with a deadline, and its answers. Linux alone has it.
 */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fromAddress, toAddress } from '../../ir/index.ts'
import type { AddressTool, Place } from './contract.ts'

const CALL_TIMEOUT_MS = 5_000
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024

/** Beside the caller's: where service managers leave it out. */
const SYSTEM_PATH = '/usr/sbin:/sbin:/usr/bin:/bin'

const run = promisify(execFile)

export const ipCommand: AddressTool = {
  list: async () => {
    const links = JSON.parse(await ip('-json', 'address', 'show')) as readonly Link[]
    const texts = links.flatMap((link) => link.addr_info ?? []).map(({ local }) => local ?? '')
    return new Set(texts.map(toCanonical))
  },
  add: async (place) => {
    // A new IPv6 address is usable at once only without the search for a duplicate.
    const rest = place.address.includes(':') ? ['nodad'] : []
    await ip('address', 'add', toHost(place), 'dev', place.interface, ...rest)
  },
  remove: async (place) => {
    await ip('address', 'delete', toHost(place), 'dev', place.interface)
  },
}

interface Link {
  readonly addr_info?: readonly { readonly local?: string }[]
}

/** An address of its own, so that no route comes or goes with it. */
function toHost({ address }: Place): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}

function toCanonical(text: string): string {
  const parsed = toAddress(text)
  return parsed === null ? text : fromAddress(parsed)
}

async function ip(...words: readonly string[]): Promise<string> {
  const PATH = `${process.env['PATH'] ?? ''}:${SYSTEM_PATH}`
  const options = { timeout: CALL_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX, env: { PATH } }
  try {
    return (await run('ip', words, options)).stdout
  } catch (error) {
    throw new Error(toReason(error), { cause: error })
  }
}

function toReason(error: unknown): string {
  const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string }
  if (code === 'ENOENT') return 'the program ip (package iproute2) is not installed'
  const said = stderr?.trim().split('\n')[0] ?? ''
  return said === '' ? String(error) : said
}
