/** Whoever answers on a worker's socket in HAProxy's place, or not at all. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Console, ConsoleGone } from '../../../../../src/engine/dataplane/haproxy/console.ts'

describe('data plane haproxy: the console', () => {
  let directory = ''
  let server: Server
  let said: (socket: Socket, command: string) => void = () => {}
  const sockets = new Set<Socket>()
  const path = (): string => join(directory, 'worker.sock')

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lb-console-'))
    server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', (bytes) => said(socket, bytes.toString()))
    })
    await new Promise<void>((resolve) => server.listen(path(), resolve))
  })
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await new Promise((resolve) => server.close(resolve))
    rmSync(directory, { recursive: true, force: true })
  })

  it('gives answers to questions in their order', async () => {
    said = (socket, commands) => {
      for (const command of commands.trim().split('\n')) socket.write(`${command}!\n\n> `)
    }
    const console = await Console.open(path())
    const answers = await Promise.all(['a', 'b', 'c'].map((one) => console.ask(one)))
    assert.deepEqual(answers, ['a!', 'b!', 'c!'])
    console.close()
    await assert.rejects(console.ask('d'), ConsoleGone)
  })

  it('finds the end of an answer however it comes', async () => {
    said = (socket, commands) => {
      for (const letter of `${commands.trim()} >\n>\n\n> `) socket.write(letter)
    }
    const console = await Console.open(path())
    assert.equal(await console.ask('a'), 'a >\n>')
    console.close()
  })

  it('gives up on garbage that never ends an answer', async () => {
    const garbage = 'x'.repeat(1_048_576)
    said = (socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(garbage));
      }
      socket.on('drain', more)
      more()
    }
    await assert.rejects(Console.open(path()), ConsoleGone)
  })

  it('has no use for who closes in the middle of an answer', async () => {
    said = (socket) => void socket.end('half an ans')
    await assert.rejects(Console.open(path()), ConsoleGone)
  })
})
