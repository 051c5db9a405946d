/** `scaling_policies` of `lb_availability_group`: what makes it larger or smaller (R32). */

import { defaulted, optional, range, required, size } from '../provider/index.ts'

const SIZE_MAX = 300
const VALUE_MAX = 1_000_000_000

const steps = defaulted.objectList({
  description:
    'For `step`: what to do by how far the metric is beyond the threshold. They must not overlap.',
  attributes: {
    lower_bound: optional.number({
      description: 'From this distance to the threshold on, itself included; null: no end.',
    }),
    upper_bound: optional.number({
      description: 'Up to this distance to the threshold, itself excluded; null: no end.',
    }),
    adjustment: required.int({
      description: 'By how much, or to what, as `adjustment_type` says.',
      check: [range({ min: -SIZE_MAX, max: SIZE_MAX })],
    }),
  },
  default: [],
  check: [size({ max: 16 })],
})

const looks = { min: 1, max: 100 }

export const policyAttributes = {
  type: required.string({
    description:
      '`target` keeps a metric near a value, `step` changes the size by steps beyond a ' +
      'threshold, `schedule` sets the size at certain times.',
    oneOf: ['target', 'step', 'schedule'],
  }),
  metric: optional.string({
    description:
      'For `target` and `step`, an average over the instances that serve: `cpu` (percent of one ' +
      'processor), `memory` (percent of `memory_bytes_max`, else of the machine), ' +
      '`requests_per_instance` (in a second) or `active_connections_per_instance`. The first two ' +
      'are known on Linux, of the drivers `process` and `container`.',
    oneOf: ['cpu', 'memory', 'requests_per_instance', 'active_connections_per_instance'],
  }),
  target: optional.number({
    description: 'For `target`: the value to keep near.',
    check: [range({ min: 0, max: VALUE_MAX })],
  }),
  disable_scale_in: defaulted.bool({
    description: 'For `target`: true never makes the group smaller.',
    default: false,
  }),
  threshold: optional.number({
    description: 'For `step`: what the metric is compared to.',
    check: [range({ min: 0, max: VALUE_MAX })],
  }),
  comparison: optional.string({
    description: 'For `step`: when the metric is beyond the threshold.',
    oneOf: ['>=', '>', '<=', '<'],
  }),
  adjustment_type: defaulted.string({
    description:
      'For `step`: `change` by so many, `percent` of the size (at least one), or `exact`.',
    default: 'change',
    oneOf: ['change', 'percent', 'exact'],
  }),
  steps,
  period_seconds: defaulted.int({
    description: 'One look at the metric in so many seconds.',
    default: 10,
    check: [range({ min: 1, max: 3600 })],
  }),
  scale_out_evaluation_count: defaulted.int({
    description: 'How many looks in a row make the group larger.',
    default: 3,
    check: [range(looks)],
  }),
  scale_in_evaluation_count: defaulted.int({
    description: 'How many looks in a row make the group smaller.',
    default: 15,
    check: [range(looks)],
  }),
  recurrence: optional.string({
    description:
      'For `schedule`: minute, hour, day of the month, month and day of the week as in crontab, ' +
      'each `*`, a number, a range, a list, or these with a step: `0 8 * * 1-5`.',
  }),
  time_zone: optional.string({
    description:
      'For `schedule`, required: the time zone of `recurrence`, such as `Europe/Berlin`.',
  }),
  capacity: optional.int({
    description:
      'For `schedule`: the size from then on, as far as `min_size` and `max_size` allow.',
    check: [range({ min: 0, max: SIZE_MAX })],
  }),
}
