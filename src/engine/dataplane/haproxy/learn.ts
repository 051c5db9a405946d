/**
 * What a worker that runs has: its servers and the cookies of them, as it says itself.
 *
 * Answers for: reading HAProxy's answers as slots. Does not know: who asks, and why.
 */

import type { ProxyConfig } from '../../ir/index.ts'
import { poolsOf } from '../parts.ts'
import type { Rosters } from './blueprint.ts'
import type { Console } from './console.ts'
import { toBackName } from './naming.ts'
import type { Place } from './place.ts'
import type { Slot } from './plan.ts'
import { emptySlot, slotName } from './plan.ts'
import { Roster } from './roster.ts'

/** By the names of backs. */
export type Slots = ReadonlyMap<string, readonly Slot[]>

/** `cookied`: the backs whose clients are known by a cookie. */
export async function learnSlots(
  console: Console,
  place: Place,
  cookied: ReadonlySet<string>,
): Promise<Slots> {
  const tokens = new Map<string, ReadonlyMap<string, string>>()
  for (const name of cookied) {
    const answer = await console.ask(`show map ${place.tokensFile(name)}`)
    tokens.set(name, readMap(answer))
  }
  return readServers(await console.ask('show servers state'), tokens)
}

/** Of the lines `0x… key value`. */
function readMap(text: string): ReadonlyMap<string, string> {
  const entries = [...text.matchAll(/^0x[0-9a-f]+ (\S+) (\S+)$/gm)]
  return new Map(entries.map(([, key = '', value = '']) => [key, value]))
}

export function readServers(
  text: string,
  tokens: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Slots {
  const lines = text.split('\n')
  const head = lines.find((line) => line.startsWith('# ')) ?? ''
  const columns = new Map(
    head
      .slice(2)
      .split(' ')
      .map((name, index) => [name, index]),
  )
  const found = new Map<string, Slot[]>()
  for (const line of lines) {
    const cells = line.split(' ')
    const at = (column: string): string => cells[columns.get(column) ?? -1] ?? ''
    const index = /^s(\d+)$/.exec(at('srv_name'))?.[1]
    if (index === undefined) continue
    const back = at('be_name')
    const slots = found.get(back) ?? []
    found.set(back, slots)
    slots[Number(index)] = {
      address: at('srv_addr'),
      port: Number(at('srv_port')),
      weight: Number(at('srv_uweight')),
      isOn: at('srv_admin_state') === '0',
      token: tokens.get(back)?.get(slotName(Number(index))) ?? null,
    }
  }
  return found
}

/** Endpoints are where their addresses are; who is nowhere yet gets a slot that is free. */
export function toSeated(config: ProxyConfig, slots: Slots): Rosters {
  return new Map(
    poolsOf(config).map((pool) => {
      const left = new Map<string, number[]>()
      const list = slots.get(toBackName(pool.id)) ?? []
      for (const [index, slot] of list.entries()) {
        if (isEmpty(slot)) continue
        const key = toAddress(slot)
        left.set(key, [...(left.get(key) ?? []), index])
      }
      const taken = pool.endpoints.flatMap((endpoint) => {
        const slot = left.get(toAddress(endpoint))?.shift()
        return slot === undefined ? [] : [[endpoint.id, slot] as const]
      })
      return [pool.id, Roster.of(list.length, taken)]
    }),
  )
}

function isEmpty(slot: Slot): boolean {
  return !slot.isOn && toAddress(slot) === toAddress(emptySlot)
}

function toAddress({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address} ${port}`
}
