/**
 * The sockets that a configuration needs, by what they are bound to.
 *
 * Answers for: their names, and which of them are new. Pure. Does not know: who binds them.
 */

import type { Bind, ProxyConfig } from '../ir/index.ts'
import { listenersOf } from './parts.ts'

/** A socket that a change needs, with the listener that asks for it. */
export interface WantedBind {
  readonly listenerId: string
  readonly bind: Bind
}

/** The name of a socket: what a listener binds, whoever owns it. */
export function bindKey(bind: Bind): string {
  return `${bind.address} ${bind.port}`
}

/** The sockets that a configuration needs. */
export function toBinds(config: ProxyConfig): readonly WantedBind[] {
  return listenersOf(config).flatMap((listener) =>
    listener.binds.map((bind) => ({ listenerId: listener.id, bind })),
  )
}

/** Those of them that are not bound by `from`. */
export function toNewBinds(from: ProxyConfig, to: ProxyConfig): readonly WantedBind[] {
  const bound = new Set(toBinds(from).map((wanted) => bindKey(wanted.bind)))
  return toBinds(to).filter((wanted) => !bound.has(bindKey(wanted.bind)))
}

/** Those that are not ours already: `own` came from a predecessor. */
export function toForeign(
  binds: readonly WantedBind[],
  own: readonly Bind[],
): readonly WantedBind[] {
  const names = new Set(own.map(bindKey))
  return binds.filter(({ bind }) => !names.has(bindKey(bind)))
}
