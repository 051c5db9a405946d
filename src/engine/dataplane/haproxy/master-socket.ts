/**
 * The socket of HAProxy's master: one question for each connection.
 *
 * Answers for: finding a master that runs, and which of its workers serves. Does not know: what is
 * to be done with it.
 */

import { connect } from 'node:net'

const ANSWER_TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 1_048_576

/** Rejects when nobody answers. */
export function askMaster(socketPath: string, question: string): Promise<string> {
  const socket = connect({ path: socketPath })
  socket.setEncoding('latin1')
  return new Promise((resolve, reject) => {
    let heard = ''
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer')))
    socket.once('error', reject)
    socket.on('data', (text: string) => {
      heard += text
      if (heard.length > ANSWER_BYTES_MAX) socket.destroy(new Error('an endless answer'))
    })
    socket.once('close', () => resolve(heard))
    socket.end(`${question}\n`)
  })
}

export interface FoundMaster {
  readonly masterPid: number
  /** Of the worker that serves; null while there is none. */
  readonly workerPid: number | null
}

/** Null: nobody is there. */
export async function findMaster(socketPath: string): Promise<FoundMaster | null> {
  const table = await askMaster(socketPath, 'show proc').catch(() => '')
  const master = /^(\d+)\s+master\s/m.exec(table)?.[1]
  if (master === undefined) return null
  const serving = table.split('# old workers')[0] ?? ''
  const worker = /^(\d+)\s+worker\s/m.exec(serving)?.[1]
  return { masterPid: Number(master), workerPid: worker === undefined ? null : Number(worker) }
}
