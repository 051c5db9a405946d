/**
 * A server that connections never come about with, as if its host were not there.
 *
 * Answers for: a port on loopback whose queue is full. Does not know: who dials.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'

const LISTEN = `
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))`

/** A process that listens, was stopped, and has more connections waiting than its queue takes. */
export async function startStuckListener(): Promise<{ port: number; close: () => void }> {
  const child = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const port = Number(String(line))
  child.kill('SIGSTOP')
  const fillers = Array.from({ length: 8 }, () => connect({ port, host: '127.0.0.1' }))
  for (const filler of fillers) filler.on('error', () => filler.destroy())
  await Promise.race(fillers.map((filler) => once(filler, 'connect')))
  return {
    port,
    close: () => {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
    },
  }
}
