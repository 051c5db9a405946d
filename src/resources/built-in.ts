/** What the engine has from the start is nobody's to destroy: said when planning. */

import { errorProblem } from '../provider/index.ts'
import type { Problem } from '../provider/index.ts'

/** The owner of what exists from the start. */
const BUILT_IN_OWNER = 'engine'

/** Problems with destroying it; none for what was declared. */
export function checkBuiltIn(
  what: string,
  { id, owner }: { readonly id: string; readonly owner: string },
): readonly Problem[] {
  if (owner !== BUILT_IN_OWNER) return []
  return [
    errorProblem({
      summary: `The ${what} is built in`,
      detail:
        `The engine has the ${what} ${id} from the start and keeps it. Take it out of the state ` +
        'with `terraform state rm`.\n\nCode: built_in',
    }),
  ]
}
