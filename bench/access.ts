/**
 * What one question to the access rules costs, beside Node's own list of blocks.
 *
 * An accepted connection is asked about at most twice: the sources of its bind, the rules of its
 * listener. Where everyone may come in there is no table and nothing is asked.
 */

import { BlockList } from 'node:net'
import { AccessTable } from '../src/engine/ir/index.ts'
import { interleave, report } from './measure.ts'

const ROUNDS = 15
const QUESTIONS = 200_000

const sizes = [6, 100, 1000] as const

export async function benchAccess(): Promise<void> {
  for (const size of sizes) {
    const prefixes = Array.from({ length: size }, (_, at) => `10.${at >> 8}.${at & 255}.0/25`)
    const blocks = new BlockList()
    for (const prefix of prefixes) blocks.addSubnet(prefix.slice(0, -3), 25, 'ipv4')
    const table = new AccessTable([{ action: 'allow', prefixes }])
    const ask = (allows: (address: string) => boolean) => async () => nanoseconds(allows)
    const contestants = [
      { name: '`BlockList` of Node', run: ask((address) => blocks.check(address, 'ipv4')) },
      { name: 'rules', run: ask((address) => table.allows(address)) },
    ]
    report(`one question, ${size} prefixes`, 'ns', await interleave(contestants, ROUNDS))
  }
}

const addresses = Array.from({ length: 256 }, (_, at) => `10.${at & 3}.${at}.${(at * 7) & 255}`)

function nanoseconds(allows: (address: string) => boolean): number {
  const startMs = performance.now()
  let yes = 0
  for (let at = 0; at < QUESTIONS; at++) if (allows(addresses[at & 255] ?? '')) yes++
  if (yes === 0) throw new Error('no address is let through')
  return ((performance.now() - startMs) * 1e6) / QUESTIONS
}
