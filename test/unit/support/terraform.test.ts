import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const support = join(import.meta.dirname, '../../support/terraform.ts')
const print = `import { terraformBinary } from ${JSON.stringify(support)}
process.stdout.write(String(terraformBinary))`

/** Which CLI the acceptance tests would use. */
function chosen(environment: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...environment }
  const args = ['--input-type=module', '--eval', print]
  return spawnSync(process.execPath, args, { env, encoding: 'utf8' })
}

describe('the CLI of the acceptance tests', () => {
  it('is the one that TERRAFORM_BINARY names, whatever is on PATH', () => {
    const directory = mkdtempSync(join(tmpdir(), 'lb-cli-'))
    try {
      const binary = join(directory, 'my-tofu')
      writeFileSync(binary, '#!/bin/sh\necho "OpenTofu v1.9.0"\n', { mode: 0o755 })
      assert.equal(chosen({ TERRAFORM_BINARY: binary }).stdout, binary)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('is not another one when TERRAFORM_BINARY does not run', () => {
    const { status, stderr } = chosen({ TERRAFORM_BINARY: '/nowhere/terraform' })
    assert.notEqual(status, 0)
    assert.match(stderr, /TERRAFORM_BINARY is \/nowhere\/terraform/)
  })

  it('is none, and the tests are skipped, where there is none', () => {
    assert.equal(chosen({ TERRAFORM_BINARY: '', PATH: '/nowhere' }).stdout, 'null')
  })
})
