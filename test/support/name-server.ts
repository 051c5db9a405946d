/**
 * A small name server for tests: answers A questions on loopback as it is told, RFC 1035.
 *
 * Answers for: one name with addresses and a TTL, failing when asked to, silence when asked to.
 */

import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface NameServer {
  /** `address:port`. */
  readonly at: string
  readonly asked: () => number
  /** From now on; `fails`: it answers SERVFAIL. */
  set(answer: Answer): void
  close(): Promise<void>
}

export type Answer = { readonly addresses: readonly string[]; readonly ttl: number } | 'fails'

const HEAD_BYTES = 12
const TYPE_A = 1

export async function startNameServer(first: Answer): Promise<NameServer> {
  const socket = createSocket('udp4')
  let answer = first
  let asked = 0
  socket.on('message', (question, from) => {
    asked += 1
    socket.send(toReply(question, answer), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    at: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    set: (next) => void (answer = next),
    close: async () => {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function toReply(question: Buffer, answer: Answer): Buffer {
  let end = HEAD_BYTES
  while ((question[end] ?? 0) !== 0) end += (question[end] ?? 0) + 1
  const type = question.readUInt16BE(end + 1)
  const asked = question.subarray(HEAD_BYTES, end + 5)
  const records =
    answer === 'fails' || type !== TYPE_A
      ? []
      : answer.addresses.map((address) => toRecord(address, answer.ttl))
  const head = Buffer.alloc(HEAD_BYTES)
  question.copy(head, 0, 0, 2)
  head.writeUInt16BE(answer === 'fails' ? 0x8182 : 0x8180, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(records.length, 6)
  return Buffer.concat([head, asked, ...records])
}

/** Its name is the question's, by a pointer to it. */
function toRecord(address: string, ttl: number): Buffer {
  const record = Buffer.from([0xc0, HEAD_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4])
  record.writeUInt32BE(ttl, 6)
  return Buffer.concat([record, Buffer.from(address.split('.').map(Number))])
}
