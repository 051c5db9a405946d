/**
 * The zones and racks of the machines, and the networks that exist from the start.
 *
 * Answers for: the default topology (one region `local`, three zones, five racks each) and the
 * built-in VPC and subnets, on loopback, that make the five resources work alone (R5).
 */

export interface Topology {
  readonly region: string
  readonly zones: readonly Zone[]
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
}
