/**
 * Debugging: a plugin that a person started, and Terraform attaches to.
 *
 * Answers for: what the person has to set. Does not know: how the plugin serves.
 */

import type { Address } from '../../rpc/index.ts'
import { toAddressText } from '../../rpc/index.ts'
import { protocolVersion } from './handshake.ts'

export interface Reattachment {
  readonly address: Address
  readonly pid: number
  /** Every source address under which configurations name the provider. */
  readonly sources: readonly string[]
}

/** The value of `TF_REATTACH_PROVIDERS`. `Test` keeps Terraform from ending the process. */
export function toReattachValue({ address, pid, sources }: Reattachment): string {
  const place =
    'path' in address
      ? { Network: 'unix', String: address.path }
      : { Network: 'tcp', String: toAddressText(address) }
  const entry = {
    Protocol: 'grpc',
    ProtocolVersion: protocolVersion,
    Pid: pid,
    Test: true,
    Addr: place,
  }
  return JSON.stringify(Object.fromEntries(sources.map((source) => [source, entry])))
}

/** What the person reads. */
export function toReattachText(reattachment: Reattachment): string {
  return `The provider is running. To use it, set this where you run terraform or tofu:

  export TF_REATTACH_PROVIDERS='${toReattachValue(reattachment)}'

It serves until you end it with Ctrl-C.
`
}
