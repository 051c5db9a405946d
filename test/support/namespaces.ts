/**
 * Machines made of network namespaces: each with links of its own into switches, which are bridges
 * in a namespace of their own.
 *
 * Answers for: making them, running programs inside, cutting and mending links, and leaving
 * nothing behind. Names carry this process's id. Does not know: what is tested.
 */

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Order } from './order.ts'

const ACTOR = join(import.meta.dirname, 'programs/actor.ts')

/** Why machines cannot be made here; null when they can. */
export function whyNoNamespaces(): string | null {
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const name = `lbt${process.pid}-try`
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  if (made.error !== undefined) return 'the program ip (package iproute2) is not installed'
  if (made.status !== 0) return `ip netns add: ${made.stderr.trim()}`
  spawnSync('ip', ['netns', 'delete', name])
  return null
}

/** A link from a machine into a switch: its name, and the address with its length. */
export interface Link {
  readonly name: string
  readonly switch: string
  readonly address: string
}

export interface Machine {
  /** Of the namespace, for `ip netns exec`. */
  readonly namespace: string
  /** Runs `ip` inside; throws with its words when it fails. */
  ip(...words: readonly string[]): string
  /** What an actor inside answers to the order. */
  tell<T>(order: Order): Promise<T>
}

export class Lab {
  readonly #prefix = `lbt${process.pid}`
  readonly #namespaces: string[] = []
  readonly #children: ChildProcess[] = []
  readonly #switches: string
  readonly #bridges = new Set<string>()
  #links = 0

  constructor() {
    this.#switches = this.#addNamespace('sw')
  }

  machine(name: string, links: readonly Link[]): Machine {
    const namespace = this.#addNamespace(name)
    for (const link of links) this.#connect(namespace, link)
    const tell = this.#toActor(namespace)
    return { namespace, ip: (...words) => ip('-n', namespace, ...words), tell }
  }

  /** Ends every actor and removes every namespace, and so all links. */
  close(): void {
    for (const child of this.#children) child.kill('SIGKILL')
    for (const name of this.#namespaces.toReversed()) spawnSync('ip', ['netns', 'delete', name])
  }

  #addNamespace(name: string): string {
    const namespace = `${this.#prefix}-${name}`
    ip('netns', 'add', namespace)
    this.#namespaces.push(namespace)
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
    return namespace
  }

  #connect(namespace: string, link: Link): void {
    if (!this.#bridges.has(link.switch)) {
      this.#bridges.add(link.switch)
      ip('-n', this.#switches, 'link', 'add', link.switch, 'type', 'bridge')
      ip('-n', this.#switches, 'link', 'set', link.switch, 'up')
    }
    const port = `port${++this.#links}`
    const peer = ['peer', 'name', link.name, 'netns', namespace]
    ip('-n', this.#switches, 'link', 'add', port, 'type', 'veth', ...peer)
    ip('-n', this.#switches, 'link', 'set', port, 'master', link.switch, 'up')
    ip('-n', namespace, 'address', 'add', link.address, 'dev', link.name)
    ip('-n', namespace, 'link', 'set', link.name, 'up')
  }

  /** One order at a time; the actor is started with the first. */
  #toActor(namespace: string): Machine['tell'] {
    let child: ChildProcess | null = null
    let answers: AsyncIterator<string> | null = null
    return async <T>(order: Order): Promise<T> => {
      if (child === null || answers === null) {
        child = spawn('ip', ['netns', 'exec', namespace, process.execPath, ACTOR], {
          stdio: ['pipe', 'pipe', 'inherit'],
        })
        this.#children.push(child)
        assert(child.stdout !== null)
        answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      }
      if (child.stdin?.write(`${JSON.stringify(order)}\n`) === false) {
        await once(child.stdin, 'drain')
      }
      const { value, done } = await answers.next()
      assert(done !== true, `the actor in ${namespace} ended`)
      return JSON.parse(value) as T
    }
  }
}

function ip(...words: readonly string[]): string {
  const result = spawnSync('ip', words, { encoding: 'utf8' })
  if (result.status === 0) return result.stdout
  throw new Error(`ip ${words.join(' ')}: ${result.stderr.trim()}`)
}
