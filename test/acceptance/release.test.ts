/** The archive of a release, installed by real Terraform on a machine that has no Node. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { generateKey } from 'openpgp'
import { release } from '../../scripts/release.ts'
import { platforms } from '../../scripts/release/platforms.ts'
import { makeTestCertificate } from '../support/certificates.ts'
import { requireTerraform, terraformBinary } from '../support/terraform.ts'

const run = promisify(execFile)
const VERSION = '0.1.0'
const STEM = `terraform-provider-lb_${VERSION}`
const RELEASE_DEADLINE_MS = 600_000

const project = resolve(import.meta.dirname, '../..')
const os = process.platform
const arch = process.arch === 'x64' ? 'amd64' : process.arch
const platform = platforms.find(({ name }) => name === `${os}_${arch}`)

describe('a release', function () {
  this.timeout(RELEASE_DEADLINE_MS)
  const root = mkdtempSync(join(tmpdir(), 'lb-release-'))
  const folder = join(root, 'release')
  let publicKey = ''
  let server: Server | null = null
  let origin = ''

  before(async function () {
    requireTerraform(this)
    if (platform === undefined) this.skip()
    const userIDs = [{ name: 'Test', email: 'test@example.com' }]
    const passphrase = 'of the test'
    const key = await generateKey({ type: 'rsa', rsaBits: 3072, userIDs, passphrase })
    publicKey = key.publicKey
    await release({
      platforms: [platform],
      key: { armored: key.privateKey, passphrase },
      folder,
      report: () => {},
    })
    const issuer = makeTestCertificate({ names: ['an authority'], isAuthority: true })
    const { pem, keyPem } = makeTestCertificate({ names: ['localhost'], issuer })
    writeFileSync(join(root, 'ca.pem'), issuer.pem)
    server = createServer({ cert: pem, key: keyPem }, serve).listen(0)
    origin = `localhost:${(server.address() as AddressInfo).port}`
  })

  after(() => {
    server?.close().closeAllConnections()
    rmSync(root, { recursive: true, force: true })
  })

  const serve: Parameters<typeof createServer>[1] = (request, response) => {
    const path = request.url ?? ''
    const answer = registryAnswers({ folder, origin, publicKey }).get(path)
    if (answer !== undefined) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    } else {
      const file = createReadStream(join(folder, path.slice(path.lastIndexOf('/') + 1)))
      file.on('error', () => response.writeHead(404).end()).pipe(response)
    }
  }

  /** Runs Terraform where no Node is on PATH, with nothing of this machine's configuration. */
  const terraform = async (directory: string, ...args: string[]): Promise<string> => {
    const bin = join(root, 'bin')
    const options = {
      cwd: directory,
      env: {
        PATH: bin,
        HOME: directory,
        SSL_CERT_FILE: join(root, 'ca.pem'),
        TF_CLI_CONFIG_FILE: join(directory, 'cli.rc'),
        CHECKPOINT_DISABLE: '1',
        LB_STATE_DIR: join(directory, 'engine'),
      },
    }
    const { stdout } = await run(join(bin, 'terraform'), [...args, '-no-color'], options)
    return stdout
  }

  /** A directory with a configuration that asks for the provider from `source`. */
  const prepare = (name: string, { source, rc = '' }: { source: string; rc?: string }): string => {
    const directory = join(root, name)
    mkdirSync(directory)
    const hcl = `terraform {\n required_providers {\n  lb = { source = "${source}" }\n }\n}
data "lb_zones" "all" {}
output "zones" { value = data.lb_zones.all.names }\n`
    writeFileSync(join(directory, 'main.tf'), hcl)
    writeFileSync(join(directory, 'cli.rc'), rc)
    return directory
  }

  /** With the command line of the same archive. */
  const stopEngine = async (directory: string): Promise<void> => {
    const { stdout } = await run('find', [
      join(directory, '.terraform'),
      '-name',
      'lb',
      '-type',
      'f',
    ])
    const [program = ''] = stdout.split('\n')
    await run(program, ['engine', 'stop', '--state-dir', join(directory, 'engine')])
  }

  before(async () => {
    mkdirSync(join(root, 'bin'))
    const found = await which(terraformBinary ?? 'terraform')
    symlinkSync(found, join(root, 'bin/terraform'))
    symlinkSync(await which('readlink'), join(root, 'bin/readlink'))
  })

  it('is installed from a registry, its signature checked, and brings its engine', async () => {
    const directory = prepare('registry', { source: `${origin}/lb-engine/lb` })
    const said = await terraform(directory, 'init')
    assert.match(said, /Installed .*lb-engine\/lb v0\.1\.0 \(self-signed, key ID/)
    try {
      assert.match(await terraform(directory, 'apply', '-auto-approve'), /local-a/)
    } finally {
      await stopEngine(directory)
    }
  })

  it('is installed from a network mirror', async () => {
    const mirror = `network_mirror { url = "https://${origin}/mirror/" }`
    const rc = `provider_installation {\n ${mirror}\n}\n`
    const directory = prepare('mirror', { source: 'lb-engine/lb', rc })
    assert.match(await terraform(directory, 'init'), /Installed lb-engine\/lb v0\.1\.0/)
  })

  it('is installed from npm, into the mirror that Terraform looks into by itself', async () => {
    const mirror = join(root, 'plugins')
    symlinkSync(join(project, 'node_modules'), join(folder, 'npm/node_modules'))
    const env = { ...process.env, LB_MIRROR_DIR: mirror }
    await run(process.execPath, [join(folder, 'npm/install.mjs'), 'install'], { env })
    const place = `registry.terraform.io/lb-engine/lb/${VERSION}/${os}_${arch}`
    const plugin = join(mirror, place, `terraform-provider-lb_v${VERSION}`)
    // What a person gets who starts it by hand.
    await assert.rejects(run(plugin, [], { env: { PATH: join(root, 'bin') } }), {
      stderr: /is a plugin: Terraform and OpenTofu start it themselves/,
    })
  })

  it('names what it is made of, and nothing of where it was made', () => {
    const bill = readFileSync(join(folder, `${STEM}_sbom.cdx.json`), 'utf8')
    const { components } = JSON.parse(bill) as { components: readonly { name: string }[] }
    assert.ok(components.some(({ name }) => name === 'protobufjs'))
    assert.doesNotMatch(bill, /serialNumber|timestamp/)
  })
})

/** What a registry and a mirror say of this one release. */
function registryAnswers(at: {
  readonly folder: string
  readonly origin: string
  readonly publicKey: string
}): ReadonlyMap<string, unknown> {
  const zip = `${STEM}_${os}_${arch}.zip`
  const shasum = createHash('sha256')
    .update(readFileSync(join(at.folder, zip)))
    .digest('hex')
  const files = `https://${at.origin}/files`
  const download = {
    ...{ protocols: ['6.0'], os, arch, filename: zip, shasum },
    download_url: `${files}/${zip}`,
    shasums_url: `${files}/${STEM}_SHA256SUMS`,
    shasums_signature_url: `${files}/${STEM}_SHA256SUMS.sig`,
    signing_keys: { gpg_public_keys: [{ key_id: '', ascii_armor: at.publicKey }] },
  }
  const versions = [{ version: VERSION, protocols: ['6.0'], platforms: [{ os, arch }] }]
  const provider = '/v1/providers/lb-engine/lb'
  const mirror = '/mirror/registry.terraform.io/lb-engine/lb'
  const archives = { [`${os}_${arch}`]: { url: `${files}/${zip}`, hashes: [`zh:${shasum}`] } }
  return new Map<string, unknown>([
    ['/.well-known/terraform.json', { 'providers.v1': '/v1/providers/' }],
    [`${provider}/versions`, { versions }],
    [`${provider}/${VERSION}/download/${os}/${arch}`, download],
    [`${mirror}/index.json`, { versions: { [VERSION]: {} } }],
    [`${mirror}/${VERSION}.json`, { archives }],
  ])
}

async function which(name: string): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const { stdout } = await run('find', ['-L', ...folders, '-maxdepth', '1', '-name', name]).catch(
    (error: unknown) => error as { readonly stdout: string },
  )
  const [found = ''] = stdout.split('\n')
  assert.notEqual(found, '', `${name} is on PATH`)
  return found
}
