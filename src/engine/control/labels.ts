/**
 * What every object carries beside its spec: name, owner, tags, the key and the maker of its
 * creation.
 *
 * Answers for: their limits. Does not know: any kind.
 */

import type { PutOperation } from '../client/contract.ts'
import type { Problem } from '../ir/index.ts'
import { BUILT_IN_OWNER, checkName, toProblem } from '../kinds/index.ts'
import type { Kind } from '../kinds/index.ts'
import * as limits from './limits.ts'

export function checkLabels(operation: PutOperation, kind: Kind): readonly Problem[] {
  const isUnnamed = operation.name === '' && kind.nameIsOptional === true
  return [
    ...(isUnnamed ? [] : checkName(operation.name)),
    ...checkOwner(operation.owner),
    ...checkTags(operation.tags),
    ...checkKey(operation.idempotencyKey),
    ...checkMaker(operation.maker),
  ]
}

function checkOwner(owner: string): readonly Problem[] {
  if (owner === BUILT_IN_OWNER) {
    const message = `The owner "${BUILT_IN_OWNER}" is kept for what is built in; choose another.`
    return [toProblem('invalid_argument', ['owner'], message)]
  }
  if (owner !== '' && owner.length <= limits.OWNER_CHARACTERS_MAX) return []
  const message = `The owner must be a text of 1 to ${limits.OWNER_CHARACTERS_MAX} characters.`
  return [toProblem('invalid_argument', ['owner'], message)]
}

function checkTags(tags: PutOperation['tags']): readonly Problem[] {
  const entries = Object.entries(tags)
  if (entries.length > limits.TAGS_MAX) {
    const message = `There may be at most ${limits.TAGS_MAX} tags, not ${entries.length}.`
    return [toProblem('limit_exceeded', ['tags'], message)]
  }
  return entries
    .filter(([key, value]) => !isTag(key, value))
    .map(([key]) => {
      const message =
        `A tag has a key of 1 to ${limits.TAG_KEY_CHARACTERS_MAX} characters and a value of ` +
        `at most ${limits.TAG_VALUE_CHARACTERS_MAX}.`
      return toProblem('invalid_argument', ['tags', key], message)
    })
}

function isTag(key: string, value: string): boolean {
  if (key === '' || key.length > limits.TAG_KEY_CHARACTERS_MAX) return false
  return value.length <= limits.TAG_VALUE_CHARACTERS_MAX
}

function checkKey(key: string | null): readonly Problem[] {
  if (key === null) return []
  if (key !== '' && key.length <= limits.IDEMPOTENCY_KEY_CHARACTERS_MAX) return []
  const message = `An idempotency key has 1 to ${limits.IDEMPOTENCY_KEY_CHARACTERS_MAX} characters.`
  return [toProblem('invalid_argument', ['idempotencyKey'], message)]
}

function checkMaker(maker: PutOperation['maker']): readonly Problem[] {
  const texts = maker === undefined ? [] : [maker.scope, maker.run]
  const isMarked = (text: string): boolean =>
    text !== '' && text.length <= limits.MAKER_CHARACTERS_MAX
  if (texts.every(isMarked)) return []
  const message = `Scope and run of a maker have 1 to ${limits.MAKER_CHARACTERS_MAX} characters.`
  return [toProblem('invalid_argument', ['maker'], message)]
}
