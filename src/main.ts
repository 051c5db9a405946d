/**
 * Where the program begins, in every role: Terraform's plugin, the command line, the daemons.
 *
 * Answers for: choosing the role and loading no more than it needs; the plugin starts several times
 * per Terraform command, so it must not load the engine.
 */

import { basename } from 'node:path'
import process from 'node:process'
import { version } from './version.ts'

const PLUGIN_NAME = /^terraform-provider-/

/** Terraform sets the cookie; a person who runs the plugin by its name gets its explanation. */
function isPlugin(): boolean {
  if (process.env['TF_PLUGIN_MAGIC_COOKIE'] !== undefined) return true
  return PLUGIN_NAME.test(basename(process.argv[1] ?? ''))
}

/** Every address under which a configuration may name the provider, for debugging. */
const SOURCES = ['registry.terraform.io/lb-engine/lb', 'registry.opentofu.org/lb-engine/lb']

async function runPlugin(): Promise<number> {
  const { servePlugin } = await import('./provider/plugin/index.ts')
  return servePlugin({
    name: 'terraform-provider-lb',
    version,
    issuesUrl: 'https://github.com/lb-engine/terraform-provider-lb/issues',
    sources: SOURCES,
    load: async ({ log, signal, beforeShutdown }) => {
      const [{ providerService }, { lb }] = await Promise.all([
        import('./provider/wire/index.ts'),
        import('./resources/provider.ts'),
      ])
      const served = providerService(lb, {
        // For those who work on the provider, and for its tests.
        isChecked: process.env['LB_PROVIDER_DEVELOPMENT'] === '1',
        log: ({ level, message, fields }) => log[level](message, fields),
      })
      signal.addEventListener('abort', () => void served.close(), { once: true })
      beforeShutdown(() => served.settle())
      return [served.implementation]
    },
  })
}

async function main(): Promise<void> {
  // Terraform waits for the plugin's process, so nothing that is left to do may keep it.
  if (isPlugin()) process.exit(await runPlugin())
  const { runCommandLine } = await import('./cli/index.ts')
  process.exitCode = await runCommandLine(process.argv.slice(2))
}

void main()
