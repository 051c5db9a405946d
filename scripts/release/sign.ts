/**
 * Checksums, and the signature over them that registries ask for.
 *
 * Answers for: SHA256SUMS in the form of `sha256sum`, and a detached OpenPGP signature. The key
 * comes from the environment and goes nowhere.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { createMessage, decryptKey, readPrivateKey, sign } from 'openpgp'

/** The lines of SHA256SUMS for `paths`, by name. */
export async function toChecksums(paths: readonly string[]): Promise<string> {
  const lines = await Promise.all(
    paths.toSorted().map(async (path) => `${toDigest(await readFile(path))}  ${basename(path)}\n`),
  )
  return lines.join('')
}

function toDigest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export interface SigningKey {
  /** An armored private key. */
  readonly armored: string
  /** Empty when the key has none. */
  readonly passphrase: string
}

/** Of the environment: `LB_RELEASE_KEY` and `LB_RELEASE_PASSPHRASE`; null when there is none. */
export function signingKey(environment: NodeJS.ProcessEnv): SigningKey | null {
  const armored = environment['LB_RELEASE_KEY'] ?? ''
  if (armored === '') return null
  return { armored, passphrase: environment['LB_RELEASE_PASSPHRASE'] ?? '' }
}

/** A detached binary signature of `text`. Throws when the passphrase does not open the key. */
export async function toSignature(text: string, key: SigningKey): Promise<Buffer> {
  const { armored, passphrase } = key
  const locked = await readPrivateKey({ armoredKey: armored })
  const privateKey = locked.isDecrypted()
    ? locked
    : await decryptKey({ privateKey: locked, passphrase })
  const message = await createMessage({ text })
  const options = { message, signingKeys: privateKey, detached: true, format: 'binary' } as const
  const signature: unknown = await sign(options)
  assert(signature instanceof Uint8Array, 'a binary signature is bytes')
  return Buffer.from(signature)
}
