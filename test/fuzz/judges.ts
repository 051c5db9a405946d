/**
 * Real proxies as judges: what do they read in bytes that ours forwarded?
 *
 * Answers for: HAProxy and nginx as processes on loopback, each telling what it read. A program
 * that is not installed judges nothing; whoever asks is told so. Does not know: what is right.
 */

import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRefused } from '../contract/dataplane/raw.ts'
import { freePort } from '../support/ports.ts'
import { waitFor } from '../support/wait.ts'

const JUDGEMENT_DEADLINE_MS = 10_000
const SENTINEL = '/the-end'
const SENTINEL_REQUEST = `GET ${SENTINEL} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`

/** What a judge read: method and target of each request, or the status that it refused one with. */
export type Verdict = readonly string[]

export interface Judge {
  readonly name: string
  /** Reads `bytes` and then one request more, by which it is known that it went on rightly. */
  judge(bytes: Buffer): Promise<Verdict>
  close(): Promise<void>
}

/** The last reading of a judge that took exactly what it was given. */
export const lastReading = `GET ${SENTINEL}`

interface Program {
  readonly name: string
  toConfig(port: number, directory: string): string
  toArgs(file: string, directory: string): readonly string[]
}

const haproxy: Program = {
  name: 'haproxy',
  toConfig: (port) => `
defaults
  mode http
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend judge
  bind 127.0.0.1:${port}
  option http-buffer-request
  http-request return status 200 hdr X-Seen "%[method] %[url]"
`,
  toArgs: (file) => ['-db', '-q', '-f', file],
}

const nginx: Program = {
  name: 'nginx',
  toConfig: (port, directory) => `
daemon off;
master_process off;
pid ${directory}/pid;
error_log ${directory}/error.log crit;
events {}
http {
  access_log off;
  client_body_temp_path ${directory};
  proxy_temp_path ${directory};
  fastcgi_temp_path ${directory};
  uwsgi_temp_path ${directory};
  scgi_temp_path ${directory};
  server {
    listen 127.0.0.1:${port};
    large_client_header_buffers 4 32k;
    add_header X-Seen "$request_method $request_uri" always;
    location / { return 200; }
  }
}
`,
  toArgs: (file, directory) => ['-p', directory, '-c', file],
}

/** Those that are installed, and the names of those that are not. */
export async function startJudges(): Promise<{
  judges: readonly Judge[]
  missing: readonly string[]
}> {
  const programs = [haproxy, nginx]
  const isThere = (program: Program): boolean => spawnSync(program.name, ['-v']).error === undefined
  return {
    judges: await Promise.all(programs.filter(isThere).map(start)),
    missing: programs.filter((program) => !isThere(program)).map(({ name }) => name),
  }
}

async function start(program: Program): Promise<Judge> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-judge-'))
  const port = await freePort()
  const file = join(directory, 'config')
  await writeFile(file, program.toConfig(port, directory))
  const child = spawn(program.name, program.toArgs(file, directory), { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await waitFor(program.name, async () => !(await isRefused(port)) || null)
  return {
    name: program.name,
    judge: (bytes) => judge(port, bytes),
    close: async () => {
      child.kill('SIGKILL')
      await ended
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function judge(port: number, bytes: Buffer): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no verdict on ${JSON.stringify(bytes.toString('latin1'))}`))
    }, JUDGEMENT_DEADLINE_MS)
    let heard = ''
    socket.on('data', (data: Buffer) => (heard += data.toString('latin1')))
    // A reset after a refusal is a way to close.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(deadline)
      resolve(toVerdict(heard))
    })
    socket.write(Buffer.concat([bytes, Buffer.from(SENTINEL_REQUEST)]))
  })
}

function toVerdict(heard: string): Verdict {
  const answers = heard.split(/^HTTP\/1\.[01] /m).slice(1)
  return answers
    .filter((answer) => !answer.startsWith('1'))
    .map((answer) => {
      const status = answer.slice(0, 3)
      return status === '200' ? (/^X-Seen: (.*)\r$/im.exec(answer)?.[1] ?? '?') : status
    })
}
