/** What is in a release, as a CycloneDX bill of materials, the same for the same lock file. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { root } from '../process.ts'

const run = promisify(execFile)

/** What tells of this run of npm, and not of what it describes. */
const VOLATILE: ReadonlySet<string> = new Set(['serialNumber', 'timestamp', 'tools'])

interface Bill {
  readonly metadata: { readonly component: object }
}

/** Of what the programs are bundled from; the Nodes of all platforms are in it too. */
export async function toBillOfMaterials(): Promise<string> {
  const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only']
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  const keep = (name: string, value: unknown): unknown => (VOLATILE.has(name) ? undefined : value)
  const bill = JSON.parse(stdout, keep) as Bill
  const { metadata } = bill
  // npm names it after the folder that it happens to be in.
  const component = { ...metadata.component, name: 'terraform-provider-lb' }
  return `${JSON.stringify({ ...bill, metadata: { ...metadata, component } }, null, 2)}\n`
}
