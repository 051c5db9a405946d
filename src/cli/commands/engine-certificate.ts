/**
 * `lb engine certificate`: an authority of one's own, and certificates that it signs.
 *
 * For a quick start: who has an authority already gives its files to the engine instead.
 */

import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { EngineError } from '../../engine/errors.ts'
import { issueCertificate } from '../../x509/index.ts'
import type { CertificateOrder } from '../../x509/index.ts'
import { UsageError, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { toPaths } from '../engine.ts'

const ORGANIZATION = 'lb engine'
const AUTHORITY = { commonName: 'lb engine authority', organization: ORGANIZATION }
const DAY_MS = 24 * 3_600_000
const AUTHORITY_LIFE_MS = 10 * 365 * DAY_MS
/** As long as clients in general accept. */
const LIFE_MS = 397 * DAY_MS
/** Clocks differ a little. */
const BACKDATE_MS = 5 * 60_000
const KEY_MODE = 0o600
const NAME = /^[\p{L}\p{Nd}][\p{L}\p{Nd}._@-]{0,63}$/u

export const engineCertificate: Command = {
  words: ['engine', 'certificate'],
  summary: 'Make a certificate for the engine on a network, or a client.',
  description:
    'The authority is made with the first one, ca.pem and ca.key in the directory. With --name: ' +
    'server.pem and server.key for the engine. With --client: NAME.pem and NAME.key for whoever ' +
    'calls itself NAME. Made anew each time; the engine reads a new one by itself.',
  options: {
    name: {
      type: 'string',
      hint: 'NAMES',
      help: 'Of the engine: host names, addresses, by comma.',
    },
    client: { type: 'string', hint: 'NAME', help: 'A client of this name instead.' },
    directory: {
      type: 'string',
      hint: 'DIRECTORY',
      help: 'tls in the state directory by default.',
    },
    ...stateDirectoryOption,
  },
  run: async (call) => {
    const names = call.text('name')
    const client = call.text('client')
    if ((names === null) === (client === null)) {
      throw new UsageError('Give --name for the engine, or --client for one of its clients.')
    }
    const order = client === null ? toServer(names ?? '') : toClient(client)
    const directory = resolve(call.text('directory') ?? join(toPaths(call).stateDirectory, 'tls'))
    await makeAll(call, { directory, order, base: client ?? 'server' })
    return 0
  },
}

type Subject = Pick<CertificateOrder, 'commonName' | 'names' | 'usages'>

function toServer(text: string): Subject {
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !/^(?:\*\.)?[\w.:-]{1,253}$/.test(name))
  const [commonName] = names
  if (wrong !== undefined || commonName === undefined) {
    throw new UsageError(`"${wrong ?? ''}" is neither a host name nor an address.`)
  }
  return { commonName, names, usages: ['server'] }
}

function toClient(name: string): Subject {
  if (!NAME.test(name) || name === 'ca' || name === 'server') {
    throw new UsageError(`A client cannot be called "${name}".`)
  }
  return { commonName: name, names: [], usages: ['client'] }
}

interface Making {
  readonly directory: string
  readonly order: Subject
  readonly base: string
}

async function makeAll(call: Call, { directory, order, base }: Making): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const nowMs = Date.now()
  const notBeforeMs = nowMs - BACKDATE_MS
  const issuer = { ...AUTHORITY, keyPem: await ensureAuthority(directory, nowMs) }
  const made = issueCertificate({
    ...order,
    ...{ organization: ORGANIZATION, isAuthority: false, issuer },
    ...{ notBeforeMs, notAfterMs: nowMs + LIFE_MS },
  })
  await writeFile(join(directory, `${base}.key`), made.keyPem, { mode: KEY_MODE })
  await writeFile(join(directory, `${base}.pem`), made.certificatePem)
  for (const name of [`${base}.pem`, `${base}.key`, 'ca.pem']) {
    call.terminal.write(join(directory, name))
  }
  if (base === 'server') for (const line of toAdvice(directory)) call.terminal.note(line)
}

/** The key of the authority; made when there is none. */
async function ensureAuthority(directory: string, nowMs: number): Promise<string> {
  const paths = { key: join(directory, 'ca.key'), certificate: join(directory, 'ca.pem') }
  if (existsSync(paths.key) && existsSync(paths.certificate)) {
    const certificate = new X509Certificate(await readFile(paths.certificate))
    // A stranger's would not fit to the name that certificates say has signed them.
    if (certificate.subject.includes(AUTHORITY.commonName)) return readFile(paths.key, 'utf8')
    throw new EngineError({
      code: 'invalid_argument',
      message: `${paths.certificate} is not an authority that this command has made`,
      remedy: 'Name another --directory, or have your own authority sign the certificate.',
    })
  }
  const made = issueCertificate({
    ...{ ...AUTHORITY, names: [], isAuthority: true, usages: [], issuer: null },
    ...{ notBeforeMs: nowMs - BACKDATE_MS, notAfterMs: nowMs + AUTHORITY_LIFE_MS },
  })
  await writeFile(paths.key, made.keyPem, { mode: KEY_MODE })
  await writeFile(paths.certificate, made.certificatePem)
  return made.keyPem
}

function toAdvice(directory: string): readonly string[] {
  const toPath = (name: string): string => JSON.stringify(join(directory, name))
  return [
    '',
    'In engine.json of the state directory, then start the engine again:',
    '  { "api": { "listen": "0.0.0.0:7443",',
    `      "certificate_file": ${toPath('server.pem')}, "key_file": ${toPath('server.key')},`,
    `      "client_ca_file": ${toPath('ca.pem')} } }`,
    'Clients trust ca.pem (LB_CA_FILE) and have a token: `lb token create --role write`.',
  ]
}
