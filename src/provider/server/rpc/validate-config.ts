/**
 * ValidateProviderConfig, ValidateResourceConfig, ValidateDataResourceConfig and
 * ValidateEphemeralResourceConfig: what is wrong with what the user wrote. Asks nothing outside;
 * values may be unknown.
 */

import { errorProblem, hasErrors, validateConfig } from '../../schema/index.ts'
import type { Problem, Schema } from '../../schema/index.ts'
import { attributeOf, formatPath } from '../../values/index.ts'
import type { ObjectValue } from '../../values/index.ts'

/** Anything with a configuration: the provider, a resource, a data source, an ephemeral one. */
export interface Validatable {
  readonly schema: Schema
  readonly validate: (config: ObjectValue) => readonly Problem[]
}

export interface ValidateRequest {
  readonly config: ObjectValue
  /** Terraform 1.11 and newer; older ones would store the value. */
  readonly canWriteOnly: boolean
}

/** The declaration's own function is asked only when the schema finds nothing wrong. */
export function validateDeclared(
  { schema, validate }: Validatable,
  { config, canWriteOnly }: ValidateRequest,
): readonly Problem[] {
  const problems = [
    ...validateConfig(schema, config),
    ...(canWriteOnly ? [] : writeOnlyInUse(schema, config)),
  ]
  return hasErrors(problems) ? problems : [...problems, ...validate(config)]
}

function writeOnlyInUse(schema: Schema, config: ObjectValue): readonly Problem[] {
  return Object.entries(schema.attributes)
    .filter(([name, attribute]) => {
      return attribute.isWriteOnly && attributeOf(config, name) !== null
    })
    .map(([name]) =>
      errorProblem({
        path: [name],
        summary: 'Write-only argument needs a newer Terraform',
        detail: `${formatPath([name])} is never stored, which Terraform can do from 1.11 on.`,
      }),
    )
}
