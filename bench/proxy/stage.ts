/**
 * The processes of one comparison, and their end.
 *
 * Answers for: contestants with one job each, on ports of their own, all behind the same servers.
 * Does not know: what is measured.
 */

import { spawnSync } from 'node:child_process'
import { freePort } from '../../test/support/ports.ts'
import { startEmbedded, startServers, startSource } from './contestants.ts'
import type { ProxyJob, Running } from './contestants.ts'
import { startCaddy, startHaproxy, startNginx } from './peers.ts'

const starters = {
  haproxy: startHaproxy,
  embedded: startEmbedded,
  nginx: startNginx,
  caddy: startCaddy,
} as const

export type ProxyName = keyof typeof starters

export const ours: readonly ProxyName[] = ['haproxy', 'embedded']

/** HAProxy, the embedded plane, and whichever else is installed. */
export const everyone: readonly ProxyName[] = [...ours, ...(['nginx', 'caddy'] as const)].filter(
  (name) => name === 'embedded' || isInstalled(name),
)

export function isInstalled(program: string): boolean {
  return spawnSync('which', [program]).status === 0
}

export interface Contestants {
  readonly proxies: readonly { readonly name: ProxyName; readonly proxy: Running }[]
}

/** What answers behind the proxies. */
export type Servers = { readonly bytes: number } | 'answers' | 'stream'

export type Job = Pick<ProxyJob, 'protocol' | 'pemFile' | 'isFull'> & {
  readonly directory: string
  readonly servers: Servers
}

/** Runs `work` with the proxies of `names` before two servers, and ends them all. */
export async function withProxies<T>(
  names: readonly ProxyName[],
  { servers, ...job }: Job,
  work: (contestants: Contestants['proxies']) => Promise<T>,
): Promise<T> {
  const running: Running[] = []
  try {
    const ports = [await freePort(), await freePort()]
    running.push(await startBehind(servers, job.directory, ports))
    const proxies: { name: ProxyName; proxy: Running }[] = []
    for (const name of names) {
      const proxy = await starters[name]({ ...job, servers: ports, port: await freePort() })
      running.push(proxy)
      proxies.push({ name, proxy })
    }
    return await work(proxies)
  } finally {
    for (const one of running) one.stop()
  }
}

function startBehind(
  servers: Servers,
  directory: string,
  ports: readonly number[],
): Promise<Running> {
  return typeof servers === 'string'
    ? startSource(servers, ports)
    : startServers({ directory, ports, bytes: servers.bytes })
}
