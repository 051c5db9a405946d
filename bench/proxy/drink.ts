/**
 * A process that reads as much as comes, by several connections, for a while:
 * `drink.ts <port> <connections> <seconds>`. Prints how many bytes came. For benchmarks only.
 */

import { connect } from 'node:net'

const BUFFER_BYTES = 262_144
const MS_PER_SECOND = 1000

const [port = 0, connections = 0, seconds = 0] = process.argv.slice(2).map(Number)
const buffer = Buffer.alloc(BUFFER_BYTES)
let total = 0

for (let number = 0; number < connections; number++) {
  connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer,
      callback: (count) => {
        total += count
        return true
      },
    },
  })
}
setTimeout(() => {
  console.log(total)
  process.exit()
}, seconds * MS_PER_SECOND)
