/**
 * From the provider's declarations, and `examples/`, to the pages in `docs/`.
 *
 * Answers for: where examples stand, and under which heading of the registry a page does. Does not
 * know: what is on a page, which is `src/provider/docs`'. Guides are written by hand.
 */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toPages } from '../../src/provider/docs/index.ts'
import { lb } from '../../src/resources/provider.ts'
import type { Generator } from './contract.ts'

const examples = join(dirname(dirname(import.meta.dirname)), 'examples')

const NETWORK: ReadonlySet<string> = new Set([
  'lb_vpc',
  'lb_subnet',
  'lb_security_group',
  'lb_eip',
  'lb_certificate',
  'lb_zones',
])
const ENGINE: ReadonlySet<string> = new Set(['lb_engine', 'lb_pending_deletions', 'lb_token'])

export const manual: Generator = {
  name: 'manual',
  outputs: async () => {
    const pages = toPages(lb, { exampleOf, subcategoryOf })
    return new Map([...pages].map(([path, text]) => [`docs/${path}`, text]))
  },
}

/** Tests apply each of them. */
function exampleOf(path: string): string {
  const file = join(examples, path)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  throw new Error(`The manual needs an example: write examples/${path}, complete in itself.`)
}

function subcategoryOf(type: string): string {
  if (NETWORK.has(type)) return 'Network'
  return ENGINE.has(type) ? 'Engine' : 'Load balancing'
}
