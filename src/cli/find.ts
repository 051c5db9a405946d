/**
 * The object that a person means.
 *
 * Answers for: ids, `kind/id`, and names that only one object has. Throws `EngineError`.
 */

import type { ApiObject } from '../engine/client/contract.ts'
import { EngineError } from '../engine/errors.ts'

/** Of `objects`; `what` says in words what is looked for: `load balancer`. */
export function findObject(objects: readonly ApiObject[], word: string, what: string): ApiObject {
  const [kind, id] = word.includes('/') ? word.split('/', 2) : [null, word]
  const wanted = objects.filter((object) => kind === null || object.kind === kind)
  const byId = wanted.find((object) => object.id === id)
  if (byId !== undefined) return byId
  const [only, ...others] = wanted.filter((object) => object.name === id)
  if (only === undefined) {
    throw new EngineError({
      code: 'not_found',
      message: `There is no ${what} "${word}", neither by id nor by name`,
      remedy: '`lb status` lists what there is.',
    })
  }
  if (others.length === 0) return only
  const ids = [only, ...others].map((object) => `${object.kind}/${object.id}`).join(', ')
  throw new EngineError({
    code: 'invalid_argument',
    message: `"${word}" is the name of ${others.length + 1} objects`,
    remedy: `Say which: ${ids}.`,
  })
}
