/**
 * The guard around every handler: no request ends in a gRPC error, because Terraform could show
 * nothing useful for it. Whatever is thrown becomes a diagnostic.
 */

import { problemsOf } from '../server/index.ts'
import type { Host } from '../server/index.ts'
import { diagnosticsToWire } from './diagnostics.ts'
import type { PathSchema } from './diagnostics.ts'
import type { Diagnostic } from './tfplugin6.gen.ts'

export interface Answering<T> {
  /** As the protocol calls it: `PlanResourceChange`. */
  readonly rpc: string
  /** The type that the request names; null for requests about the provider. */
  readonly type: string | null
  /** Of the object that paths of problems start at, once it is known. */
  readonly pathSchema?: () => PathSchema | undefined
  readonly work: () => Promise<T> | T
  readonly failed: (diagnostics: Diagnostic[]) => T
}

/** The answer of the work, or what `failed` makes of the problems in its place. */
export async function answer<T>(host: Host, answering: Answering<T>): Promise<T> {
  const { rpc, type, work, failed } = answering
  const startedAtMs = performance.now()
  try {
    return await work()
  } catch (error) {
    const problems = problemsOf(host, { error, place: { rpc, type } })
    return failed(diagnosticsToWire(problems, answering.pathSchema?.()))
  } finally {
    const durationMs = Math.round(performance.now() - startedAtMs)
    host.log({ level: 'trace', message: 'answered', fields: { rpc, type: type ?? '', durationMs } })
  }
}
