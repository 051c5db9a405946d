/**
 * MoveResourceState: a `moved` block from one type to another. Only from types that the target's
 * declaration names, and only of this provider.
 */

import type { ObjectValue } from '../../values/index.ts'
import type { Resource } from '../declaration/resource.ts'
import { ProviderError } from '../provider-error.ts'
import { upgradeResourceState } from './upgrade-resource-state.ts'

export interface MoveRequest {
  readonly target: Resource<unknown>
  readonly sourceType: string
  /** As `registry.terraform.io/lb-engine/lb`. */
  readonly sourceProvider: string
  /** The name of this provider's type: `lb`. */
  readonly provider: string
  /** The JSON text; null for the format of Terraform 0.11 and older. */
  readonly json: string | null
}

/** The state in the target's schema. Throws a ProviderError when there is no way to it. */
export function moveResourceState(request: MoveRequest): ObjectValue {
  const { target, sourceType, sourceProvider, provider, json } = request
  const isOurs = sourceProvider === '' || sourceProvider.split('/').at(-1) === provider
  const move = isOurs && Object.hasOwn(target.moves, sourceType) ? target.moves[sourceType] : null
  if (move === undefined || move === null) {
    throw new ProviderError({
      summary: 'No move between these types',
      detail:
        `${sourceType} of ${sourceProvider || provider} cannot become ${target.type}. Remove the ` +
        '`moved` block; use `removed` and `import` blocks where the object is to stay.',
    })
  }
  const { version } = target.schema
  return upgradeResourceState(
    { ...target, upgrades: { [version - 1]: move } },
    { version: version - 1, json },
  )
}
