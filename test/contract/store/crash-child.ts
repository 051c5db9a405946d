/**
 * Commits in a loop until it is killed: object n in commit n, with one event. Each number goes to
 * standard output when its commit was acknowledged, and not before.
 */

import { writeSync } from 'node:fs'
import { stores } from '../../../src/engine/store/index.ts'
import { toBatch, toObject } from './batches.ts'

const [directory = ''] = process.argv.slice(2)
const store = await stores.sqlite({ directory })
const { revision } = await store.load()
for (let next = revision + 1; ; next += 1) {
  // Two objects a commit: half of one would be seen.
  const puts = [toObject(`a-${next}`, next), toObject(`b-${next}`, next)]
  await store.commit(toBatch(next, { puts, events: 1 }))
  writeSync(1, `${next}\n`)
}
