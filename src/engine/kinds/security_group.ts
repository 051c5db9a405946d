/**
 * Security group: who may connect to an instance, and which servers it may dial (R8).
 *
 * Answers for: its spec, and what the rules of an instance's groups come to for one port. Rules are
 * stateful: they are asked when a connection begins, and say nothing of one that is there.
 * Does not know: listeners, servers, who asks.
 */

import { AccessTable } from '../ir/index.ts'
import type { AccessRule, Problem } from '../ir/index.ts'
import {
  id,
  list,
  oneOf,
  optional,
  orNull,
  parseAs,
  port,
  prefix,
  record,
  text,
} from './declare.ts'
import { whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { lookUp } from './object.ts'
import type { EngineObject, Kind, World } from './object.ts'
import { checkUnchanged, isProblems, toProblem } from './problems.ts'
import { defaultVpcId, vpc } from './vpc.ts'

/** The group that exists from the start, with every port open; in every VPC. */
export const openGroupId = 'sg-default'

const descriptionCharactersMax = 256
const rulesMax = 200
const prefixesPerRuleMax = 64
const portLast = 65_535

const ruleSchema = record({
  direction: oneOf(['ingress', 'egress']),
  action: optional(oneOf(['allow', 'deny']), 'allow'),
  /** Load balancers speak TCP, so both have the same connections; `ALL` has no ports. */
  protocol: optional(oneOf(['TCP', 'ALL']), 'TCP'),
  fromPort: optional(port(), 1),
  toPort: optional(port(), portLast),
  /** Of clients (ingress), of servers (egress). */
  cidrBlocks: optional(list(prefix(), { from: 1, to: prefixesPerRuleMax }), ['0.0.0.0/0', '::/0']),
  /** The lowest number comes first; of equal ones, deny. */
  priority: optional(whole(1, 100), 1),
})

const schema = record({
  description: optional(text(descriptionCharactersMax), ''),
  /** Null, for the built-in one alone: it is in every VPC. */
  vpcId: orNull(id()),
  rules: optional(list(ruleSchema, { from: 0, to: rulesMax }), []),
})

export type SecurityGroupSpec = SpecOf<typeof schema>

export type SecurityRule = SecurityGroupSpec['rules'][number]

export type Direction = SecurityRule['direction']

export const securityGroup: Kind<SecurityGroupSpec> = {
  name: 'security_group',
  idPrefix: 'sg',
  rank: 1,
  parse,
  references: ({ vpcId }) =>
    vpcId === null ? [] : [{ kind: vpc.name, id: vpcId, path: ['vpcId'] }],
  complete: ({ spec }) => ({ ...spec, vpcId: spec.vpcId ?? defaultVpcId }),
  check: (object, prior) => checkUnchanged(object, prior, ['vpcId']),
}

/** What the built-in group says: everything may come, everything may be dialled. */
export function toOpenSpec(): SecurityGroupSpec {
  const rules = (['ingress', 'egress'] as const).map((direction) => ({ direction, priority: 100 }))
  const spec = parseAs(schema, { rules: rules.map((rule) => ({ ...rule, protocol: 'ALL' })) })
  if (isProblems(spec)) throw new Error('the built-in security group is not well formed')
  return spec
}

function parse(input: unknown): SecurityGroupSpec | readonly Problem[] {
  const spec = parseAs(schema, input)
  if (isProblems(spec)) return spec
  const problems = spec.rules.flatMap((rule, index) => checkPorts(rule, ['rules', index]))
  return problems.length === 0 ? spec : problems
}

function checkPorts(
  { protocol, fromPort, toPort }: SecurityRule,
  path: Problem['path'],
): readonly Problem[] {
  if (fromPort > toPort) {
    const message = `The ports ${fromPort} to ${toPort} are none: the first is above the last.`
    return [toProblem('invalid_argument', [...path, 'toPort'], message)]
  }
  if (protocol === 'TCP' || (fromPort === 1 && toPort === portLast)) return []
  const message = 'The protocol ALL has no ports: leave them out, or name TCP.'
  return [toProblem('invalid_argument', [...path, 'fromPort'], message)]
}

/** The rules of an instance's groups, as those of one. Ids of no group count for nothing. */
export function toRules(groupIds: readonly string[], world: World): readonly SecurityRule[] {
  return groupIds.flatMap((groupId) => lookUp(world, securityGroup, groupId)?.spec.rules ?? [])
}

/**
 * What the rules come to for connections in one direction at one port: in the order in which they
 * decide, those of one priority and action together. Null when everyone gets through.
 */
export function toAccess(
  rules: readonly SecurityRule[],
  at: { readonly direction: Direction; readonly port: number },
): readonly AccessRule[] | null {
  const matching = rules
    .filter(({ direction }) => direction === at.direction)
    .filter(({ fromPort, toPort }) => fromPort <= at.port && at.port <= toPort)
  const places = new Map<number, { action: 'allow' | 'deny'; prefixes: Set<string> }>()
  for (const { action, priority, cidrBlocks } of matching) {
    const place = priority * 2 + (action === 'deny' ? 0 : 1)
    const { prefixes } = places.get(place) ?? { prefixes: new Set<string>() }
    for (const block of cidrBlocks) prefixes.add(block)
    places.set(place, { action, prefixes })
  }
  const ordered = [...places]
    .toSorted(([left], [right]) => left - right)
    .map(([, { action, prefixes }]) => ({ action, prefixes: [...prefixes] }))
  return new AccessTable(ordered).isOpen ? null : ordered
}

/** Whether an instance with these rules may dial a server; made once for many of them (R8). */
export function toDialRule(
  rules: readonly SecurityRule[],
): (server: { readonly address: string; readonly port: number }) => boolean {
  const tables = new Map<number, AccessTable | null>()
  // Many ports, few sets of rules that speak of them.
  const bySpeaking = new Map<string, AccessTable | null>()
  const toTable = (atPort: number): AccessTable | null => {
    const places = [...rules.keys()].filter((place) => {
      const rule = rules[place]
      return rule !== undefined && rule.fromPort <= atPort && atPort <= rule.toPort
    })
    const speaking = places.join(' ')
    const known = bySpeaking.get(speaking)
    if (known !== undefined) return known
    const access = toAccess(rules, { direction: 'egress', port: atPort })
    const table = access === null ? null : new AccessTable(access)
    bySpeaking.set(speaking, table)
    return table
  }
  return ({ address, port: atPort }) => {
    let table = tables.get(atPort)
    if (table === undefined) {
      table = toTable(atPort)
      tables.set(atPort, table)
    }
    return table === null || table.allows(address)
  }
}

/** Groups must be of the VPC; problems carry the place of each that is not. */
export function checkGroups(
  { groupIds, vpcId }: { readonly groupIds: readonly string[]; readonly vpcId: string | null },
  world: World,
): readonly Problem[] {
  return groupIds.flatMap((groupId, index) => {
    const path = ['securityGroupIds', index]
    if (groupIds.indexOf(groupId) !== index) {
      return [toProblem('invalid_argument', path, `The group ${groupId} is repeated.`)]
    }
    const group: EngineObject<SecurityGroupSpec> | undefined = lookUp(world, securityGroup, groupId)
    if (group === undefined || group.spec.vpcId === null || group.spec.vpcId === vpcId) return []
    const message =
      `The security group "${group.name}" (${group.id}) is in the VPC ${group.spec.vpcId}, ` +
      `the instance in ${vpcId ?? 'none'}: they must be in the same one.`
    return [toProblem('outside_vpc', path, message)]
  })
}
