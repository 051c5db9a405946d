/**
 * Lives until SIGTERM, and says `ready` and `ended` in $REPORT; with `stubborn` it ignores SIGTERM.
 */

import { appendFileSync } from 'node:fs'

const say = (word: string): void => {
  const { REPORT } = process.env
  if (REPORT !== undefined) appendFileSync(REPORT, `${word}\n`)
}

process.on('SIGTERM', () => {
  say('asked')
  if (process.argv.includes('stubborn')) return
  say('ended')
  process.exit(0)
})
setInterval(() => undefined, 60_000)
say('ready')
