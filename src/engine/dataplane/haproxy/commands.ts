/**
 * From the slots that HAProxy has to those it is to have, as commands of its runtime API.
 *
 * Answers for: an order in which nobody gets work at an address that is not theirs. Pure. Does not
 * know: sockets.
 */

import type { Back, Slot } from './plan.ts'
import { emptySlot, slotName } from './plan.ts'

export interface TokenFiles {
  readonly slots: string
  readonly tokens: string
}

export function toCommands(
  before: readonly Slot[],
  after: Back,
  files: TokenFiles,
): readonly string[] {
  const coming: string[] = []
  const others: string[] = []
  for (const [index, slot] of after.slots.entries()) {
    const old = before[index] ?? emptySlot
    const name = slotName(index)
    const list = slot.isOn && !old.isOn ? coming : others
    list.push(...toServerCommands(`${after.name}/${name}`, old, slot))
    if (after.cookie !== null) list.push(...toTokenCommands(name, { old, slot }, files))
  }
  // Whoever comes is there before others go, so that there is always somebody.
  return [...coming, ...others]
}

function toServerCommands(server: string, old: Slot, slot: Slot): readonly string[] {
  const isMoved = old.address !== slot.address || old.port !== slot.port
  const commands: string[] = []
  if (old.isOn && !slot.isOn) commands.push(`set server ${server} state maint`)
  if (isMoved) commands.push(`set server ${server} addr ${slot.address} port ${slot.port}`)
  if (old.weight !== slot.weight) commands.push(`set server ${server} weight ${slot.weight}`)
  if (slot.isOn && !old.isOn) commands.push(`set server ${server} state ready`)
  return commands
}

function toTokenCommands(
  name: string,
  { old, slot }: { readonly old: Slot; readonly slot: Slot },
  files: TokenFiles,
): readonly string[] {
  if (old.token === slot.token) return []
  const gone = [`del map ${files.slots} ${old.token}`, `del map ${files.tokens} ${name}`]
  const here = [
    `add map ${files.slots} ${slot.token} ${name}`,
    `add map ${files.tokens} ${name} ${slot.token}`,
  ]
  return [...(old.token === null ? [] : gone), ...(slot.token === null ? [] : here)]
}
