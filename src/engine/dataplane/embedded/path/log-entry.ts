/**
 * What the access log will say of a request, taken from its head; and the request's id.
 *
 * Answers for: an id that the server is told too: the client's when it is one, else a new one.
 * Does not know: how the request ends.
 */

import { randomUUID } from 'node:crypto'
import type { RequestHead } from '../http/request-head.ts'
import type { LogEntry } from './access-log.ts'

const HOST = Buffer.from('host', 'latin1')
const USER_AGENT = Buffer.from('user-agent', 'latin1')
const REFERER = Buffer.from('referer', 'latin1')
const REQUEST_ID = Buffer.from('x-request-id', 'latin1')

/** What people and programs use as ids: nothing that a log or a header could stumble over. */
const SOUND_ID = /^[\w.:+/=~-]{1,128}$/

/** Call between reading the head and writing it: the id becomes a part of it. */
export function toLogEntry(head: RequestHead, bytes: Buffer, client: string): LogEntry {
  const { fields } = head
  const given = fields.find(bytes, REQUEST_ID)
  const isSound = given !== null && SOUND_ID.test(given)
  const requestId = isSound ? given : randomUUID()
  if (!isSound) {
    fields.dropAll(bytes, REQUEST_ID)
    head.extraFields = `X-Request-Id: ${requestId}\r\n`
  }
  return {
    client,
    ...head.requestLine(bytes),
    host: fields.find(bytes, HOST) ?? '',
    userAgent: fields.find(bytes, USER_AGENT) ?? '',
    referer: fields.find(bytes, REFERER) ?? '',
    requestId,
  }
}
