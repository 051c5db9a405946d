/**
 * The requests that ask whether a block can be as it is written: one of each kind, all alike.
 *
 * Answers for: from the block's text on the wire to problems on the wire. Does not know: the rules.
 */

import { validateDeclared } from '../server/index.ts'
import type { Host } from '../server/index.ts'
import { answer } from './answer.ts'
import { diagnosticsToWire } from './diagnostics.ts'
import { someObjectFromWire } from './dynamic-value.ts'
import type { Diagnostic, DynamicValue } from './tfplugin6.gen.ts'

export interface Validating {
  readonly request: { readonly typeName: string; readonly config?: DynamicValue | undefined }
  /** The request's name, for reports of what went wrong. */
  readonly rpc: string
  /** What has the type; throws where nothing does. */
  readonly of: (host: Host, name: string) => Parameters<typeof validateDeclared>[0]
}

export function validate(
  host: Host,
  { request, rpc, of }: Validating,
): Promise<{ diagnostics: Diagnostic[] }> {
  return answer(host, {
    rpc,
    type: request.typeName,
    work: () => {
      const validatable = of(host, request.typeName)
      const config = someObjectFromWire(validatable.schema.type, request.config)
      const problems = validateDeclared(validatable, { config, canWriteOnly: true })
      return { diagnostics: diagnosticsToWire(problems, validatable.schema) }
    },
    failed: (diagnostics) => ({ diagnostics }),
  })
}
