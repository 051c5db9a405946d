/**
 * EIP: an address of the engine's pool that an instance may have for the public (R9, R10).
 *
 * Answers for: its spec, and that no address is given out twice. Does not know: who has bound it.
 */

import type { Problem } from '../ir/index.ts'
import { isUsable, toAddress, toPrefix } from '../ir/index.ts'
import { address, orNull, parseAs, record } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { isProblems, toClash, toProblem } from './problems.ts'
import type { EngineObject, Kind, World } from './object.ts'

const schema = record({ address: orNull(address()) })

export type EipSpec = SpecOf<typeof schema>

export const eip: Kind<EipSpec> = {
  name: 'eip',
  idPrefix: 'eip',
  rank: 1,
  parse: (input) => parseAs(schema, input),
  references: () => [],
  addresses: ({ spec }) => (spec.address === null ? [] : [spec.address]),
  complete,
  check: (object, prior, world) => [
    ...checkKept(object, prior),
    ...checkPool(object, world),
    ...checkFree(object, world),
  ],
}

/** The address, once given out, is kept. */
function complete(
  object: EngineObject<EipSpec>,
  prior: EngineObject<EipSpec> | undefined,
  world: World,
): EipSpec | readonly Problem[] {
  const address = object.spec.address ?? prior?.spec.address ?? toAllocated(world)
  return isProblems(address) ? address : { address }
}

function toAllocated(world: World): string | readonly Problem[] {
  const { eipPool } = world.topology
  const pool = toPrefix(eipPool)
  const free = pool === null ? null : world.lowestFree(pool)
  if (free !== null) return free
  const message = `The engine's pool ${eipPool} has no free address.`
  return [toProblem('addresses_exhausted', ['address'], message)]
}

/** Whoever has bound it answers there: another address is another EIP. */
function checkKept(
  object: EngineObject<EipSpec>,
  prior: EngineObject<EipSpec> | undefined,
): readonly Problem[] {
  if (prior === undefined || prior.spec.address === object.spec.address) return []
  const message = `It was ${prior.spec.address ?? 'none'} on creation: make a new EIP instead.`
  return [toProblem('immutable', ['address'], message)]
}

function checkPool(object: EngineObject<EipSpec>, world: World): readonly Problem[] {
  const { eipPool } = world.topology
  const pool = toPrefix(eipPool)
  const own = toAddress(object.spec.address ?? '')
  if (pool === null || own === null || isUsable(pool, own)) return []
  const message = `The address ${object.spec.address} is not one of the engine's pool ${eipPool}.`
  return [toProblem('invalid_argument', ['address'], message)]
}

function checkFree(object: EngineObject<EipSpec>, world: World): readonly Problem[] {
  const { address: own } = object.spec
  if (own === null) return []
  const holder = world.holders(own).find(({ id, kind, owner, leavingMs }) => {
    // One that its owner has deleted hands its address over to a successor.
    const isLeaving = kind === eip.name && leavingMs !== undefined && owner === object.owner
    return id !== object.id && !isLeaving
  })
  if (holder === undefined) return []
  const what = holder.kind === eip.name ? 'EIP' : holder.kind.replaceAll('_', ' ')
  const message = `The address ${own} belongs to the ${what} "${holder.name}" (${holder.id}).`
  return [toClash(toProblem('address_in_use', ['address'], message), holder)]
}
