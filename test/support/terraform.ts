/**
 * Real Terraform in a directory of its own, against an engine of its own.
 *
 * Answers for: a workspace per test with the built provider, its state directory, and the end of
 * every process that came of it. Skips the calling suite, loudly, where no CLI is on PATH.
 * Does not know: what is declared.
 */

import { execFile, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
/** The command line `lb` as it is built. */
export const builtCli = join(root, 'dist/lb')
const TERRAFORM_DEADLINE_MS = 170_000
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024

/** The CLI under test: `TERRAFORM_BINARY`, else terraform, else tofu; null when there is none. */
export const terraformBinary: string | null = findTerraform(process.env['TERRAFORM_BINARY'])

/** Whoever names a CLI wants that one: throws when it does not run, rather than take another. */
function findTerraform(wanted: string | undefined): string | null {
  const runs = (name: string): boolean => spawnSync(name, ['version']).status === 0
  if (wanted === undefined || wanted === '') return ['terraform', 'tofu'].find(runs) ?? null
  if (runs(wanted)) return wanted
  throw new Error(`TERRAFORM_BINARY is ${wanted}, which does not answer "version"`)
}

/** Call first in a suite: without a CLI on PATH the suite is skipped and says so once. */
export function requireTerraform(context: Mocha.Context): void {
  if (terraformBinary !== null) return
  process.stderr.write('SKIPPED: neither terraform nor tofu is on PATH: no acceptance test ran\n')
  context.skip()
}

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Workspace {
  readonly directory: string
  readonly stateDirectory: string
  /** What Terraform sees, for tests that start it themselves. */
  readonly environment: NodeJS.ProcessEnv
  /** Writes `main.tf`: the provider block and `hcl`. */
  write(hcl: string): Promise<void>
  /** Writes the engine's `engine.json`, for an engine that has not begun. */
  configure(settings: object): Promise<void>
  /** Any command; resolves whatever the exit code. */
  run(...args: string[]): Promise<Result>
  /** `apply -auto-approve`; throws with Terraform's words when it fails. */
  apply(...args: string[]): Promise<Result>
  /** `destroy -auto-approve`; throws when it fails. */
  destroy(...args: string[]): Promise<Result>
  /** The planned actions by address, without `no-op` and `read`. Throws when planning fails. */
  plan(...args: string[]): Promise<Readonly<Record<string, string>>>
  /** Applies or plans something that must fail, and gives its words in one line of text. */
  refuses(command: 'plan' | 'apply' | 'validate' | 'destroy'): Promise<string>
  outputs(): Promise<Readonly<Record<string, unknown>>>
  /** Attributes of a resource in the state, by address. */
  state(address: string): Promise<Readonly<Record<string, unknown>>>
  /** The `lb` command line against this workspace's engine, with `--json`. */
  lb(...args: string[]): Promise<Result>
  /** Ends the engine and everything it runs, and removes all files. */
  close(): Promise<void>
}

const providerHcl = `
terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}
`

/** Puts the built provider where `terraform init` finds it in `directory` without configuration. */
export function installProvider(directory: string): void {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const place = join(directory, 'terraform.d/plugins/registry.terraform.io/lb-engine/lb/0.1.0')
  mkdirSync(place, { recursive: true })
  symlinkSync(join(root, 'dist'), join(place, platform))
}

/**
 * A fresh directory; `environment` is added to what Terraform and the provider see. `uid`: who runs
 * everything, of a group of the same number, which only root can ask for.
 */
export async function createWorkspace(
  environment: Readonly<Record<string, string>> = {},
  uid: number | null = null,
): Promise<Workspace> {
  const directory = mkdtempSync(join(tmpdir(), 'lb-acceptance-'))
  const stateDirectory = join(directory, 'engine')
  const environ = await prepareEnvironment({ directory, stateDirectory, environment })
  if (uid !== null) chownSync(directory, uid, uid)
  const run = (...args: string[]): Promise<Result> =>
    execute({ command: terraformBinary ?? 'terraform', args, directory, environ, uid })
  const lb = (...args: string[]): Promise<Result> =>
    execute({ command: builtCli, args: [...args, '--json'], directory, environ, uid })
  const must = async (...args: string[]): Promise<Result> => {
    const result = await run(...args)
    if (result.code !== 0) throw new Error(words(args, result))
    return result
  }
  return {
    directory,
    stateDirectory,
    environment: environ,
    write: (hcl) => writeFile(join(directory, 'main.tf'), providerHcl + hcl),
    configure: async (settings) => {
      await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
      await writeFile(join(stateDirectory, 'engine.json'), JSON.stringify(settings))
    },
    run,
    lb,
    apply: (...args) => must('apply', '-auto-approve', '-no-color', ...args),
    destroy: (...args) => must('destroy', '-auto-approve', '-no-color', ...args),
    plan: (...args) => plannedActions(must, args),
    refuses: (command) => refusal(run, command),
    outputs: async () => {
      const parsed: unknown = JSON.parse((await must('output', '-json')).stdout)
      return Object.fromEntries(
        Object.entries(asRecord(parsed)).map(([name, output]) => [name, asRecord(output)['value']]),
      )
    },
    state: async (address) => attributesOf((await must('show', '-json')).stdout, address),
    close: async () => {
      await lb('engine', 'stop')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function prepareEnvironment(options: {
  directory: string
  stateDirectory: string
  environment: Readonly<Record<string, string>>
}): Promise<NodeJS.ProcessEnv> {
  const configFile = join(options.directory, 'terraform.rc')
  await mkdir(options.directory, { recursive: true })
  await writeFile(
    configFile,
    `provider_installation {
  dev_overrides { "lb-engine/lb" = "${join(root, 'dist')}" }
  direct {}
}
`,
  )
  const environ: NodeJS.ProcessEnv = {
    ...process.env,
    TF_CLI_CONFIG_FILE: configFile,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    LB_STATE_DIR: options.stateDirectory,
    // Every plan and apply is held against Terraform's rules by the provider itself.
    LB_PROVIDER_DEVELOPMENT: '1',
    ...options.environment,
  }
  delete environ['TF_PLUGIN_CACHE_DIR']
  delete environ['TF_LOG']
  return environ
}

function execute(options: {
  command: string
  args: readonly string[]
  directory: string
  environ: NodeJS.ProcessEnv
  uid: number | null
}): Promise<Result> {
  return new Promise((done, reject) => {
    const child = execFile(
      options.command,
      options.args,
      {
        cwd: options.directory,
        env: options.environ,
        ...(options.uid === null ? {} : { uid: options.uid, gid: options.uid }),
        timeout: TERRAFORM_DEADLINE_MS,
        maxBuffer: OUTPUT_BYTES_MAX,
      },
      (error, stdout, stderr) => {
        if (error instanceof Error && typeof error.code !== 'number') reject(error)
        else done({ code: child.exitCode ?? 0, stdout, stderr })
      },
    )
    child.stdin?.end()
  })
}

async function plannedActions(
  must: (...args: string[]) => Promise<Result>,
  args: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  await must('plan', '-no-color', '-out=test.tfplan', ...args)
  const shown: unknown = JSON.parse((await must('show', '-json', 'test.tfplan')).stdout)
  const changes = asRecord(shown)['resource_changes']
  const actions: Record<string, string> = {}
  for (const change of Array.isArray(changes) ? changes : []) {
    const { address, change: planned } = asRecord(change)
    const list = asRecord(planned)['actions']
    const action = Array.isArray(list) ? list.join('+') : ''
    if (action !== 'no-op' && action !== 'read') actions[String(address)] = action
  }
  return actions
}

async function refusal(
  run: (...args: string[]) => Promise<Result>,
  command: 'plan' | 'apply' | 'validate' | 'destroy',
): Promise<string> {
  const approve = command === 'apply' || command === 'destroy' ? ['-auto-approve'] : []
  const result = await run(command, '-no-color', ...approve)
  if (result.code === 0) throw new Error(`${command} succeeded:\n${result.stdout}`)
  return result.stderr.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ').trim()
}

function attributesOf(shown: string, address: string): Readonly<Record<string, unknown>> {
  const rootModule = asRecord(asRecord(asRecord(JSON.parse(shown))['values'])['root_module'])
  const resources = rootModule['resources']
  for (const resource of Array.isArray(resources) ? resources : []) {
    const record = asRecord(resource)
    if (record['address'] === address) return asRecord(record['values'])
  }
  throw new Error(`${address} is not in the state`)
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {}
  return value as Readonly<Record<string, unknown>>
}

function words(args: readonly string[], result: Result): string {
  return `terraform ${args.join(' ')} exited ${result.code}\n${result.stdout}\n${result.stderr}`
}
