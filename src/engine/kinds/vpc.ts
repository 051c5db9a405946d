/**
 * VPC: a set of prefixes; who is inside may be served and dialled (R6).
 *
 * Answers for: its spec, and membership by address. Does not know: who lives in it.
 */

import { list, parseAs, prefix, record } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { contains, toAddress, toPrefix } from './ip.ts'
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

/** Whether the address is in one of the prefixes. */
export function isInside(spec: VpcSpec, addressText: string): boolean {
  const address = toAddress(addressText)
  if (address === null) return false
  return spec.cidrBlocks.some((text) => {
    const block = toPrefix(text)
    return block !== null && contains(block, address)
  })
}
