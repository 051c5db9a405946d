/**
 * Group state: what the engine has to remember of an availability group (R32).
 *
 * Answers for: its spec: the size that scaling has arrived at, the launch that was last proven. It
 * is an object of its own so that scaling is no change of the group: what users declared keeps its
 * generation. Made, changed and deleted by the engine alone, and deleted with its group.
 */

import { id, orNull, parseAs, port, record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { launchSchema } from './launch.ts'
import type { Kind } from './object.ts'

/** By name only: that file knows this one. */
const availabilityGroupName = 'availability_group'

const sizeMax = 300
const reasonCharactersMax = 16_384
const timeMax = Number.MAX_SAFE_INTEGER

const schema = record({
  groupId: id(),
  /** How many instances there should be, within the group's bounds of today. */
  size: whole(0, sizeMax),
  /** When a policy last changed the size, milliseconds since the epoch; null: never. */
  scaledAtMs: orNull(whole(0, timeMax)),
  /** What all instances last were of, and were up with: what a failed update goes back to. */
  proven: orNull(record({ launch: launchSchema, port: orNull(port()) })),
  /** The last update that was taken back; null: none. */
  setback: orNull(
    record({
      /** Of the group, with the launch that did not work. */
      generation: whole(1, timeMax),
      reason: text(reasonCharactersMax),
    }),
  ),
})

export type GroupStateSpec = SpecOf<typeof schema>

export const groupState: Kind<GroupStateSpec> = {
  name: 'group_state',
  idPrefix: 'avs',
  rank: 3,
  nameIsOptional: true,
  engineOnly: true,
  parse: (input) => parseAs(schema, input),
  references: (spec) => [
    { kind: availabilityGroupName, id: spec.groupId, path: ['groupId'], role: 'owned' },
  ],
}
