/** An engine that starts instances until it is killed: driver, its directory, how many. */

import { openForTest, sleeper, toRequest } from '../support.ts'

const [, , name = 'process', directory = '', count = '1'] = process.argv
if (name !== 'process') throw new Error(`no driver ${name}`)
const driver = await openForTest(name, directory)
for (let index = 0; index < Number(count); index++) {
  await driver.start(toRequest(`i-${index}`, sleeper), new AbortController().signal)
  console.log(`started ${index}`)
}
setInterval(() => undefined, 60_000)
