/**
 * Why a socket could not be bound, in words and a code for whoever declared the listener.
 *
 * Answers for: the translation of the system's errors. Does not know: listeners.
 */

import type { Problem } from '../ir/index.ts'
import type { WantedBind } from './binds.ts'

interface Explanation {
  readonly code: string
  readonly path: readonly string[]
  readonly text: string
}

const explanations: Readonly<Record<string, Explanation>> = {
  EADDRINUSE: {
    code: 'port_in_use',
    path: ['port'],
    text: 'another program of this machine listens there; choose another port or stop it',
  },
  EADDRNOTAVAIL: {
    code: 'data_plane_rejected',
    path: [],
    text: 'this machine does not have the address; add it first (macOS: ifconfig lo0 alias)',
  },
  EACCES: {
    code: 'data_plane_rejected',
    path: ['port'],
    text: 'the engine may not use this port; choose one above 1023 or give it the right to',
  },
}

export function toBindProblem(wanted: WantedBind, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const { address, port } = wanted.bind
  const known = explanations[code]
  return {
    code: known?.code ?? 'data_plane_rejected',
    objectId: wanted.listenerId,
    path: known?.path ?? [],
    message: `cannot listen on ${address} port ${port}: ${known?.text ?? String(error)}`,
  }
}
