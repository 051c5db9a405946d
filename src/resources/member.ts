/** Attributes that a server has, listed in its group or a resource of its own (R6, R30). */

import { defaulted, optional, range } from '../provider/index.ts'

const portRule = range({ min: 1, max: 65_535 })

export const serverPort = (description: string) => optional.int({ description, check: [portRule] })

export const memberPort = "Its port; null means the group's, else the backend service's."

export const memberAttributes = {
  weight: defaulted.int({
    description:
      'Its share, 0 to 100, against the other weights. 0 takes no new work and finishes what it ' +
      'has.',
    default: 10,
    check: [range({ min: 0, max: 100 })],
  }),
  zone: optional.string({
    description:
      "Its zone; null means its subnet's. In the default VPC a server outside all subnets is in " +
      'the first zone of the topology; in any other VPC it must be named then.',
  }),
  enabled: defaulted.bool({
    description: 'Switched off, it gets no traffic and no probe.',
    default: true,
  }),
}
