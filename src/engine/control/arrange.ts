/**
 * A group of writes, judged: what is carried out, what is refused, and what waits for others.
 *
 * Answers for: writes that only fit together (two ports swapped, a port that passes from one
 * listener to another) being carried out together, whichever comes first. Pure but for its layer.
 * Does not know: how long a write may wait, and what becomes of what was accepted.
 *
 *     alone ──┬─ fits ────────────────────────▶ accepted, or waits for a successor
 *             ├─ clashes ─▶ with those that ──┬─ fits ─▶ the same, all of them
 *             │             change a rival    └─ does not ─▶ waits for room, or is refused
 *             └─ is wrong ────────────────────▶ refused
 */

import assert from 'node:assert'
import type { Operation } from '../client/contract.ts'
import { EngineError } from '../errors.ts'
import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { judge } from './judge.ts'
import type { JudgeContext, Marks, Verdict } from './judge.ts'
import { claim } from './lost.ts'
import { ClashError } from './refusal.ts'
import type { Step } from './steps.ts'

export interface Transaction {
  readonly operations: readonly Operation[]
  /** Asked by the engine itself: kinds that callers may only read can be written. */
  readonly isEngine: boolean
  /** The ids of objects that somebody has noted. */
  readonly claims?: readonly string[]
  /** An import: its objects have ids, and more of their own (`Marks`), already. */
  readonly imported?: ReadonlyMap<string, Marks>
}

/** A transaction, and what it may still wait for. */
export interface Write {
  readonly transaction: Transaction
  readonly patience: Patience
}

export interface Patience {
  /** For others to make room: it clashes with objects of the same owner, and with nothing else. */
  readonly forRoom: boolean
  /** For somebody to take over what it gives up, so that traffic sees no gap. */
  readonly forSuccessor: boolean
}

export const impatient: Patience = { forRoom: false, forSuccessor: false }

export type Ruling =
  /** What there is now, per operation. */
  | { readonly kind: 'accepted'; readonly results: readonly EngineObject[] }
  | { readonly kind: 'refused'; readonly error: EngineError }
  | { readonly kind: 'waits'; readonly wait: Wait }

/** `owner`: of what is given up. */
export type Wait = { readonly for: 'room' } | { readonly for: 'successor'; readonly owner: string }

export interface Arrangement {
  /** The graph with all that is accepted. */
  readonly layer: Graph
  readonly steps: readonly Step[]
  /** One per write, in their order. */
  readonly rulings: readonly Ruling[]
  /** The places of accepted writes, those that only fit together in one list. */
  readonly units: readonly (readonly number[])[]
}

export type ArrangeContext = Omit<JudgeContext, 'isEngine' | 'imported'>

/** Judges `writes` in their order over `graph`: later ones see what earlier ones did. */
export function arrange(
  graph: Graph,
  writes: readonly Write[],
  context: ArrangeContext,
): Arrangement {
  return new Arranging({ layer: graph.fork(), writes, context }).run()
}

/** What became of judging some writes as one transaction. */
type Attempt =
  | { readonly kind: 'fits'; readonly own: Graph; readonly verdict: Verdict }
  | { readonly kind: 'clashes'; readonly error: ClashError }
  | { readonly kind: 'wrong'; readonly error: EngineError }

class Arranging {
  readonly #layer: Graph
  readonly #writes: readonly Write[]
  readonly #context: ArrangeContext
  readonly #rulings: (Ruling | undefined)[]
  readonly #steps: Step[] = []
  readonly #units: (readonly number[])[] = []

  constructor(options: { layer: Graph; writes: readonly Write[]; context: ArrangeContext }) {
    this.#layer = options.layer
    this.#writes = options.writes
    this.#context = options.context
    this.#rulings = new Array<Ruling | undefined>(options.writes.length)
  }

  run(): Arrangement {
    let accepted = -1
    // What was accepted may have made room for what waits.
    while (accepted < this.#units.length && this.#hasOpen()) {
      accepted = this.#units.length
      for (const place of this.#writes.keys()) if (this.#isOpen(place)) this.#rule(place)
    }
    const rulings = this.#rulings.filter((ruling) => ruling !== undefined)
    return { layer: this.#layer, steps: this.#steps, rulings, units: this.#units }
  }

  #hasOpen(): boolean {
    return [...this.#writes.keys()].some((place) => this.#isOpen(place))
  }

  #isOpen(place: number): boolean {
    const ruling = this.#rulings[place]
    return ruling === undefined || ruling.kind === 'waits'
  }

  #rule(place: number): void {
    const alone = this.#attempt([place])
    const { places, attempt } =
      alone.kind === 'clashes' ? this.#join(place, alone) : { places: [place], attempt: alone }
    if (attempt.kind !== 'fits') {
      this.#rulings[place] = this.#toRefusal(place, alone)
      return
    }
    const given = this.#mayWaitForSuccessor(places) ? findGivenUp(attempt.own, this.#layer) : null
    if (given === null) this.#accept(places, attempt)
    else this.#rulings[place] = toWaiting({ for: 'successor', owner: given.owner })
  }

  /** Adds the writes that change a rival, as long as there are some and it does not fit yet. */
  #join(place: number, alone: Attempt): { places: readonly number[]; attempt: Attempt } {
    const places = [place]
    let attempt = alone
    while (attempt.kind === 'clashes') {
      const more = this.#findPartners(places, attempt.error.rivals)
      if (more.length === 0) break
      places.push(...more)
      attempt = this.#attempt(places)
    }
    return { places, attempt }
  }

  /** For each rival the first open write that changes it; none that is in `places` already. */
  #findPartners(places: readonly number[], rivals: readonly string[]): readonly number[] {
    const partners = rivals.map((rival) =>
      this.#writes.findIndex(({ transaction }, place) => {
        if (transaction.isEngine || transaction.imported !== undefined) return false
        if (!this.#isOpen(place)) return false
        return transaction.operations.some(({ id }) => id === rival)
      }),
    )
    return [...new Set(partners)].filter((place) => place >= 0 && !places.includes(place))
  }

  #attempt(places: readonly number[]): Attempt {
    const transactions = places.map((place) => this.#toWrite(place).transaction)
    const attempt = this.#try(transactions, this.#context)
    const { isAttended, ...rest } = this.#context
    if (attempt.kind === 'fits' || isAttended === undefined) return attempt
    // What would be taken over may not become what is asked for; a new object may.
    return transactions.some(hasMaker) ? this.#try(transactions, rest) : attempt
  }

  #try(transactions: readonly Transaction[], context: ArrangeContext): Attempt {
    const own = this.#layer.fork()
    const isEngine = transactions.every((transaction) => transaction.isEngine)
    const operations = transactions.flatMap((transaction) => transaction.operations)
    try {
      const [{ imported } = {}] = transactions
      const marks = transactions.length === 1 && imported !== undefined ? { imported } : {}
      const verdict = judge(own, operations, { ...context, isEngine, ...marks })
      for (const { claims = [] } of transactions) claim(own, claims)
      return { kind: 'fits', own, verdict }
    } catch (error) {
      if (error instanceof ClashError) return { kind: 'clashes', error }
      if (error instanceof EngineError) return { kind: 'wrong', error }
      throw error
    }
  }

  #toRefusal(place: number, alone: Attempt): Ruling {
    assert(alone.kind !== 'fits', 'what fits is not refused')
    const mayWait = alone.kind === 'clashes' && this.#toWrite(place).patience.forRoom
    return mayWait ? toWaiting({ for: 'room' }) : { kind: 'refused', error: alone.error }
  }

  #mayWaitForSuccessor(places: readonly number[]): boolean {
    return places.every((place) => this.#toWrite(place).patience.forSuccessor)
  }

  #accept(places: readonly number[], { own, verdict }: Extract<Attempt, { kind: 'fits' }>): void {
    own.merge()
    this.#units.push(places)
    this.#steps.push(...verdict.steps)
    let from = 0
    for (const place of places) {
      const to = from + this.#toWrite(place).transaction.operations.length
      this.#rulings[place] = { kind: 'accepted', results: verdict.results.slice(from, to) }
      from = to
    }
  }

  #toWrite(place: number): Write {
    const write = this.#writes[place]
    assert(write, `there is a write at ${place}`)
    return write
  }
}

function hasMaker({ operations }: Transaction): boolean {
  return operations.some((operation) => operation.type === 'put' && operation.maker !== undefined)
}

function toWaiting(wait: Wait): Ruling {
  return { kind: 'waits', wait }
}

/**
 * An object that gives up something, in the layer, which nobody there takes over; null when none
 * does. `below`: the graph without the layer, where it had it.
 */
function findGivenUp(layer: Graph, below: Graph): EngineObject | null {
  const toClaims = (object: EngineObject, world: Graph): readonly string[] =>
    layer.kind(object.kind)?.claims?.(object, world) ?? []
  const { puts, deletes } = layer.changes()
  const before = puts.map(({ id }) => below.find(id)).filter((object) => object !== undefined)
  const kept = new Set(puts.flatMap((object) => toClaims(object, layer)))
  const isGiver = (object: EngineObject, world: Graph): boolean =>
    toClaims(object, world).some((claim) => !kept.has(claim))
  const changed = before.find((object) => isGiver(object, below))
  return changed ?? deletes.find((object) => isGiver(object, layer)) ?? null
}
