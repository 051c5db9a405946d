/** `lb_availability_group`: instances the engine runs, over zones and racks (R31, R33 to R36). */

import { check, defaulted, length, optional, optionalComputed, range } from '../provider/index.ts'
import { required, resource, size, t } from '../provider/index.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'

const INSTANCES_MAX = 300
const capacity = range({ min: 0, max: INSTANCES_MAX })

const processLaunch = optional.object({
  description: 'For the driver `process`: a program, started without a shell.',
  attributes: {
    command: required.list({
      of: t.string,
      description:
        'The program, by absolute path or by its name in PATH, and its arguments. Its ' +
        'environment has ADDRESS (an address of its own to listen on), INSTANCE_ID, GROUP_ID, ' +
        'ZONE, RACK, and PORT when the group has one.',
      check: [size({ min: 1, max: 256 })],
    }),
    environment: defaulted.map({
      of: t.string,
      description: 'Variables added to its environment.',
      default: new Map<string, string>(),
    }),
    working_directory: optional.string({
      description: 'Where it starts, an absolute path; null means the root directory.',
      check: [check('must be an absolute path', (path) => path.startsWith('/'))],
    }),
  },
})

const attributes = {
  ...envelope,
  name: nameOf('availability group'),
  vpc_id: optionalComputed.string({
    description: 'The VPC of its instances. Default: the built-in `vpc-default`.',
    requiresReplace: true,
    dependsOn: [],
  }),
  availability_zones: required.set({
    of: t.string,
    description: 'The zones that instances are spread over, evenly.',
    check: [size({ min: 1 })],
  }),
  racks_per_zone: optionalComputed.int({
    description: "Over how many racks of a zone. Default: the topology's.",
    check: [range({ min: 1, max: 1000 })],
    dependsOn: ['availability_zones'],
  }),
  launch: required.object({
    description: 'What an instance is, by the driver that makes it.',
    attributes: {
      driver: required.string({
        description: 'Who makes instances: `process`, on this machine.',
        oneOf: ['process'],
        check: [length({ min: 1 })],
      }),
      process: processLaunch,
    },
  }),
  port: optional.int({
    description:
      'Where instances listen, told to them as PORT; null means at the port of the backend ' +
      'service they are attached to.',
    check: [range({ min: 1, max: 65_535 })],
  }),
  min_size: required.int({ description: 'The smallest size.', check: [capacity] }),
  max_size: required.int({ description: 'The largest size, at most 300.', check: [capacity] }),
  initial_capacity: optional.int({
    description: 'The size to begin with; null means `min_size`. Used once.',
    check: [capacity],
    equivalent: () => true,
  }),
  desired_capacity: optional.int({
    description: 'The size, enforced; null leaves it where it is, from `min_size` to `max_size`.',
    check: [capacity],
  }),
  removal_policy: defaulted.string({
    description:
      'Who goes first when the group shrinks. `default`: of the fullest zone and rack, the oldest.',
    default: 'default',
    oneOf: ['default', 'oldest', 'newest'],
  }),
}

const mapping: Mapping<typeof attributes> = { kind: 'availability_group', attributes }

export const availabilityGroup = resource<Engine>()({
  type: 'lb_availability_group',
  description: 'A group of instances that the engine runs, spread over zones and racks.',
  attributes,
  ...throughEngine(mapping),
})

export const availabilityGroupData = lookup('lb_availability_group', mapping)
export const availabilityGroupList = listed('lb_availability_group', mapping)
