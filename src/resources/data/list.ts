/**
 * List resources: what the engine has of a kind, whoever declared it, for `terraform query`.
 *
 * Answers for: filters and pages. Values follow the rule of `spec.ts`. Does not know: any resource.
 */

import { PAGE_SIZE_MAX } from '../../engine/client/contract.ts'
import type { ListQuery, Page } from '../../engine/client/contract.ts'
import { listResource, setting } from '../../provider/index.ts'
import type { ListResource } from '../../provider/index.ts'
import type { Engine } from '../engine.ts'
import { translated } from '../diagnostics.ts'
import { toValues } from '../values.ts'
import type { ObjectMapping } from '../values.ts'

/** The list resource of a kind of object; `type` is its resource's. */
export function listed(type: string, mapping: ObjectMapping): ListResource<Engine> {
  const { kind } = mapping
  const what = type.replace(/^lb_/, '').replaceAll('_', ' ')
  return listResource<Engine>()({
    type,
    description: `Every ${what} that the engine has.`,
    attributes: {
      name: setting.optional.string({ description: 'Only those of exactly this name.' }),
      owner: setting.optional.string({ description: 'Only those that this owner declared.' }),
    },
    async *list({ config, client: engine, limit, signal }) {
      const client = await translated({}, () => engine.connect(signal))
      let cursor: string | null = null
      do {
        const query: ListQuery = {
          ...{ kind, name: config.name, owner: config.owner, leaving: false, cursor },
          limit: Math.min(limit, PAGE_SIZE_MAX),
        }
        const page: Page = await translated({}, () => client.list(query, signal))
        for (const object of page.objects) {
          yield { id: object.id, name: object.name, state: toValues(mapping, object) }
        }
        cursor = page.cursor
      } while (cursor !== null)
    },
  })
}
