/** `lb_pending_deletions`: what was destroyed and still serves, as something refers to it. */

import { data, dataSource } from '../../provider/index.ts'
import { PAGE_SIZE_MAX } from '../../engine/client/contract.ts'
import type { ApiObject, EngineClient } from '../../engine/client/contract.ts'
import type { Engine } from '../engine.ts'
import { translated } from '../diagnostics.ts'

export const pendingDeletions = dataSource<Engine>()({
  type: 'lb_pending_deletions',
  description:
    'Parts that were destroyed while something referred to them. They go on serving, and ' +
    'disappear by themselves with the last reference.',
  attributes: {
    owner: data.optional.string({
      description: 'Only what this owner had declared; null shows what all of them had.',
    }),
    deletions: data.computed.objectList({
      description: 'The parts, the oldest deletion first.',
      attributes: {
        id: data.computed.string({ description: 'Its identity.' }),
        kind: data.computed.string({
          description: 'What it is: `server_group`, `availability_group` or `backend_service`.',
        }),
        name: data.computed.string({ description: 'Its name.' }),
        owner: data.computed.string({ description: 'Who had declared it.' }),
        since: data.computed.string({ description: 'When it was destroyed, RFC 3339.' }),
      },
    }),
  },
  read: async ({ config, client: engine, signal }) => {
    const { owner } = config
    const objects = await translated({}, async () =>
      listLeaving(await engine.connect(signal), { owner, signal }),
    )
    const deletions = objects
      .toSorted((a, b) => toMs(a) - toMs(b) || a.id.localeCompare(b.id))
      .map((object) => {
        const { id, kind, name, owner: declarer } = object
        return { id, kind, name, owner: declarer, since: new Date(toMs(object)).toISOString() }
      })
    return { owner, deletions }
  },
})

async function listLeaving(
  client: EngineClient,
  { owner, signal }: { readonly owner: string | null; readonly signal: AbortSignal },
): Promise<readonly ApiObject[]> {
  const found: ApiObject[] = []
  let cursor: string | null = null
  do {
    const query = { kind: null, owner, name: null, leaving: true, limit: PAGE_SIZE_MAX, cursor }
    const page = await client.list(query, signal)
    found.push(...page.objects)
    cursor = page.cursor
  } while (cursor !== null)
  return found
}

/** All of them are leaving. */
function toMs({ leavingMs }: ApiObject): number {
  return leavingMs ?? 0
}
