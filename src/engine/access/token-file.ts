/**
 * Tokens in one file of the state directory, hashes only.
 *
 * Answers for: mode 0600, and that the file is the old one or the new one after a crash. Apart from
 * the store of objects, so that a restored backup brings no revoked token back.
 */

import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isRole } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import type { StoredToken, TokenStore } from './contract.ts'

const FILE_MODE = 0o600
const VERSION = 1

/** Throws `EngineError` when the file is there and is not what `save` wrote. */
export function openTokenFile(path: string): TokenStore {
  return {
    load: async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw toUnreadable(path, error)
      })
      return text === null ? [] : fromText(path, text)
    },
    save: async (tokens) => {
      const text = `${JSON.stringify({ version: VERSION, tokens }, null, 2)}\n`
      const next = `${path}.new`
      await writeDurably(next, text)
      await rename(next, path)
      const directory = await open(dirname(path))
      try {
        await directory.sync()
      } finally {
        await directory.close()
      }
    },
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', FILE_MODE)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

function fromText(path: string, text: string): readonly StoredToken[] {
  try {
    const read: unknown = JSON.parse(text)
    if (isRecord(read) && read['version'] === VERSION && Array.isArray(read['tokens'])) {
      const tokens = read['tokens'].filter(isStoredToken)
      if (tokens.length === read['tokens'].length) return tokens
    }
  } catch (cause) {
    throw toUnreadable(path, cause)
  }
  throw toUnreadable(path, null)
}

function isStoredToken(value: unknown): value is StoredToken {
  if (!isRecord(value)) return false
  const { id, role, description, issuer, createdMs, expiresMs, lastUsedMs, hash } = value
  const areTexts = [id, role, description, issuer, hash].every((each) => typeof each === 'string')
  const areTimes = [createdMs, expiresMs].every((each) => typeof each === 'number')
  const isUseKnown = lastUsedMs === null || typeof lastUsedMs === 'number'
  return areTexts && areTimes && isUseKnown && isRole(String(role))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function toUnreadable(path: string, cause: unknown): EngineError {
  return new EngineError({
    code: 'store_failed',
    message: `The file of the tokens, ${path}, cannot be read or is damaged.`,
    remedy: 'Move it away and make new tokens: there is no other copy of them.',
    cause,
  })
}
