/**
 * The calls of the engine API that change something, each with its line in the audit.
 *
 * Answers for: who is recorded for what. Does not know: who may call what; the gate does.
 */

import type { Handlers } from '../../rpc/index.ts'
import { toAuditSubject } from '../access/index.ts'
import type { Audit, AuditSubject, Caller, TokenBook } from '../access/index.ts'
import { wire } from '../client/index.ts'
import type { engineService } from '../client/index.ts'
import { tell, tellAll } from './service-answers.ts'
import { answerMany } from './service-lane.ts'
import type { LaneEnd } from './service-lane.ts'
import type { EngineApi } from './api.ts'

export interface Access {
  readonly tokens: TokenBook
  readonly audit: Audit
}

/** Who hears of each transaction among many over one call, as of a call of its own. */
export type Told = Pick<LaneEnd, 'onCall' | 'onFault'>

/** Every listener has a gate, and each gate gives a caller. */
export function toCaller(call: { readonly caller: unknown }): Caller {
  return call.caller as Caller
}

const NO_SUBJECTS: readonly AuditSubject[] = []

export function toWrites(
  api: EngineApi,
  { tokens, audit }: Access,
  told: Told,
): Handlers<typeof engineService> {
  const transact: LaneEnd['transact'] = (request, call) =>
    tell(async () => {
      const operations = request.operations.map(wire.fromWireOperation)
      const subjects = operations.map(toAuditSubject)
      const entry = { action: 'transact', subjects }
      const objects = await audit.write(
        { caller: toCaller(call), entry },
        () => api.transact(operations, call.signal),
        (results) => subjects.map((each, at) => ({ ...each, id: results[at]?.id ?? each.id })),
      )
      return { objects: objects.map(wire.toWireObject) }
    })
  return {
    transact,
    transactMany: (requests, call) => answerMany({ transact, ...told }, requests, call),
    stop: (request, call) =>
      tell(async () => {
        const entry = { action: 'stop', subjects: NO_SUBJECTS }
        await audit.write({ caller: toCaller(call), entry }, () => api.stop(request, call.signal))
        return {}
      }),
    import: ({ objects, prune, dryRun }, call) =>
      tell(async () => {
        const query = { objects: objects.map(wire.fromWireObject), prune, dryRun }
        const entry = { action: dryRun ? 'import (dry run)' : 'import', subjects: NO_SUBJECTS }
        return audit.write(
          { caller: toCaller(call), entry },
          () => api.importObjects(query, call.signal),
          ({ steps }) => steps.map(({ type, kind, id }) => ({ operation: type, kind, id })),
        )
      }),
    backup: (_request, call) =>
      tellAll(async function* () {
        const entry = { action: 'backup', subjects: NO_SUBJECTS }
        await audit.write({ caller: toCaller(call), entry }, async () => {})
        for await (const bytes of api.backup(call.signal)) yield { bytes }
      }),
    ...toTokenCalls({ tokens, audit }),
  }
}

function toTokenCalls({ tokens, audit }: Access): Handlers<typeof engineService> {
  const toSubject = (operation: string, id: string | null): readonly AuditSubject[] => [
    { operation, kind: 'token', id },
  ]
  return {
    createToken: (request, call) =>
      tell(async () => {
        const caller = toCaller(call)
        const entry = { action: 'createToken', subjects: toSubject('create', null) }
        const { token, secret } = await audit.write(
          { caller, entry },
          async () => tokens.issue(wire.fromWireOrder(request), caller),
          (made) => toSubject('create', made.token.id),
        )
        return { token: wire.toWireToken(token), secret }
      }),
    listTokens: (_request, call) =>
      tell(async () => ({ tokens: tokens.list(toCaller(call)).map(wire.toWireToken) })),
    revokeToken: ({ id }, call) =>
      tell(async () => {
        const caller = toCaller(call)
        const entry = { action: 'revokeToken', subjects: toSubject('revoke', id) }
        await audit.write({ caller, entry }, () => tokens.revoke(id, caller))
        return {}
      }),
  }
}
