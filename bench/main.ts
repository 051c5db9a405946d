/**
 * `npm run bench [name…]`: runs the benchmarks and prints their tables.
 *
 * Answers for: the list of benchmarks. Figures are ratios to a peer in the same run: absolute
 * times of a shared machine mean little.
 */

import { build } from '../scripts/build.ts'
import { benchAccess } from './access.ts'
import { benchProxy } from './proxy.ts'
import { benchScale } from './scale.ts'
import { benchSoak } from './soak.ts'
import { benchStartup } from './startup.ts'
import { benchTerraform } from './terraform.ts'
import { benchTls } from './tls.ts'

const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  access: benchAccess,
  proxy: benchProxy,
  scale: benchScale,
  soak: benchSoak,
  startup: benchStartup,
  terraform: benchTerraform,
  tls: benchTls,
}

/** Run only when named. */
const long: readonly string[] = ['scale', 'soak']

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}`)
  console.error(`there are: ${Object.keys(benchmarks).join(', ')}`)
  process.exit(2)
}
await build()
for (const [name, bench] of Object.entries(benchmarks)) {
  const isChosen = chosen.length === 0 ? !long.includes(name) : chosen.includes(name)
  if (isChosen) await bench()
}
