/**
 * Free ports for tests that run side by side.
 *
 * Answers for: ports below the ephemeral range, so that no outgoing connection takes one between
 * the look and the use, and apart for each test process.
 */

import { createServer } from 'node:net'

const FIRST_PORT = 20_000
const PORTS = 12_000
const ATTEMPTS_MAX = 200

let next = (process.pid * 61) % PORTS

/** A port that nothing listens on now, on any address of this machine. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    next = (next + 1) % PORTS
    const port = FIRST_PORT + next
    if (await isFree(port)) return port
  }
  throw new Error(`no free port in ${ATTEMPTS_MAX} attempts`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => {
      server.close(() => resolve(true))
    })
  })
}
