/**
 * What a generator of files owes `scripts/gen.ts`.
 *
 * Answers for: the one shape that every generator has. Does not know: writing, formatting or
 * comparing, which `gen.ts` does for all of them.
 */

export interface Generator {
  /** What is generated, in a word or two, for messages. */
  readonly name: string

  /**
   * Every file this generator owns, as paths from the project's root with forward slashes to their
   * whole text. The same inputs give the same text on every machine; nothing is written. The text
   * need not be formatted: `gen.ts` formats what Prettier knows.
   */
  outputs(): Promise<ReadonlyMap<string, string>>
}
