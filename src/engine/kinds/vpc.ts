/**
 * VPC: a set of prefixes; who is inside may be served and dialled (R6).
 *
 * Answers for: its spec, and membership by address. Does not know: who lives in it.
 */

import { contains, toAddress, toPrefix } from '../ir/index.ts'
import { list, parseAs, prefix, record } from './declare.ts'
import type { SpecOf } from './declare.ts'
import type { Kind } from './object.ts'

/** The VPC that exists from the start, on loopback and the private ranges. */
export const defaultVpcId = 'vpc-default'

const prefixesMax = 64

const schema = record({
  cidrBlocks: list(prefix(), { from: 1, to: prefixesMax }),
})

export type VpcSpec = SpecOf<typeof schema>

export const vpc: Kind<VpcSpec> = {
  name: 'vpc',
  idPrefix: 'vpc',
  rank: 0,
  parse: (input) => parseAs(schema, input),
  references: () => [],
}

/** Whether an address is in one of the prefixes; reads them once, for many addresses. */
export function toMembership(spec: VpcSpec): (address: string) => boolean {
  const blocks = spec.cidrBlocks.map(toPrefix).filter((block) => block !== null)
  return (addressText) => {
    const address = toAddress(addressText)
    return address !== null && blocks.some((block) => contains(block, address))
  }
}
