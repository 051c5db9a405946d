/** The simulated machine keeps the contract of drivers, or tests on it would prove nothing. */

import { systemTimers } from '../../../../src/engine/runtime/index.ts'
import { describeDriver } from '../../../contract/driver/core.ts'
import { toRequest } from '../../../contract/driver/support.ts'
import { Fuse, Machine } from './world.ts'

describeDriver({
  name: 'of the simulated machine',
  toRequest: (instanceId, address) => toRequest(instanceId, ['works'], { address }),
  impossible: toRequest('i-1', ['missing']),
  seesEnds: true,
  setUp: () => {
    const machine = new Machine(systemTimers)
    return Promise.resolve({
      open: () => Promise.resolve(machine.driver(new Fuse(), () => false)),
      kill: ({ instanceId }) => machine.kill(instanceId),
      close: () => Promise.resolve(),
    })
  },
})
