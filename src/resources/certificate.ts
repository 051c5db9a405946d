/** `lb_certificate`: what HTTPS listeners show, with a private key that Terraform never stores. */

import { computed, errorProblem, isKnown, optional, ProviderError } from '../provider/index.ts'
import {
  range,
  required,
  resource,
  secretFree,
  t,
  warningProblem,
  writeOnly,
} from '../provider/index.ts'
import type { Config, Problem } from '../provider/index.ts'
import { checkKeyFits, isCertificate, readCertificate } from '../engine/x509/index.ts'
import { readPrivateKey } from '../engine/x509/index.ts'
import type { Certificate } from '../engine/x509/index.ts'
import { envelope, nameOf, throughEngine } from './common.ts'
import type { Mapping } from './common.ts'
import { listed } from './data/list.ts'
import { lookup } from './data/lookup.ts'
import type { Engine } from './engine.ts'

const DAY_MS = 24 * 3_600_000
/** Whoever plans is warned from then on. */
const WARNING_MS = 30 * DAY_MS

const attributes = {
  ...envelope,
  name: nameOf('certificate'),
  certificate_pem: required.string({
    description:
      'The certificate in PEM, followed by those it was issued by, each by the next. Changing it ' +
      'rotates it in place: new connections get the new one, those that exist go on.',
    check: [
      secretFree('must have no private key in it: it would be stored', (pem) => !hasKey(pem)),
    ],
    equivalent: isSameChain,
  }),
  private_key_wo: writeOnly.string({
    description:
      'Its private key in PEM, RSA or EC. Write-only: it goes to the engine and is in no state ' +
      'and no plan. Needed on creation, and whenever the certificate gets another key.',
  }),
  private_key_wo_version: optional.int({
    description:
      'Change it to have `private_key_wo` sent again, as Terraform cannot see that a write-only ' +
      'value has changed. A change of `certificate_pem` has it sent, too.',
    check: [range({ min: 0, max: Number.MAX_SAFE_INTEGER })],
  }),
  domains: computed.list({
    of: t.string,
    description: 'The names it is for, in lower case; wildcards as `*.example.net`.',
    dependsOn: ['certificate_pem'],
  }),
  not_after: computed.string({
    description: 'Until when it is valid, as in `2030-01-31T12:00:00Z`.',
    dependsOn: ['certificate_pem'],
  }),
  fingerprint: computed.string({
    description: 'The SHA-256 of the certificate itself, in lower-case hexadecimal digits.',
    dependsOn: ['certificate_pem'],
  }),
}

function hasKey(pem: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)
}

function isSameChain(one: string, other: string): boolean {
  const [left, right] = [readCertificate(one), readCertificate(other)]
  return isCertificate(left) && isCertificate(right) && left.pem === right.pem
}

const mapping: Mapping<typeof attributes> = {
  kind: 'certificate',
  attributes,
  except: ['private_key_wo', 'private_key_wo_version'],
  extra: ({ spec }) => ({
    private_key_wo_version: (spec['privateKeyVersion'] as number | null | undefined) ?? null,
  }),
  extraSpec: ({ config, desired, prior }) => {
    const { private_key_wo: key } = config
    const { private_key_wo_version: version, certificate_pem: pem } = desired
    const isSame =
      prior?.private_key_wo_version === version &&
      isKnown(pem) &&
      isSameChain(prior.certificate_pem, pem)
    return {
      privateKeyPem: isSame || !isKnown(key) ? null : key,
      privateKeyVersion: isKnown(version) ? version : null,
    }
  },
}

/** What can be found without an engine and without a clock. */
function validate(config: Config<typeof attributes>): readonly Problem[] {
  const { certificate_pem: pem, private_key_wo: key } = config
  const chain = isKnown(pem) && !hasKey(pem) ? readCertificate(pem) : null
  const found = isKnown(key) && key !== null ? readPrivateKey(key) : null
  const problems: Problem[] = []
  if (chain !== null && !isCertificate(chain)) problems.push(toChainProblem(chain.fault))
  if (found !== null && 'fault' in found) problems.push(toKeyProblem(found.fault))
  if (chain === null || found === null || problems.length > 0) return problems
  if (!isCertificate(chain) || 'fault' in found) return problems
  const fault = checkKeyFits(chain.pem, found.pem)
  return fault === null ? [] : [toKeyProblem(fault)]
}

function toChainProblem(fault: string): Problem {
  const summary = 'The certificate cannot be used'
  return errorProblem({ path: ['certificate_pem'], summary, detail: fault })
}

function toKeyProblem(fault: string): Problem {
  const summary = 'The private key cannot be used'
  return errorProblem({ path: ['private_key_wo'], summary, detail: fault })
}

/** The validity of a chain that is about to be put in use. */
function checkValidity(pem: string): readonly Problem[] {
  const chain = readCertificate(pem)
  if (!isCertificate(chain)) return []
  const nowMs = Date.now()
  if (chain.notAfterMs <= nowMs) {
    const detail =
      `It was valid until ${toText(chain.notAfterMs)}. Clients would refuse it. ` +
      'What is live keeps serving; renew the certificate and try again.'
    return [
      errorProblem({ path: ['certificate_pem'], summary: 'The certificate has expired', detail }),
    ]
  }
  if (chain.notBeforeMs > nowMs) {
    const detail = `It is valid from ${toText(chain.notBeforeMs)}; clients refuse it until then.`
    const summary = 'The certificate is not valid yet'
    return [warningProblem({ path: ['certificate_pem'], summary, detail })]
  }
  const warning = toExpiryWarning(chain, nowMs)
  return warning === null ? [] : [warningProblem(warning)]
}

interface Warning {
  readonly path: readonly string[]
  readonly summary: string
  readonly detail: string
}

/** What to say of a certificate whose end is near, or past. */
function toExpiryWarning({ notAfterMs }: Certificate, nowMs: number): Warning | null {
  const leftMs = notAfterMs - nowMs
  if (leftMs > WARNING_MS) return null
  const [days, until] = [Math.floor(leftMs / DAY_MS), toText(notAfterMs)]
  const isOver = leftMs <= 0
  return {
    path: ['certificate_pem'],
    summary: isOver ? 'The certificate has expired' : 'The certificate expires soon',
    detail: isOver
      ? `It was valid until ${until}, and clients refuse it. Renew it: it is changed in place.`
      : `It is valid until ${until}, for ${days} more days. Renew it: it is changed in place.`,
  }
}

function toText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z')
}

const engineFunctions = throughEngine(mapping)

function assertValid(pem: string): void {
  const [problem] = checkValidity(pem)
  if (problem?.severity === 'error') throw new ProviderError(problem)
}

export const certificate = resource<Engine>()({
  type: 'lb_certificate',
  description:
    'A certificate with its private key, for HTTPS listeners. It is rotated in place, with no ' +
    'connection lost. The key is write-only: Terraform never stores it.',
  attributes,
  validate,
  derive: ({ planned: { certificate_pem: pem } }) => {
    const chain = isKnown(pem) ? readCertificate(pem) : null
    if (chain === null || !isCertificate(chain)) return {}
    const { domains, notAfterMs, fingerprint } = chain
    return { domains, not_after: toText(notAfterMs), fingerprint }
  },
  ...engineFunctions,
  checkPlan: async (request) => {
    const { config, planned, prior } = request
    const { certificate_pem: pem } = planned
    const isNew = isKnown(pem) && (prior === null || !isSameChain(prior.certificate_pem, pem))
    const problems = isNew ? checkValidity(pem) : []
    if (prior === null && config.private_key_wo === null) {
      return [...problems, toKeyProblem('A new certificate needs its private key.')]
    }
    return [...problems, ...(await engineFunctions.checkPlan(request))]
  },
  create: (request) => {
    assertValid(request.desired.certificate_pem)
    return engineFunctions.create(request)
  },
  update: (request) => {
    const { desired, prior } = request
    const isSame = isSameChain(prior.certificate_pem, desired.certificate_pem)
    if (!isSame) assertValid(desired.certificate_pem)
    return engineFunctions.update(request)
  },
  read: async (request) => {
    const state = await engineFunctions.read(request)
    const chain = state === null ? null : readCertificate(state.certificate_pem)
    const warning =
      chain !== null && isCertificate(chain) ? toExpiryWarning(chain, Date.now()) : null
    if (warning !== null) request.warn(warning)
    return state
  },
})

export const certificateData = lookup('lb_certificate', mapping)
export const certificateList = listed('lb_certificate', mapping)
