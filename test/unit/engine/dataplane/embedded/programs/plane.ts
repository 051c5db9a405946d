/**
 * A process that carries what the configuration in its first argument says, until its standard
 * input ends; prints what came of it. For tests of limits that hold for a whole process.
 */

import { createEmbedded } from '../../../../../../src/engine/dataplane/embedded/index.ts'
import type { ProxyConfig } from '../../../../../../src/engine/ir/index.ts'
import { logInto } from '../logger.ts'

const APPLY_DEADLINE_MS = 60_000

const errors: string[] = []
const plane = createEmbedded({ log: logInto(errors), threads: 2 })
const config = JSON.parse(process.argv[2] ?? '') as ProxyConfig
const signal = AbortSignal.timeout(APPLY_DEADLINE_MS)
const outcome = await plane.apply(config, new Map(), signal)
console.log(outcome.kind)
process.stdin.resume()
process.stdin.on('end', () => void plane.close(0))
