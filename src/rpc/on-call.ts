/** Hearing of every call on the answering end, for whoever counts them. */

import type { RpcCode } from './error.ts'

/** Is told of every call that begins, and gives back whom to tell how it ended; `OK` when well. */
export type OnCall = (path: string) => (code: RpcCode | 'OK') => void
