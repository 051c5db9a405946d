/**
 * Which data plane of this machine a choice means.
 *
 * Answers for: finding out what is installed, and saying what is missing. Does not know: what the
 * data planes do; loading this file loads none of them.
 */

import { EngineError } from '../errors.ts'
export { endStrayHaproxy } from './haproxy/stray.ts'
import type { DataPlaneChoice } from './contract.ts'
import { findHaproxy, readVersion } from './haproxy/program.ts'

const HAPROXY_VERSION_MIN = { major: 2, minor: 6 }

export type DataPlaneName = Exclude<DataPlaneChoice, 'auto'>

/** Throws `EngineError` (`invalid_argument`) when it is not to be had here, with what to do. */
export async function resolveDataPlane(choice: DataPlaneChoice): Promise<DataPlaneName> {
  if (choice === 'embedded') return choice
  const obstacle = await findObstacle()
  if (obstacle === null) return 'haproxy'
  if (choice === 'auto') return 'embedded'
  throw new EngineError({
    code: 'invalid_argument',
    message: `The data plane haproxy cannot be used: ${obstacle}`,
    remedy: `${INSTALL} Or leave data_plane out: embedded needs nothing installed.`,
  })
}

const INSTALL = 'Install HAProxy 2.6 or newer, such as by "apt-get install haproxy".'

async function findObstacle(): Promise<string | null> {
  const path = findHaproxy()
  if (path === null) return 'HAProxy is not installed on this machine'
  const said = await readVersion(path)
  return toVersionObstacle({ path, said })
}

/** Null: new enough. `said` is what `haproxy -v` says. */
export function toVersionObstacle({
  path,
  said,
}: {
  readonly path: string
  readonly said: string
}): string | null {
  const match = /HAProxy version (\d+)\.(\d+)/.exec(said)
  if (match === null) return `${path} does not say its version, but: ${said.slice(0, 200)}`
  const [major, minor] = [Number(match[1]), Number(match[2])]
  const { major: majorMin, minor: minorMin } = HAPROXY_VERSION_MIN
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return null
  return `${path} is version ${major}.${minor}, and ${majorMin}.${minorMin} is needed`
}
