/** `lb_certificate` and HTTPS listeners through real Terraform. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { acceptance, assertNoChanges, events } from '../support/acceptance.ts'
import type { Suite } from '../support/acceptance.ts'
import { get, startTraffic } from '../support/backends.ts'
import { makeTestCertificate, makeTestChain } from '../support/certificates.ts'
import type { TestCertificate } from '../support/certificates.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'
import type { Workspace } from '../support/terraform.ts'

const DAY_MS = 24 * 3_600_000
const ROTATIONS = 3
const REQUESTS_PER_SECOND = 50
/** The servers are in this process, and so are the handshakes of the load: it may be busy. */
const PATIENT_CHECK = 'health_check = { timeout_ms = 10000, unhealthy_threshold = 10 }'

/** Where keys are: outside of what Terraform and the engine write. */
class Keys {
  readonly #directory = mkdtempSync(join(tmpdir(), 'lb-keys-'))

  /** A certificate's resource; `name` is its label, too. */
  hcl(name: string, { pem, keyPem }: TestCertificate, more = ''): string {
    const key = join(this.#directory, `${name}.pem`)
    writeFileSync(key, keyPem, { mode: 0o600 })
    return `
resource "lb_certificate" "${name}" {
  name            = "${name}"
  certificate_pem = ${JSON.stringify(pem)}
  private_key_wo  = file("${key}")
  ${more}
}`
  }

  close(): void {
    rmSync(this.#directory, { recursive: true })
  }
}

/** What a new client gets to see. */
function commonNameAt(port: number, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.10.0.2', port, servername, rejectUnauthorized: false }
    const socket = connect(options, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

async function stackOf({ backend }: Suite, port: number) {
  const { address, port: serverPort } = await backend('one')
  const servers = [{ address, port: serverPort }]
  return (ids: string, more: string): string => {
    const listener = `certificate_ids = [${ids}]`
    return stackHcl({ port, servers, protocol: 'HTTPS', service: PATIENT_CHECK, listener, more })
  }
}

acceptance('lb_certificate', (suite) => {
  let keys: Keys
  beforeEach(() => {
    keys = new Keys()
  })
  afterEach(() => keys.close())

  it('R12: HTTPS, rotated in place under load with no failed request', async () => {
    const { workspace } = suite()
    const port = await freePort()
    const { root, middle } = makeTestChain([])
    const leaf = (): TestCertificate => {
      const made = makeTestCertificate({ names: ['shop.test'], issuer: middle })
      return { ...made, pem: made.pem + middle.pem }
    }
    const stack = await stackOf(suite(), port)
    const hcl = (made: TestCertificate): string =>
      stack('lb_certificate.shop.id', keys.hcl('shop', made))
    await workspace.write(hcl(leaf()))
    await workspace.apply()
    await assertNoChanges(workspace)
    const { url } = await workspace.outputs()
    const tls = { ca: root.pem, servername: 'shop.test' }
    assert.equal((await get(String(url), { tls })).body, 'one')
    const traffic = startTraffic(String(url), REQUESTS_PER_SECOND, tls)
    for (let round = 0; round < ROTATIONS; round++) {
      const next = leaf()
      await workspace.write(hcl(next))
      if (round === 0) await checkKnownAtPlan(workspace, next)
      await workspace.apply()
    }
    await assertNoChanges(workspace)
    const { sent, failures } = await traffic.stop()
    assert.ok(sent > REQUESTS_PER_SECOND)
    assert.deepEqual(failures, [])
  })

  it('the private key is in no state, plan, log or answer, and private in the store', async () => {
    const { workspace } = suite()
    const log = { TF_LOG: 'TRACE', TF_LOG_PATH: join(workspace.directory, 'trace.log') }
    Object.assign(workspace.environment, log)
    const made = makeTestCertificate()
    await workspace.write(keys.hcl('one', made))
    const outputs = [
      await workspace.run('plan', '-out=test.tfplan'),
      await workspace.run('show', '-json', 'test.tfplan'),
      await workspace.run('apply', 'test.tfplan'),
      await workspace.run('show', '-json'),
      await workspace.lb('status'),
      await workspace.lb('events'),
    ]
    // A line from the middle, however it is wrapped in quotes.
    const secret = made.keyPem.split('\n')[1] ?? ''
    for (const { code, stdout, stderr } of outputs) {
      assert.equal(code, 0, stderr)
      assert.ok(!`${stdout}${stderr}`.includes(secret))
    }
    const holding = filesUnder(workspace.directory).filter((path) =>
      readFileSync(path).includes(secret),
    )
    assert.ok(holding.length > 0)
    for (const path of holding) {
      assert.ok(path.startsWith(workspace.stateDirectory), path)
      assert.equal(statSync(path).mode & 0o777, 0o600, path)
    }
    assert.equal(statSync(workspace.stateDirectory).mode & 0o777, 0o700)
    assert.match(readFileSync(log.TF_LOG_PATH, 'utf8'), /ApplyResourceChange/)
  })

  it('what cannot work is refused at plan, at the attribute', async () => {
    const { workspace } = suite()
    const made = makeTestCertificate()
    const refuses = async (hcl: string, expected: RegExp): Promise<void> => {
      await workspace.write(hcl)
      assert.match(await workspace.refuses('plan'), expected)
    }
    const strange = { ...made, keyPem: makeTestCertificate().keyPem }
    await refuses(keys.hcl('one', strange), /private_key_wo .*does not belong/)
    await refuses(keys.hcl('one', { ...made, pem: 'none' }), /certificate_pem .*no certificate/)
    const old = makeTestCertificate({ notAfterMs: Date.now() - DAY_MS })
    await refuses(keys.hcl('one', old), /certificate has expired.*certificate_pem/)
    const keyless = `resource "lb_certificate" "one" {
      name            = "one"
      certificate_pem = ${JSON.stringify(made.pem)}
    }`
    await refuses(keyless, /needs its private key/)
    const stack = await stackOf(suite(), await freePort())
    await refuses(stack('', ''), /HTTPS needs a certificate.*certificate_ids/)
    const plain = stack('"crt-1"', '').replace('"HTTPS"', '"HTTP"')
    await refuses(plain, /for HTTPS listeners.*certificate_ids/)
  })

  it('a near end is warned of; spelling is no change; import and data source find it', async () => {
    const { workspace } = suite()
    const made = makeTestCertificate({ names: ['soon.test'], notAfterMs: Date.now() + 10 * DAY_MS })
    const data = `
data "lb_certificate" "one" {
  id = lb_certificate.one.id
}
output "found" {
  value = data.lb_certificate.one.domains
}`
    await workspace.write(keys.hcl('one', made) + data)
    assert.match((await workspace.apply()).stdout, /expires soon/)
    assert.match((await workspace.run('plan', '-no-color')).stdout, /No changes[^]*expires soon/)
    assert.deepEqual((await workspace.outputs())['found'], ['soon.test'])
    const spelled = { ...made, pem: `\n${made.pem.replaceAll('\n', '\r\n')}\n\n` }
    await workspace.write(keys.hcl('one', spelled) + data)
    await assertNoChanges(workspace)
    const { id } = await workspace.state('lb_certificate.one')
    await workspace.run('state', 'rm', 'lb_certificate.one')
    const imported = await workspace.run('import', 'lb_certificate.one', String(id))
    assert.equal(imported.code, 0, imported.stderr)
    await assertNoChanges(workspace)
    const told = (await events(workspace)).find(({ type }) => type === 'expires_soon')
    assert.equal(told?.objectId, id)
  })

  it('made in the same apply, with a key by an ephemeral variable', async () => {
    const { workspace } = suite()
    const put = async ({ pem, keyPem }: TestCertificate): Promise<void> => {
      workspace.environment['TF_VAR_key'] = keyPem
      await workspace.write(`
variable "key" {
  type      = string
  ephemeral = true
}
resource "terraform_data" "issued" {
  input = ${JSON.stringify(pem)}
}
resource "lb_certificate" "one" {
  name            = "one"
  certificate_pem = terraform_data.issued.output
  private_key_wo  = var.key
}`)
    }
    for (const name of ['first.test', 'second.test']) {
      await put(makeTestCertificate({ names: [name] }))
      await workspace.apply()
      await assertNoChanges(workspace)
      assert.deepEqual((await workspace.state('lb_certificate.one'))['domains'], [name])
    }
    await put(makeTestCertificate({ notAfterMs: Date.now() - DAY_MS }))
    assert.match(await workspace.refuses('apply'), /certificate has expired/)
  })

  it('replaced, renamed and removed under load: no failed request', async () => {
    const { workspace } = suite()
    const port = await freePort()
    const stack = await stackOf(suite(), port)
    const [a, b] = [
      makeTestCertificate({ names: ['a.test'] }),
      makeTestCertificate({ names: ['b.test'] }),
    ]
    const ids = (...names: readonly string[]): string =>
      names.map((name) => `lb_certificate.${name}.id`).join(', ')
    const steps = [
      { ids: ids('a', 'b'), more: keys.hcl('a', a) + keys.hcl('b', b), shown: 'b.test' },
      // The default is removed, and what was the second becomes it.
      { ids: ids('b'), more: keys.hcl('b', b), shown: 'b.test' },
      // The same under another name.
      { ids: ids('c'), more: keys.hcl('c', b), shown: 'b.test' },
      { ids: ids('c', 'a'), more: keys.hcl('c', b) + keys.hcl('a', a), shown: 'b.test' },
    ]
    const apply = async (at: number, ...args: string[]): Promise<void> => {
      const step = steps[at]
      assert(step)
      await workspace.write(stack(step.ids, step.more))
      await workspace.apply(...args)
      assert.equal(await commonNameAt(port, 'b.test'), step.shown)
    }
    await apply(0)
    const { url } = await workspace.outputs()
    const tls = { rejectUnauthorized: false, servername: 'b.test' }
    const traffic = startTraffic(String(url), REQUESTS_PER_SECOND, tls)
    for (const at of steps.keys()) if (at > 0) await apply(at)
    await apply(steps.length - 1, '-replace=lb_certificate.c')
    await assertNoChanges(workspace)
    const { sent, failures } = await traffic.stop()
    assert.ok(sent > REQUESTS_PER_SECOND)
    assert.deepEqual(failures, [])
  })
})

/** Names, end and print are known before anything is done. */
async function checkKnownAtPlan(workspace: Workspace, { pem }: TestCertificate): Promise<void> {
  assert.deepEqual(await workspace.plan(), { 'lb_certificate.shop': 'update' })
  const shown = await workspace.run('show', '-json', 'test.tfplan')
  const { resource_changes: changes } = JSON.parse(shown.stdout) as {
    readonly resource_changes: readonly {
      readonly address: string
      readonly change: { readonly after: object; readonly after_unknown: object }
    }[]
  }
  const change = changes.find(({ address }) => address === 'lb_certificate.shop')?.change
  assert.ok(JSON.stringify(change?.after).includes(JSON.stringify(pem)))
  const unknown = Object.entries(change?.after_unknown ?? {}).filter(([, value]) => value === true)
  assert.deepEqual(unknown, [])
}

/** Every file below, sockets and such left out. */
function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
}
