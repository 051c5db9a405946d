/**
 * The zones and racks of the machines, and the networks that exist from the start.
 *
 * Answers for: the default topology (one region `local`, three zones, five racks each) and the
 * built-in VPC and subnets, on loopback, that make the five resources work alone (R5).
 */

export interface Topology {
  readonly region: string
  readonly zones: readonly Zone[]
  /** The prefix that EIPs are taken from. */
  readonly eipPool: string
  /** Beside its VPC, the sources that an instance without EIP answers (R11). */
  readonly peerPrefixes: readonly string[]
  /**
   * The network interface that addresses of instances and EIPs are added to while they are used.
   * Null: the machine must have them.
   */
  readonly addressInterface: string | null
}

export interface Zone {
  readonly name: string
  readonly racks: number
}

export const defaultTopology: Topology = {
  region: 'local',
  zones: [
    { name: 'local-a', racks: 5 },
    { name: 'local-b', racks: 5 },
    { name: 'local-c', racks: 5 },
  ],
  eipPool: '127.100.0.0/16',
  peerPrefixes: [
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '::1/128',
  ],
  addressInterface: null,
}
