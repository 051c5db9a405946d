/**
 * Launch: what an instance of an availability group is, by the driver that makes it (R31).
 *
 * Answers for: the form of it. Does not know: who starts it; groups and instances have one each, so
 * that an instance is known to be of today's launch or of an earlier one. Pure.
 */

import type { Problem } from '../ir/index.ts'
import { address, list, mapOf, matching, oneOf, optional, orNull, port } from './declare.ts'
import { record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { toProblem } from './problems.ts'

const argumentsMax = 256
const argumentCharactersMax = 4096
const variablesMax = 256
const valueCharactersMax = 8192
const zonesMax = 64
const serversMax = 300
const nameServersMax = 8
const bytesMin = 1024 * 1024
const bytesMax = 2 ** 50

export const drivers = ['process', 'container', 'pool', 'dns'] as const

/** A program found in PATH or by an absolute path: what is relative depends on who starts it. */
const programRule = /^(\/[^\0]{1,4095}|[^/\0]{1,255})$/

const environment = optional(
  mapOf(text(valueCharactersMax), {
    keyRule: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
    max: variablesMax,
  }),
  {},
)
const memoryBytesMax = orNull(whole(bytesMin, bytesMax))

const processSchema = record({
  command: list(text(argumentCharactersMax), { from: 1, to: argumentsMax }),
  environment,
  workingDirectory: orNull(matching(/^\/[^\0]{0,4095}$/, 'an absolute path')),
  /** Who it runs as; null: who the engine runs as, which must not be root. */
  user: orNull(matching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'the name of a user, or its number')),
  memoryBytesMax,
})

const containerSchema = record({
  image: matching(/^[A-Za-z0-9][\w./:@-]{0,511}$/, 'the name of an image'),
  /** Empty: the image's own. */
  command: optional(list(text(argumentCharactersMax), { from: 0, to: argumentsMax }), []),
  environment,
  /** Where the program listens inside; null: at the instance's port. */
  port: orNull(port()),
  /** `bridge`: its port is published at the instance's address. `host`: it listens there itself. */
  network: optional(oneOf(['bridge', 'host']), 'bridge'),
  /** Of the engine that has the containers: null: where Docker and Podman have it. */
  socket: orNull(matching(/^\/[^\0]{1,106}$/, 'the absolute path of a socket')),
  memoryBytesMax,
})

const poolSchema = record({
  /** By zone. An address has the rack of its place in the list, modulo the racks of a zone. */
  addresses: mapOf(list(address(), { from: 0, to: serversMax }), {
    keyRule: /^.{1,64}$/u,
    max: zonesMax,
  }),
})

const dnsSchema = record({
  name: matching(/^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/, 'a domain name'),
  /** Where its servers listen; null: at the group's port. */
  port: orNull(port()),
  /** Whom to ask, `address` or `address:port`; none: whom this machine asks. */
  nameServers: optional(list(text(64), { from: 0, to: nameServersMax }), []),
})

export const launchSchema = record({
  driver: oneOf(drivers),
  process: orNull(processSchema),
  container: orNull(containerSchema),
  pool: orNull(poolSchema),
  dns: orNull(dnsSchema),
})

export type Launch = SpecOf<typeof launchSchema>

/** Where instances are of themselves, instead of being made where there is room. */
export function isInventory({ driver }: Launch): boolean {
  return driver === 'pool' || driver === 'dns'
}

/** Variables that the engine sets for each instance. */
const reserved: readonly string[] = ['INSTANCE_ID', 'GROUP_ID', 'ADDRESS', 'ZONE', 'RACK']

/** What is wrong with a launch beyond its form. `port` is the group's, null when it has none. */
export function checkLaunch(launch: Launch, port: number | null): readonly Problem[] {
  const { driver } = launch
  const blocks = drivers.flatMap((name): readonly Problem[] => {
    if ((launch[name] === null) !== (name === driver)) return []
    const message =
      name === driver
        ? `The driver "${driver}" needs the block ${driver}.`
        : `The block ${name} is for the driver "${name}", not for "${driver}".`
    return [toProblem('invalid_argument', ['launch', name], message)]
  })
  if (blocks.length > 0) return blocks
  return [
    ...checkPublished(launch, port),
    ...checkProgram(launch),
    ...checkCommand(driver, launch[driver]),
    ...checkVariables(driver, launch[driver], port),
    ...checkAddresses(launch),
  ]
}

/** A port is published when a container is made, when no backend service may have the group yet. */
function checkPublished({ container }: Launch, port: number | null): readonly Problem[] {
  if (container === null || container.network === 'host' || port !== null) return []
  const message = 'The group needs a port: it is published when a container is made.'
  return [toProblem('invalid_argument', ['port'], message)]
}

type Block = Launch[(typeof drivers)[number]]

function checkProgram({ process: block }: Launch): readonly Problem[] {
  if (block === null || programRule.test(block.command[0] ?? '')) return []
  const message = 'The program must be an absolute path, or a name to be found in PATH.'
  return [toProblem('invalid_argument', ['launch', 'process', 'command', 0], message)]
}

function checkCommand(driver: string, block: Block): readonly Problem[] {
  if (block === null || !('command' in block)) return []
  return block.command.flatMap((argument, index) => {
    if (!argument.includes('\0')) return []
    const message = 'An argument cannot contain the character NUL.'
    return [toProblem('invalid_argument', ['launch', driver, 'command', index], message)]
  })
}

function checkVariables(driver: string, block: Block, port: number | null): readonly Problem[] {
  if (block === null || !('environment' in block)) return []
  return Object.entries(block.environment).flatMap(([name, value]) => {
    const message = toVariableMessage({ name, value }, port)
    if (message === null) return []
    return [toProblem('invalid_argument', ['launch', driver, 'environment', name], message)]
  })
}

function toVariableMessage(
  { name, value }: { readonly name: string; readonly value: string },
  port: number | null,
): string | null {
  if (value.includes('\0')) return 'A variable cannot contain the character NUL.'
  if (reserved.includes(name) || name.startsWith('LB_ENGINE_')) {
    return `The engine itself sets ${name} for each instance.`
  }
  if (name !== 'PORT' || port === null || value === String(port)) return null
  return `PORT is ${port} for the instances of this group: that is the group's own port.`
}

/** No address twice: it would be one server counted as two. */
function checkAddresses({ pool }: Launch): readonly Problem[] {
  const seen = new Set<string>()
  return Object.entries(pool?.addresses ?? {}).flatMap(([zone, addresses]) =>
    addresses.flatMap((each, index) => {
      if (!seen.has(each)) {
        seen.add(each)
        return []
      }
      const path = ['launch', 'pool', 'addresses', zone, index]
      return [toProblem('invalid_argument', path, `The address ${each} is listed twice.`)]
    }),
  )
}
