/**
 * A topology from settings: the section `network` of the engine's configuration file.
 *
 * Answers for: its form, and the defaults of what is left out. Does not know: files.
 *
 *     { "region": "dc1", "zones": [{ "name": "dc1-a", "racks": 4 }],
 *       "eip_pool": "203.0.113.0/28", "peer_prefixes": ["10.0.0.0/8"], "interface": "eth0" }
 */

import type { Problem } from '../ir/index.ts'
import { list, matching, optional, orNull, parseAs, prefix, record, text } from './declare.ts'
import { whole } from './declare.ts'
import { isProblems, toProblem } from './problems.ts'
import { defaultTopology } from './topology.ts'
import type { Topology } from './topology.ts'

const nameCharactersMax = 64
const zonesMax = 64
const racksMax = 1000
const prefixesMax = 64

const zoneName = () =>
  matching(/^[a-z0-9][a-z0-9-]{0,63}$/, 'letters, digits and "-", in lower case')

const settingsSchema = record({
  region: optional(text(nameCharactersMax), defaultTopology.region),
  zones: optional(
    list(record({ name: zoneName(), racks: optional(whole(1, racksMax), 5) }), {
      from: 1,
      to: zonesMax,
    }),
    [...defaultTopology.zones],
  ),
  eip_pool: optional(prefix(), defaultTopology.eipPool),
  peer_prefixes: optional(list(prefix(), { from: 0, to: prefixesMax }), [
    ...defaultTopology.peerPrefixes,
  ]),
  interface: orNull(matching(/^[^\s/]{1,15}$/, 'the name of a network interface')),
})

/** Problems carry paths into the settings. */
export function toTopology(settings: unknown): Topology | readonly Problem[] {
  const parsed = parseAs(settingsSchema, settings)
  if (isProblems(parsed)) return parsed
  const { region, zones, eip_pool: eipPool, peer_prefixes: peerPrefixes } = parsed
  const names = zones.map(({ name }) => name)
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (twice < 0) return { region, zones, eipPool, peerPrefixes, addressInterface: parsed.interface }
  const message = `The zone ${names[twice]} is there twice.`
  return [toProblem('invalid_argument', ['zones', twice, 'name'], message)]
}
