/** Writes its arguments, environment and directory to $REPORT and its output, then ends with 3. */

import { writeFileSync } from 'node:fs'

const { REPORT } = process.env
const [, , ...args] = process.argv
const report = JSON.stringify({ args, environment: process.env, directory: process.cwd() })
if (REPORT !== undefined) writeFileSync(REPORT, report)
for (let line = 0; line < 1_000; line++) console.log(`line ${line} of the output`)
console.error('the last words')
process.exitCode = 3
