/** The pipelines of `examples/gitops`: every command in them is run, against an engine over TLS. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { acceptance } from '../support/acceptance.ts'
import { shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { runLb, startRemote } from '../support/remote.ts'
import type { Remote } from '../support/remote.ts'
import { installProvider } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const example = join(root, 'examples/gitops')

type Environment = Readonly<Record<string, string | undefined>>

/** A machine of a pipeline: a checkout, and no engine of its own. */
class Runner implements Disposable {
  readonly #root = mkdtempSync(join(tmpdir(), 'lb-runner-'))
  readonly directory = join(this.#root, 'examples/gitops')
  readonly #environment: Environment

  constructor({ environment }: Workspace, own: Environment) {
    cpSync(example, this.directory, { recursive: true })
    cpSync(join(root, 'examples/modules'), join(this.#root, 'examples/modules'), {
      recursive: true,
    })
    installProvider(this.directory)
    const config = join(this.#root, 'terraform.rc')
    writeFileSync(config, '')
    this.#environment = {
      ...environment,
      ...own,
      TF_CLI_CONFIG_FILE: config,
      LB_STATE_DIR: join(this.#root, 'no-engine'),
    }
  }

  /** As a pipeline runs it: by a shell that stops at the first failure. */
  async shell(command: string, more: Environment = {}): Promise<string> {
    const env = { ...this.#environment, ...more }
    const { stdout } = await run('bash', ['-ec', command], { cwd: this.directory, env })
    return stdout
  }

  /** Takes what another runner has left. */
  take(other: Runner, name: string): void {
    cpSync(join(other.directory, name), join(this.directory, name))
  }

  [Symbol.dispose](): void {
    rmSync(this.#root, { recursive: true, force: true })
  }
}

function read<T>(name: string): T {
  return parse(readFileSync(join(example, name), 'utf8')) as T
}

interface Job {
  readonly steps: readonly { readonly run?: string }[]
}

interface Atlantis {
  readonly workflows: Readonly<Record<string, Readonly<Record<'plan' | 'apply', Stage>>>>
}

interface Stage {
  readonly steps: readonly {
    readonly env?: { readonly name: string; readonly value: string }
    readonly run?: string
  }[]
}

acceptance('GitOps', (suite) => {
  const prepare = async (): Promise<{
    remote: Remote
    variables: Environment
    engine: Workspace
  }> => {
    const { workspace: engine, backend } = suite()
    const remote = await startRemote(engine)
    const [one, two] = [await backend('one'), await backend('two')]
    const servers = JSON.stringify([one, two].map(({ port }) => `127.0.0.1:${port}`))
    const variables = { TF_VAR_port: String(await freePort()), TF_VAR_servers: servers }
    return { remote, variables, engine }
  }

  it('GitHub Actions: plans with a read token, applies the saved plan with a write token', async () => {
    const { remote, variables, engine } = await prepare()
    const { jobs } = read<{ jobs: Record<'plan' | 'apply', Job> }>(
      '.github/workflows/load-balancers.yml',
    )
    using planner = new Runner(engine, { ...remote.withToken('read'), ...variables })
    for (const { run: command } of jobs.plan.steps) {
      if (command !== undefined) await planner.shell(command)
    }
    const plan = JSON.parse(readFileSync(join(planner.directory, 'plan.json'), 'utf8')) as {
      readonly resource_changes: readonly { type: string; change: { after: { port?: number } } }[]
    }
    const listener = plan.resource_changes.find(({ type }) => type === 'lb_listener')
    assert.equal(listener?.change.after.port, Number(variables['TF_VAR_port']))

    using applier = new Runner(engine, { ...remote.withToken('write'), ...variables })
    applier.take(planner, 'saved.tfplan')
    for (const { run: command } of jobs.apply.steps) {
      if (command !== undefined) await applier.shell(command)
    }
    const url = (await applier.shell('terraform output -raw url')).trim()
    assert.deepEqual(await shares(url, 4), { one: 2, two: 2 })

    const destroys = 'terraform plan -destroy -out=saved.tfplan >/dev/null'
    await applier.shell(`${destroys} && terraform show -json saved.tfplan > plan.json`)
    const policy = jobs.plan.steps.find(({ run: command }) => command?.includes('jq'))?.run ?? ''
    await assert.rejects(applier.shell(policy), 'the policy finds an instance that goes')
  })

  it('Atlantis: plans and applies with tokens from files', async () => {
    const { remote, variables, engine } = await prepare()
    const workflow = read<Atlantis>('atlantis.yaml').workflows['load-balancers']
    assert.ok(workflow)
    using runner = new Runner(engine, { ...remote.trusting, ...variables, PLANFILE: 'x.tfplan' })
    for (const [stage, role] of [
      ['plan', 'read'],
      ['apply', 'write'],
    ] as const) {
      const tokenFile = join(runner.directory, `${role}-token`)
      writeFileSync(tokenFile, runLb(engine, 'token', 'create', '--role', role))
      const environment: Record<string, string> = {}
      for (const { env, run: command } of workflow[stage].steps) {
        if (env !== undefined) environment[env.name] = tokenFile
        if (command !== undefined) await runner.shell(command, environment)
      }
    }
    const url = (await runner.shell('terraform output -raw url')).trim()
    assert.deepEqual(await shares(url, 4), { one: 2, two: 2 })
  })

  it('tofu-controller: its path is a configuration that plans and applies unattended', async () => {
    const { remote, variables, engine } = await prepare()
    const { spec } = read<{ spec: { path: string; approvePlan: string } }>('terraform.yaml')
    assert.equal(resolve(root, spec.path), example)
    assert.equal(spec.approvePlan, 'auto')
    using runner = new Runner(engine, { ...remote.withToken('write'), ...variables })
    // What the controller's runner does with it, and what it does ten minutes later.
    await runner.shell('terraform init -input=false')
    await runner.shell('terraform plan -input=false -out=x.tfplan && terraform apply x.tfplan')
    await runner.shell('terraform plan -input=false -detailed-exitcode')
  })
})
