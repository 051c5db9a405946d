/**
 * The HAProxy plane beside HAProxy without it.
 *
 * Answers for: the parts, each of which can be run by itself (`npm run bench -- haproxy/speed`).
 * Needs what `proxy.ts` needs.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchChanges } from './haproxy/changes.ts'
import { benchDrops } from './haproxy/drops.ts'
import { benchSpeed } from './haproxy/speed.ts'
import { isToolMissing } from './proxy.ts'

export const haproxyParts: Readonly<Record<string, (directory: string) => Promise<void>>> = {
  changes: benchChanges,
  drops: benchDrops,
  speed: benchSpeed,
}

/** Runs the parts of these names, all when there is none, and prints their tables. */
export async function benchHaproxy(names: readonly string[]): Promise<void> {
  if (isToolMissing('haproxy')) return
  const directory = await mkdtemp(join(tmpdir(), 'lb-bench-'))
  try {
    for (const [name, bench] of Object.entries(haproxyParts)) {
      if (names.length === 0 || names.includes(name)) await bench(directory)
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
