/**
 * A provider and an engine of different versions.
 *
 * Answers for: when to tell the user, and what. Pure. Does not know: how either is asked.
 */

export interface Skew {
  readonly summary: string
  readonly detail: string
}

/**
 * What to say when the engine is older than the provider; null when it is not, or when a version is
 * not `major.minor.patch`. A newer engine serves older providers, and nobody has to do anything.
 */
export function toSkew(versions: { provider: string; engine: string }): Skew | null {
  const provider = toNumbers(versions.provider)
  const engine = toNumbers(versions.engine)
  if (provider === null || engine === null) return null
  const at = provider.findIndex((number, index) => number !== engine[index])
  if (at < 0 || (provider[at] ?? 0) < (engine[at] ?? 0)) return null
  return {
    summary: 'The engine is older than the provider',
    detail:
      `The engine that runs is version ${versions.engine}, and this provider is ` +
      `${versions.provider}. What is new in the provider may be refused. \`lb engine upgrade\` ` +
      'of the new version replaces the engine; no request fails by it.',
  }
}

function toNumbers(version: string): readonly number[] | null {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-|$)/.exec(version)
  return match === null ? null : match.slice(1).map(Number)
}
