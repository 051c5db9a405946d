/**
 * What the plane writes for a configuration: the text, and the files it refers to.
 *
 * Answers for: a directory of its own, named the same in every text, and a machine that is always
 * the same. Does not know: HAProxy.
 */

import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPlan, toRosters } from '../../../../../src/engine/dataplane/haproxy/blueprint.ts'
import { Files } from '../../../../../src/engine/dataplane/haproxy/files.ts'
import { renderConfig } from '../../../../../src/engine/dataplane/haproxy/render.ts'
import type { Conditions } from '../../../../../src/engine/dataplane/contract.ts'
import type { ProxyConfig } from '../../../../../src/engine/ir/index.ts'

export interface Written {
  readonly config: string
  /** Files of cookies and certificates that it refers to, each with its path. */
  readonly lists: readonly string[]
}

export class Desk {
  readonly #directory = mkdtempSync(join(tmpdir(), 'lb-written-'))
  readonly #files = new Files(this.#directory)

  /** A file that HAProxy can be asked about, and everything that it refers to. */
  async write(config: ProxyConfig, conditions: Conditions = new Map()): Promise<string> {
    const plan = planOf(config, conditions)
    return this.#files.write({ config, plan, structure: '' }, this.#files.place(1))
  }

  /** The same for people: as on a machine with two threads, in `/run/lb`. */
  async read(config: ProxyConfig, conditions: Conditions = new Map()): Promise<Written> {
    const place = {
      ...this.#files.place(1, 'mark'),
      ...{
        workerSocket: '/run/lb/worker-1.sock',
        threads: 2,
        connectionsMax: 20_000,
        user: 'haproxy',
        jail: '/run/lb/jail',
      },
    }
    const plan = planOf(config, conditions)
    await this.#files.write({ config, plan, structure: '' }, this.#files.place(1))
    const text = renderConfig(plan, place)
    const lists = readdirSync(this.#directory)
      .filter((name) => /\.(slots|tokens|certificates)$/.test(name) && text.includes(name))
      .toSorted()
      .map((name) => `${name}:\n${readFileSync(join(this.#directory, name), 'utf8')}`)
    return {
      config: this.#anywhere(text),
      lists: lists.map((list) => this.#anywhere(list)),
    }
  }

  #anywhere(text: string): string {
    return text.replaceAll(this.#directory, '/run/lb')
  }

  close(): void {
    this.#files.remove()
  }
}

function planOf(config: ProxyConfig, conditions: Conditions): ReturnType<typeof toPlan> {
  return toPlan({
    ...{ config, conditions, departed: new Map() },
    rosters: toRosters(config, new Map()),
  })
}
