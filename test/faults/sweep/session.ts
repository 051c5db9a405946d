/**
 * The scripted session of the sweep: writes of every sort, one after the other. A line goes out
 * before each, and another with what it was told, so that whoever reads knows what was promised
 * when this process is killed.
 */

import { writeSync } from 'node:fs'
import type { ApiObject, Operation, PutOperation } from '../../../src/engine/client/index.ts'
import { EngineError } from '../../../src/engine/errors.ts'
import { toPut } from '../engine.ts'
import { openEngine } from './engine.ts'

/** What is said: of a name, the spec it has by now, or null when it is gone. */
export type Said =
  | { readonly said: 'begins'; readonly wants: Wants }
  | { readonly said: 'acknowledged'; readonly has: Wants }
  | { readonly said: 'refused'; readonly code: string; readonly message: string }
  | { readonly said: 'done' }

export type Wants = Readonly<Record<string, string | null>>

const [directory = ''] = process.argv.slice(2)
const WRITE_DEADLINE_MS = 60_000

function say(line: Said): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

const { control } = await openEngine(directory)
const objects = new Map<string, ApiObject>()

function put(name: string, kind: string, spec: PutOperation['spec']): PutOperation {
  return { ...toPut(kind, spec), name, id: objects.get(name)?.id ?? null }
}

function remove(name: string): Operation {
  const { kind = '', id = '' } = objects.get(name) ?? {}
  return { type: 'delete', kind, id, mode: 'strict' }
}

/** Puts are known by their name, and by the weight or port that this one gives. */
function toWant(operation: Operation): [string, string | null] {
  if (operation.type === 'put') return [operation.name, toMark(operation.spec)]
  const name = [...objects].find(([, { id }]) => id === operation.id)?.[0]
  return [name ?? '', null]
}

function toMark(spec: PutOperation['spec']): string {
  return JSON.stringify(spec['servers'] ?? spec['port'] ?? null)
}

async function write(...operations: readonly Operation[]): Promise<void> {
  const wants = Object.fromEntries(operations.map(toWant))
  say({ said: 'begins', wants })
  try {
    const results = await control.transact(operations, AbortSignal.timeout(WRITE_DEADLINE_MS))
    for (const object of results) objects.set(object.name, object)
    say({ said: 'acknowledged', has: wants })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    say({ said: 'refused', code: error.code, message: error.message })
  }
}

const servers = (weight: number) => ({
  servers: [1, 2, 3].map((last) => ({ address: `127.0.0.${last}`, port: 9_000, weight })),
})
const listener = (port: number): PutOperation['spec'] => ({
  ...{ lbInstanceId: objects.get('edge')?.id, protocol: 'HTTP', port },
  backendServiceId: objects.get('service')?.id,
})

await write(put('edge', 'instance', { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }))
await write(put('group', 'server_group', servers(1)), put('spare', 'server_group', servers(2)))
await write(
  put('service', 'backend_service', {
    ...{ lbInstanceId: objects.get('edge')?.id, protocol: 'HTTP', port: 80 },
    ...{ serverGroupId: objects.get('group')?.id, healthCheck: { enabled: false } },
  }),
)
await write(put('one', 'listener', listener(8_001)), put('two', 'listener', listener(8_002)))
for (const weight of [3, 4]) await write(put('group', 'server_group', servers(weight)))
// Two ports change hands in one transaction: half of it could not even be.
await write(put('one', 'listener', listener(8_002)), put('two', 'listener', listener(8_001)))
await write(remove('two'), remove('spare'))
await write(put('group', 'server_group', servers(5)))
say({ said: 'done' })
process.exit(0)
