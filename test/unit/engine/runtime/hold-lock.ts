/**
 * A process that takes the lock named by its argument, says so, and holds it until it is killed.
 */

import { acquireLock } from '../../../../src/engine/runtime/index.ts'

const lock = await acquireLock(process.argv[2] ?? '', 0)
process.stdout.write(lock === null ? 'refused\n' : 'taken\n')
if (lock !== null) setInterval(() => lock, 60_000)
