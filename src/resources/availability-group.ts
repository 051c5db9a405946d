/** `lb_availability_group`: instances the engine runs, over zones and racks (R31, R33 to R36). */

import { ascending, defaulted, errorProblem, exactlyOneOf, isKnown } from '../provider/index.ts'
import {
  optional,
  optionalComputed,
  range,
  required,
  resource,
  size,
  t,
} from '../provider/index.ts'
import type { Config, Problem } from '../provider/index.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import type { Engine } from './engine.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import { launchAttributes } from './launch.ts'
import { policyAttributes } from './scaling-policy.ts'

const INSTANCES_MAX = 300
const capacity = range({ min: 0, max: INSTANCES_MAX })

const healthCheck = {
  type: defaulted.string({
    description:
      '`process`: an instance that has ended is started again, later each time while it keeps ' +
      'ending. `backend`: one that also fails the health check of a backend service is replaced, ' +
      'one after the other.',
    default: 'process',
    oneOf: ['process', 'backend'],
  }),
  grace_seconds: defaulted.int({
    description:
      'How long a new instance may take to get traffic before an update with it is taken back, ' +
      'and before it is replaced.',
    default: 60,
    check: [range({ min: 0, max: 7200 })],
  }),
  replace_unhealthy: defaulted.bool({
    description: 'False leaves unhealthy instances as they are.',
    default: true,
  }),
}

const updatePolicy = {
  mode: defaulted.string({
    description:
      '`rolling` replaces all instances; `opportunistic` leaves those there are until they go ' +
      'for another reason.',
    default: 'rolling',
    oneOf: ['rolling', 'opportunistic'],
  }),
  max_surge: defaulted.int({
    description: 'How many more than the size there may be meanwhile.',
    default: 1,
    check: [capacity],
  }),
  max_unavailable: defaulted.int({
    description: 'How many fewer than the size may serve meanwhile.',
    default: 0,
    check: [capacity],
  }),
  min_healthy_seconds: defaulted.int({
    description: 'How long a new instance has to serve before it counts.',
    default: 5,
    check: [range({ min: 0, max: 3600 })],
  }),
  auto_rollback: defaulted.bool({
    description:
      'When new instances keep ending, or get no traffic in `grace_seconds`, the group gets its ' +
      'former launch again, and the apply fails and says why; the next plan shows it again.',
    default: true,
  }),
}

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
    description: 'What an instance is, by the driver that makes it, with the block of that driver.',
    attributes: launchAttributes,
    rules: [exactlyOneOf('process', 'container', 'pool', 'dns')],
  }),
  port: optional.int({
    description:
      'Where instances listen, told to them as PORT. Null: at the port of the backend service ' +
      'they are attached to, and they have no PORT.',
    check: [range({ min: 1, max: 65_535 })],
  }),
  min_size: required.int({ description: 'The smallest size.', check: [capacity] }),
  max_size: required.int({ description: 'The largest size, at most 300.', check: [capacity] }),
  initial_capacity: optionalComputed.int({
    description:
      'The size it begins with. Default: `min_size`. Used once: what is written later changes ' +
      'nothing, and the one it began with stays in the state.',
    check: [capacity],
    dependsOn: [],
    equivalent: () => true,
  }),
  desired_capacity: optional.int({
    description:
      'The size, enforced; null leaves it where it is, from `min_size` to `max_size`. Not with ' +
      '`scaling_policies`.',
    check: [capacity],
  }),
  scaling_policies: defaulted.objectList({
    description: 'What makes the group larger or smaller between `min_size` and `max_size`.',
    attributes: policyAttributes,
    default: [],
    check: [size({ max: 16 })],
  }),
  cooldown_seconds: defaulted.int({
    description: 'After a policy has changed the size, no metric changes it again for so long.',
    default: 300,
    check: [range({ min: 0, max: 86_400 })],
  }),
  removal_policy: defaulted.string({
    description:
      'Who goes first when the group shrinks. `default`: of the fullest zone and rack, the oldest.',
    default: 'default',
    oneOf: ['default', 'oldest', 'newest'],
  }),
  health_check: defaulted.object({
    description: 'When an instance counts as unhealthy, and what becomes of it.',
    attributes: healthCheck,
    default: {},
  }),
  update_policy: defaulted.object({
    description: 'How instances are replaced when the launch changes.',
    attributes: updatePolicy,
    default: {},
  }),
  wait_for_healthy: defaulted.int({
    description:
      'Creating and updating wait until so many instances, or all when there are fewer, get the ' +
      "traffic there is for them, within the resource's timeout. They always wait until all run.",
    default: 0,
    check: [capacity],
  }),
}

function checkScaling({ desired_capacity: size, scaling_policies: policies }: Given): Problem[] {
  if (size === undefined || size === null || !isKnown(size)) return []
  if (policies === undefined || policies === null || !isKnown(policies)) return []
  if (policies.length === 0) return []
  return [
    errorProblem({
      path: ['desired_capacity'],
      summary: 'The load says the size',
      detail:
        'With scaling_policies the size follows the load, so that desired_capacity would be ' +
        'undone or undo it. Leave one of them out; initial_capacity says what it begins with.',
    }),
  ]
}

/** What is not written is 1 and 0. */
function checkUpdate({ update_policy: policy }: Given): Problem[] {
  if (!isKnown(policy) || policy === null) return []
  const { max_surge: surge, max_unavailable: unavailable } = policy
  if (surge !== 0 || (unavailable !== 0 && unavailable !== null)) return []
  return [
    errorProblem({
      path: ['update_policy'],
      summary: 'No instance could ever be replaced',
      detail: 'One of max_surge and max_unavailable must be greater than 0.',
    }),
  ]
}

/** That there is one block is a rule of its own. */
function checkDriver({ launch }: Given): Problem[] {
  if (!isKnown(launch) || launch === null) return []
  const { driver, ...blocks } = launch
  if (!isKnown(driver) || driver === null || blocks[driver] !== null) return []
  if (Object.values(blocks).every((block) => block === null)) return []
  return [
    errorProblem({
      path: ['launch', 'driver'],
      summary: 'The block is for another driver',
      detail: `The driver "${driver}" needs the block ${driver}, and no other.`,
    }),
  ]
}

type Given = Config<typeof attributes>

const mapping: Mapping<typeof attributes> = {
  kind: 'availability_group',
  attributes,
  settles: true,
}

export const availabilityGroup = resource<Engine>()({
  type: 'lb_availability_group',
  description: 'A group of instances that the engine runs, spread over zones and racks.',
  attributes,
  rules: [
    ascending('min_size', 'max_size'),
    ascending('min_size', 'desired_capacity'),
    ascending('desired_capacity', 'max_size'),
  ],
  validate: (config) => [...checkScaling(config), ...checkUpdate(config), ...checkDriver(config)],
  ...throughEngine(mapping),
})

export const availabilityGroupData = lookup('lb_availability_group', mapping)
export const availabilityGroupList = listed('lb_availability_group', mapping)
