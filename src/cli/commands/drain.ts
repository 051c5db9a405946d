/** `lb drain` */

import { hostname, userInfo } from 'node:os'
import type { Operation } from '../../engine/client/contract.ts'
import type { EngineConnection } from '../../engine/client/index.ts'
import { EngineError } from '../../engine/errors.ts'
import { pause } from '../../engine/runtime/index.ts'
import { endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { findDeserted, findMembers, toGroupMembers } from '../drain/members.ts'
import type { GroupMember } from '../drain/members.ts'
import { toProgress, toProgressText } from '../drain/progress.ts'
import type { Progress } from '../drain/progress.ts'
import { parseDuration } from '../duration.ts'
import { withEngine } from '../engine.ts'
import { toDrainLines } from '../render/drain.ts'
import { Scene } from '../render/scene.ts'

const LOOK_EVERY_MS = 500
const WAIT_DEFAULT = '10m'
const BY_CHARACTERS_MAX = 128

/** Who makes them in the engine's books; the person is in the drain itself. */
const OWNER = 'operator'

export const drain: Command = {
  words: ['drain'],
  summary: 'Take servers out of traffic for maintenance, whatever is declared.',
  description:
    'SERVER is an address (in every group that has it), address:port, a name or an id; several\n' +
    'may follow. A drained server gets no new requests and no probes, and finishes what it has,\n' +
    'for at most the drain time of its backend service. It stays out over restarts, whatever\n' +
    'Terraform applies, until `lb undrain SERVER`; plans stay empty. A group replaced is\n' +
    'another one: drain its servers anew. Without SERVER: what is drained, by whom and why.\n' +
    'The exit code is 1 when --wait has waited in vain; the servers are draining all the same.',
  options: {
    group: { type: 'string', hint: 'GROUP', help: 'Only in this group, by its name or id.' },
    reason: { type: 'string', hint: 'TEXT', help: 'Why, for those who look.' },
    by: { type: 'string', hint: 'NAME', help: 'Who asks; this user on this host by default.' },
    wait: { type: 'boolean', help: 'Until their last connections are gone.' },
    timeout: {
      type: 'string',
      hint: 'DURATION',
      help: `How long to wait at most: 30s, 5m, 1h; ${WAIT_DEFAULT} by default.`,
    },
    force: { type: 'boolean', help: 'Also the last healthy servers of a backend service.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  takes: '[SERVER…]',
  run: async (call) => {
    const timeoutMs = parseDuration(call.text('timeout') ?? WAIT_DEFAULT)
    return withEngine(call, async (client) => {
      if (call.words.length === 0) return tell(call, await look(client, call))
      const scene = new Scene(await client.snapshot(call.signal))
      const members = choose(call, toGroupMembers(scene))
      const fresh = members.filter(({ note }) => note === null)
      if (!call.flag('force'))
        await assertServed(scene, fresh, () => client.transact([], call.signal))
      if (fresh.length > 0)
        await client.transact(
          fresh.map((each) => toPut(each, call)),
          call.signal,
        )
      const isWanted = toWanted(members)
      if (call.flag('wait')) return untilDone(client, call, { timeoutMs, isWanted })
      return tell(
        call,
        (await look(client, call)).filter(({ member }) => isWanted(member)),
      )
    })
  },
}

/** The members that the words of the call mean, each once. */
export function choose(call: Call, members: readonly GroupMember[]): readonly GroupMember[] {
  const group = call.text('group')
  const own = members.filter(
    (member) => group === null || member.group.id === group || member.group.name === group,
  )
  return [...new Set(call.words.flatMap((word) => findMembers(own, word)))]
}

function toWanted(members: readonly GroupMember[]): (member: GroupMember) => boolean {
  const keys = new Set(members.map(({ id, group }) => `${group.id} ${id}`))
  return ({ id, group }) => keys.has(`${group.id} ${id}`)
}

async function assertServed(
  scene: Scene,
  members: readonly GroupMember[],
  assertMayWrite: () => Promise<unknown>,
): Promise<void> {
  const deserted = findDeserted(scene, members)
  if (deserted.length === 0) return
  // Whoever may not drain at all is told that, and not how to insist.
  await assertMayWrite()
  const names = deserted.map(({ name, id }) => `"${name}" (${id})`).join(', ')
  throw new EngineError({
    code: 'in_use',
    message: `Without these servers nobody healthy is left for the backend service ${names}`,
    remedy: 'Nothing was done. `--force` does it all the same: clients get 503, TCP is closed.',
  })
}

function toPut({ id, group }: GroupMember, call: Call): Operation {
  const isServerGroup = group.kind === 'server_group'
  return {
    ...{ type: 'put', kind: 'drain', id: null, name: '', owner: OWNER, tags: {} },
    ...{ idempotencyKey: null, expectedGeneration: null },
    spec: {
      serverGroupId: isServerGroup ? group.id : null,
      availabilityGroupId: isServerGroup ? null : group.id,
      memberId: id,
      by: call.text('by') ?? toThisUser(),
      reason: call.text('reason') ?? '',
    },
  }
}

function toThisUser(): string {
  return `${toUserName()}@${hostname()}`.slice(0, BY_CHARACTERS_MAX)
}

/** Users of containers may have no entry, for which Node throws. */
function toUserName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 0}`
  }
}

/** All that is drained, or is about to be. */
async function look(client: EngineConnection, call: Call): Promise<readonly Progress[]> {
  const scene = new Scene(await client.snapshot(call.signal))
  const drained = toGroupMembers(scene).filter(({ note }) => note !== null)
  return toProgress(drained, await client.counters(call.signal))
}

interface Waiting {
  readonly timeoutMs: number
  readonly isWanted: (member: GroupMember) => boolean
}

/** Tells what has changed, until all are out of traffic or the time is over. */
async function untilDone(
  client: EngineConnection,
  call: Call,
  { timeoutMs, isWanted }: Waiting,
): Promise<number> {
  const endMs = performance.now() + timeoutMs
  const told = new Map<string, string>()
  for (;;) {
    const progress = (await look(client, call)).filter(({ member }) => isWanted(member))
    for (const each of progress) {
      const key = `${each.member.group.id} ${each.member.id}`
      const text = toProgressText(each)
      if (told.get(key) !== text && !call.flag('json')) call.terminal.note(text)
      told.set(key, text)
    }
    const isDone = progress.every((each) => each.isDone)
    if (isDone || performance.now() > endMs) {
      tell(call, progress)
      return isDone ? 0 : 1
    }
    await pause(LOOK_EVERY_MS, call.signal)
  }
}

function tell(call: Call, progress: readonly Progress[]): number {
  const lines = call.flag('json')
    ? [JSON.stringify(progress.map(toJson), null, 2)]
    : toDrainLines(progress, { style: call.terminal.style, nowMs: Date.now() })
  for (const line of lines) call.terminal.write(line)
  return 0
}

function toJson({ member: { group, id, address, note, targets }, ...rest }: Progress) {
  return {
    ...{ groupKind: group.kind, groupId: group.id, groupName: group.name, memberId: id, address },
    ...{ drainId: note?.drain.id, by: note?.by, reason: note?.reason },
    ...{ sinceMs: note?.drain.createdMs, ...rest, targets },
  }
}
