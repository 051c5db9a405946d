/**
 * The addresses of this machine, and those that the agent adds to it.
 *
 * Answers for: the forms. Does not know: who wants an address, or what changes one.
 */

import type { Problem, ProxyConfig } from '../../ir/index.ts'

/** An address on a network interface. */
export interface Place {
  /** In its canonical spelling. */
  readonly address: string
  readonly interface: string
}

/** What a machine can do with addresses. All of it throws an `Error` with the system's words. */
export interface AddressTool {
  /** Every address that the machine has, on any interface. */
  list(): Promise<ReadonlySet<string>>
  add(place: Place): Promise<void>
  remove(place: Place): Promise<void>
}

/** Sees to it that the machine has the addresses which binds with an interface want. */
export interface Addresses {
  /** Adds what is missing; with any problem nothing stays added. Never throws. */
  add(config: ProxyConfig): Promise<readonly Problem[]>
  /**
   * Takes away again what was added here and no bind of `config` wants any more, soon: connections
   * get a moment to end. What was there before is left alone. Never throws.
   */
  retain(config: ProxyConfig | null): Promise<void>
  /** Removes nothing any more: what was added is a successor's to keep or to remove. */
  leave(): void
  /** Takes all away that was added here, at once. */
  close(): Promise<void>
}
