/**
 * `npm run bench [name…]`: runs the benchmarks and prints their tables.
 *
 * Answers for: the list of benchmarks; of one that has parts, `name/part` runs that part alone.
 * Figures are ratios to a peer in the same run: absolute times of a shared machine mean little.
 */

import { build } from '../scripts/build.ts'
import { benchAccess } from './access.ts'
import { benchHaproxy, haproxyParts } from './haproxy.ts'
import { benchProxy, proxyParts } from './proxy.ts'
import { benchScale } from './scale.ts'
import { benchSoak } from './soak.ts'
import { benchStartup } from './startup.ts'
import { benchTerraform } from './terraform.ts'
import { benchTls } from './tls.ts'

interface Benchmark {
  /** The names of its parts; none when it is one. */
  readonly parts?: readonly string[]
  /** Run only when named. */
  readonly isLong?: boolean
  /** With no name all parts. */
  readonly run: (parts: readonly string[]) => Promise<void>
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  access: { run: benchAccess },
  haproxy: { run: benchHaproxy, parts: Object.keys(haproxyParts) },
  proxy: { run: benchProxy, parts: Object.keys(proxyParts) },
  scale: { run: benchScale, isLong: true },
  soak: { run: benchSoak, isLong: true },
  startup: { run: benchStartup },
  terraform: { run: benchTerraform },
  tls: { run: benchTls },
}

const chosen = process.argv.slice(2)
const known = Object.entries(benchmarks).flatMap(([name, { parts = [] }]) => [
  name,
  ...parts.map((part) => `${name}/${part}`),
])
const unknown = chosen.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}`)
  console.error(`there are: ${known.join(', ')}`)
  process.exit(2)
}
await build()
for (const [name, { run, isLong = false }] of Object.entries(benchmarks)) {
  const isWhole = chosen.length === 0 ? !isLong : chosen.includes(name)
  const parts = chosen.flatMap((one) =>
    one.startsWith(`${name}/`) ? [one.split('/')[1] ?? ''] : [],
  )
  if (isWhole) await run([])
  else if (parts.length > 0) await run(parts)
}
