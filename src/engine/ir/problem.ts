/**
 * A problem: one finding of a check, addressed to the place that has to change.
 *
 * Answers for: the form in which kinds, the control and data planes say "no".
 * Does not know: who shows it to whom.
 */

export interface Problem {
  /** A code of the table in `engine/errors.ts`. */
  readonly code: string
  /** The object at fault, when it is not obvious from the call; null for the call as a whole. */
  readonly objectId: string | null
  /**
   * Where in the object's spec, in spec names: `['healthCheck', 'timeoutMs']`, `['servers', 2]`.
   */
  readonly path: readonly (string | number)[]
  /** A sentence for a person: what is wrong, with the value, and what would be right. */
  readonly message: string
  /** Of a clash: the other object in it, whose change would end it too. Stays in the engine. */
  readonly rivalId?: string
}
