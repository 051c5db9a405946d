/**
 * Starts one child in its own process group and one in a session of the child's own, says `ready`
 * in $REPORT, and lives on; with `leave` it ends and leaves them behind.
 */

import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'

for (const detached of [false, true]) {
  spawn('sleep', ['600'], { detached, stdio: 'ignore' }).unref()
}
const { REPORT } = process.env
if (REPORT !== undefined) appendFileSync(REPORT, 'ready\n')
if (!process.argv.includes('leave')) setInterval(() => undefined, 60_000)
