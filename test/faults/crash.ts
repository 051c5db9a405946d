/** A daemon with a programmer's error in it, which shows after its start. */

import { runDaemon } from '../../src/engine/daemon/frame.ts'
import { statePaths } from '../../src/engine/runtime/index.ts'

await runDaemon({
  role: 'control',
  options: { paths: statePaths(process.argv[2] ?? ''), log: 'file', logLevel: 'info' },
  work: () => {
    setTimeout(() => {
      throw new TypeError('nobody expected this')
    }, 10)
    return Promise.withResolvers<void>().promise
  },
})
