/**
 * Free ports for tests that run side by side.
 *
 * Answers for: ports below the ephemeral range, so that no outgoing connection takes one between
 * the look and the use, and of no other test process: whoever listens on the first port of a block
 * has the whole block, and the system gives it back when the process ends.
 */

import { createServer } from 'node:net'
import type { Server } from 'node:net'

const FIRST_PORT = 20_000
const BLOCK_PORTS = 50
const BLOCKS = 240

/** Held as long as this process lives. */
const held: Server[] = []
/** Of this process, to be given out; those of a block before are not given out again. */
let ports: number[] = []
/** Where to look for the next block: elsewhere than others, mostly. */
let nextBlock = (process.pid * 61) % BLOCKS

/** A port that nobody listens on, at any address of this machine, and that nobody else gets. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.shift()
    if (port === undefined) ports = await takeBlock()
    else if (await isFree(port)) return port
  }
}

/** The ports of a block that is ours from now on, without the one that says so. */
async function takeBlock(): Promise<number[]> {
  for (let attempt = 0; attempt < BLOCKS; attempt++) {
    const first = FIRST_PORT + nextBlock * BLOCK_PORTS
    nextBlock = (nextBlock + 1) % BLOCKS
    const claim = await listen(first)
    if (claim === null) continue
    held.push(claim.unref())
    return Array.from({ length: BLOCK_PORTS - 1 }, (_, index) => first + 1 + index)
  }
  throw new Error(`none of ${BLOCKS} blocks of ports is free`)
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  if (server === null) return false
  await new Promise((resolve) => server.close(resolve))
  return true
}

/** Null when somebody listens there, on whichever address. */
function listen(port: number): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => resolve(server))
  })
}
