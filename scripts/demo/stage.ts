/**
 * The demo's stage: a directory of its own with the quickstart, the built provider and an engine
 * state, and real Terraform to run in it.
 *
 * Answers for: what a user's directory looks like (`terraform.d/plugins`, no CLI configuration),
 * running commands there, and taking all of it away again.
 */

import { spawn, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { say } from './screen.ts'
import manifest from '../../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '../..')
const COMMAND_DEADLINE_MS = 60_000

export interface Stage {
  /** Runs the CLI; shows the lines that match `show`; throws with all its words on failure. */
  terraform(args: readonly string[], show?: RegExp): Promise<string>
  /** Runs `lb … --json` against the demo's engine. */
  lb(...args: string[]): Promise<string>
  /** Stops the engine and removes the directory. Safe to call at any time, and again. */
  clear(): Promise<void>
}

/** The CLI's name, or null when neither `terraform` nor `tofu` is on PATH. */
export function findCli(): 'terraform' | 'tofu' | null {
  for (const name of ['terraform', 'tofu'] as const) {
    if (spawnSync(name, ['version'], { stdio: 'ignore' }).status === 0) return name
  }
  return null
}

export async function setStage(cli: 'terraform' | 'tofu'): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-demo-'))
  const clear = (): Promise<void> => clearStage(directory)
  try {
    await cp(join(root, 'examples/quickstart'), directory, { recursive: true })
    await installProvider(directory, cli)
  } catch (error) {
    await clear()
    throw error
  }
  const environment = demoEnvironment(directory)
  return {
    terraform: (args, show) =>
      execute({ command: cli, args: [...args], directory, environment, show }),
    lb: (...args) =>
      execute({
        command: join(root, 'dist/lb'),
        args: [...args, '--json'],
        directory,
        environment,
        show: undefined,
      }),
    clear,
  }
}

async function clearStage(directory: string): Promise<void> {
  const environment = demoEnvironment(directory)
  spawnSync(join(root, 'dist/lb'), ['engine', 'stop'], {
    env: environment,
    stdio: 'ignore',
    timeout: COMMAND_DEADLINE_MS,
  })
  await rm(directory, { recursive: true, force: true })
}

/** The layout that `init` finds with no CLI configuration at all. */
async function installProvider(directory: string, cli: string): Promise<void> {
  const host = cli === 'tofu' ? 'registry.opentofu.org' : 'registry.terraform.io'
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const target = `terraform.d/plugins/${host}/lb-engine/lb/${manifest.version}/${platform}`
  await mkdir(join(directory, target), { recursive: true })
  await cp(join(root, 'dist'), join(directory, target), { recursive: true })
}

function demoEnvironment(directory: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    LB_STATE_DIR: join(directory, 'engine'),
  }
  for (const name of ['TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR', 'TF_LOG', 'LB_ENDPOINT']) {
    delete environment[name]
  }
  return environment
}

interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly show: RegExp | undefined
}

function execute(options: Command): Promise<string> {
  return new Promise((done, reject) => {
    const child = spawn(options.command, options.args, {
      cwd: options.directory,
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: COMMAND_DEADLINE_MS,
    })
    let output = ''
    let shown = 0
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const complete = output.lastIndexOf('\n')
      for (const line of output.slice(shown, Math.max(shown, complete)).split('\n')) {
        if (options.show?.test(line) === true) say(line.trim())
      }
      shown = Math.max(shown, complete + 1)
    })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) done(output)
      else reject(new Error(`${options.command} ${options.args[0]} failed (${code})\n${errors}`))
    })
  })
}
