/** Log lines: what Terraform's parser needs, and what must never be in them. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { makeCertificate } from '../../../../src/provider/plugin/certificate.ts'
import { createLogger } from '../../../../src/provider/plugin/log.ts'
import type { Logger } from '../../../../src/provider/plugin/log.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const

interface Recorder {
  readonly log: Logger
  readonly lines: string[]
}

function record(env: Readonly<Record<string, string>> = { TF_LOG: 'TRACE' }): Recorder {
  const lines: string[] = []
  return { lines, log: createLogger({ env, module: 'test', write: (line) => lines.push(line) }) }
}

function toFields(value: unknown): Record<string, unknown> {
  const { lines, log } = record()
  log.info('message', { value })
  return JSON.parse(lines.join('')) as Record<string, unknown>
}

function checkLevels(env: Readonly<Record<string, string>>, expected: readonly string[]): void {
  const { lines, log } = record(env)
  for (const level of levels) log[level](level)
  const seen = lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['@level'])
  assert.deepEqual(seen, expected)
}

describe('plugin log levels', () => {
  it('are silent unless a log is wanted', () => checkLevels({}, []))
  it('are silent when it is switched off', () => checkLevels({ TF_LOG: 'OFF' }, []))
  it('follow TF_LOG', () => checkLevels({ TF_LOG: 'WARN' }, ['warn', 'error']))
  it('follow it in any case', () => checkLevels({ TF_LOG: 'error' }, ['error']))
  it('follow TF_LOG_PROVIDER before TF_LOG', () =>
    checkLevels({ TF_LOG: 'TRACE', TF_LOG_PROVIDER: 'ERROR' }, ['error']))
  it('ignore a TF_LOG_PROVIDER that is empty', () =>
    checkLevels({ TF_LOG: 'ERROR', TF_LOG_PROVIDER: '' }, ['error']))
  it('are all on for JSON', () => checkLevels({ TF_LOG: 'JSON' }, levels))
  it('are all on for a word that nobody knows, as Terraform has it', () =>
    checkLevels({ TF_LOG: 'yes' }, levels))

  it('do not ask for the fields of a line that is not written', () => {
    const { log, lines } = record({ TF_LOG: 'INFO' })
    log.debug('costly', () => assert.fail('asked'))
    log.info('wanted', () => ({ value: 1 }))
    assert.equal(lines.length, 1)
  })
})

describe('plugin log lines', () => {
  it("have Terraform's keys, whatever the fields are called", () => {
    const { lines, log } = record()
    log.warn('real', { '@message': 'fake', '@level': 7, '@timestamp': 'never' })
    const line = JSON.parse(lines.join('')) as Record<string, unknown>
    assert.equal(line['@message'], 'real')
    assert.equal(line['@level'], 'warn')
    assert.equal(line['@module'], 'test')
    assert.match(String(line['@timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  })

  it('are one line of less than 64 KiB for any fields', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.anything()), (message, fields) => {
        const { lines, log } = record()
        log.info(message, fields)
        const [line = ''] = lines
        assert.equal(line.indexOf('\n'), line.length - 1)
        const parsed = JSON.parse(line) as Record<string, unknown>
        assert.equal(typeof parsed['@message'], 'string')
      }),
    )
    const { lines, log } = record()
    const many = Array.from({ length: 100 }, () => 'é'.repeat(2_000))
    log.info('x'.repeat(200_000), { many })
    for (const line of lines) assert(Buffer.byteLength(line) < 64 * 1024)
  })

  it('survive values that hold themselves', () => {
    const value: Record<string, unknown> = {}
    value['self'] = value
    assert.doesNotThrow(() => toFields(value))
  })

  const secrets = [
    'password',
    'db_password',
    'Passphrase',
    'client_secret',
    'apiToken',
    'token',
    'private_key',
    'privateKey',
    'api-key',
    'Authorization',
    'set-cookie',
    'credentials',
  ]
  for (const key of secrets) {
    it(`mask what is called ${key}, at any depth`, () => {
      const text = JSON.stringify(toFields([{ inner: { [key]: 'hunter2' } }]))
      assert.doesNotMatch(text, /hunter2/)
      assert.match(text, /\*\*\*/)
    })
  }

  it('mask private keys wherever they stand', () => {
    const { keyPem } = makeCertificate(Date.now())
    const { lines, log } = record()
    log.info(`message: ${keyPem}`, { harmless: `field: ${keyPem}`, list: [keyPem] })
    assert.equal(lines.join('').match(/\*\*\*/g)?.length, 3)
    assert.doesNotMatch(lines.join(''), /PRIVATE KEY/)
  })

  it('do not mask what only sounds like a secret', () => {
    assert.deepEqual(toFields({ bypass: 1, key: 'k', path: '/p' })['value'], {
      bypass: 1,
      key: 'k',
      path: '/p',
    })
  })

  it('show errors with their stack, maps as objects, and bytes as their number', () => {
    const value = { error: new Error('boom'), map: new Map([['a', 1n]]), bytes: Buffer.alloc(3) }
    const { error, ...rest } = toFields(value)['value'] as Record<string, unknown>
    assert.match(String(error), /^Error: boom\n +at /)
    assert.deepEqual(rest, { map: { a: '1' }, bytes: '3 bytes' })
  })
})
