/** An engine elsewhere, over TLS: tokens, client certificates, roles, and a saved plan. */

import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { acceptance } from '../support/acceptance.ts'
import { get } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { runLb, startRemote } from '../support/remote.ts'
import { stackHcl } from '../support/stack.ts'
import { createWorkspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'
import { waitFor } from '../support/wait.ts'

/** A machine that has no engine, and talks to one as the environment says. */
async function elsewhere(
  environment: Readonly<Record<string, string>>,
): Promise<Workspace & AsyncDisposable> {
  const workspace = await createWorkspace(environment)
  return { ...workspace, [Symbol.asyncDispose]: () => workspace.close() }
}

/** The files under the directory that say something like a token. */
function tokenHolders(directory: string): readonly string[] {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return paths.filter((path) => {
    const file = join(directory, path)
    return statSync(file).isFile() && /lbt_[0-9a-f]{8}/.test(readFileSync(file, 'utf8'))
  })
}

const group = 'resource "lb_server_group" "one" {\n  name = "one"\n}\n'

acceptance('a remote engine', (suite) => {
  it('is planned with a read token, and the plan is applied elsewhere with a write token', async () => {
    const { workspace: engine, backend } = suite()
    const remote = await startRemote(engine)
    const server = await backend('one')
    const port = await freePort()
    const hcl = stackHcl({ port, servers: [{ address: server.address, port: server.port }] })

    await using planner = await elsewhere(remote.withToken('read'))
    await planner.write(hcl)
    const planned = await planner.run('plan', '-detailed-exitcode', '-out=saved.tfplan')
    assert.equal(planned.code, 2, planned.stderr)
    assert.match(await planner.refuses('apply'), /needs the role "write".*permission_denied/)

    await using applier = await elsewhere(remote.withToken('write'))
    cpSync(join(planner.directory, 'main.tf'), join(applier.directory, 'main.tf'))
    cpSync(join(planner.directory, 'saved.tfplan'), join(applier.directory, 'saved.tfplan'))
    await applier.apply('saved.tfplan')
    const { url } = await applier.outputs()
    assert.equal((await get(String(url))).body, 'one')
    const again = await applier.run('plan', '-detailed-exitcode')
    assert.equal(again.code, 0, again.stdout)

    cpSync(
      join(applier.directory, 'terraform.tfstate'),
      join(planner.directory, 'terraform.tfstate'),
    )
    const refreshed = await planner.run('plan', '-detailed-exitcode')
    assert.equal(refreshed.code, 0, refreshed.stderr)
    await applier.destroy()
  })

  it('is applied to with a client certificate that has a role', async () => {
    const { workspace: engine } = suite()
    const remote = await startRemote(engine)
    await using deployer = await elsewhere(remote.withCertificate('deploy'))
    await deployer.write(group)
    await deployer.apply()
    assert.deepEqual(await deployer.plan(), {})
    await using stranger = await elsewhere(remote.withCertificate('nobody'))
    await stranger.write(group)
    assert.match(await stranger.refuses('plan'), /"nobody", has no role.*unauthenticated/)
  })

  it('says what is wrong with who asks, and with its own certificate', async () => {
    const { workspace: engine } = suite()
    const remote = await startRemote(engine)
    const known = remote.withToken('write')
    const expectRefusal = async (
      environment: Readonly<Record<string, string>>,
      words: RegExp,
    ): Promise<void> => {
      await using somebody = await elsewhere(environment)
      await somebody.write(group)
      assert.match(await somebody.refuses('plan'), words)
    }
    await expectRefusal(remote.trusting, /neither a token nor a certificate.*unauthenticated/)
    await expectRefusal({ ...known, LB_TOKEN: `lbt_${'0'.repeat(64)}` }, /does not know the token/)
    await expectRefusal(
      { ...known, LB_CA_FILE: '' },
      /nobody trusted here has signed.*LB_CA_FILE.*not_trusted/,
    )
    const numeric = `https://127.0.0.1:${remote.port}`
    await expectRefusal({ ...known, LB_ENDPOINT: numeric }, /for another name.*not_trusted/)
    await expectRefusal({ ...known, LB_CA_FILE: '/nowhere/ca.pem' }, /\/nowhere\/ca.pem.*ENOENT/)
    await expectRefusal({ ...known, LB_ENDPOINT: 'http://localhost:1' }, /has no TLS/)
    const late = remote.withToken('write', '1s')
    await waitFor('the end of the token', () => {
      const tokens = JSON.parse(runLb(engine, 'token', 'list', '--json')) as readonly unknown[]
      return tokens.length === 1 ? true : null
    })
    await expectRefusal(late, /has expired/)
    const leaked = remote.withToken('write')
    const [, made] = JSON.parse(runLb(engine, 'token', 'list', '--json')) as { id: string }[]
    assert.match(runLb(engine, 'token', 'revoke', String(made?.id)), /^revoked tok-/)
    await expectRefusal(leaked, /does not know the token/)
  })

  it('gives a token for one run, which is in no state, plan or log and is revoked', async () => {
    const { workspace: engine } = suite()
    const remote = await startRemote(engine)
    const log = join(engine.directory, 'trace.log')
    const traced = { TF_LOG_PATH: log, LB_ENDPOINT: '' }
    await using somebody = await elsewhere({ ...remote.withToken('write'), ...traced })
    const endpoint = `endpoint = "${remote.endpoint}"`
    await somebody.write(`
      provider "lb" {
        ${endpoint}
      }
      ephemeral "lb_token" "reader" {
        role = "read"
        ttl  = "5m"
      }
      provider "lb" {
        alias = "reader"
        ${endpoint}
        token = ephemeral.lb_token.reader.token
      }
      data "lb_engine" "seen" {
        provider = lb.reader
      }
      output "region" {
        value = data.lb_engine.seen.region
      }
      ${group}`)
    const environment = { ...somebody.environment, TF_LOG: 'TRACE' }
    const planned = await somebody.run('plan', '-out=saved.tfplan')
    assert.equal(planned.code, 0, planned.stderr)
    Object.assign(somebody.environment, environment)
    const applied = await somebody.apply('saved.tfplan')
    assert.equal((await somebody.outputs())['region'], 'local')
    assert.doesNotMatch(applied.stdout + applied.stderr, /lbt_[0-9a-f]{8}/)
    assert.match(readFileSync(log, 'utf8'), /OpenEphemeralResource/)
    assert.deepEqual(tokenHolders(somebody.directory), [])
    assert.deepEqual(tokenHolders(engine.directory), [])
    const left = JSON.parse(runLb(engine, 'token', 'list', '--json')) as readonly unknown[]
    assert.equal(left.length, 1)
  })
})
