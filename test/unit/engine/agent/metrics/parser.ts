/**
 * A strict reader of the text format 0.0.4, written from its description: it throws for whatever a
 * scraper might read otherwise than it was meant.
 */

import assert from 'node:assert/strict'

export interface ReadFamily {
  readonly type: string
  readonly samples: Map<string, number>
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/

/** Families by name; samples by their whole name with sorted labels. */
export function readExposition(text: string): Map<string, ReadFamily> {
  assert.ok(text.endsWith('\n'), 'the last line ends with a newline')
  const families = new Map<string, ReadFamily>()
  let current: [string, ReadFamily] | null = null
  let helped = ''
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      const [, , name = ''] = line.split(' ')
      assert.match(name, NAME)
      assert.ok(!families.has(name), `${name} comes once`)
      helped = name
    } else if (line.startsWith('# TYPE ')) {
      const [, , name = '', type = '', ...rest] = line.split(' ')
      assert.equal(name, helped, 'HELP stands right before TYPE')
      assert.ok(['counter', 'gauge', 'histogram', 'summary'].includes(type) && rest.length === 0)
      current = [name, { type, samples: new Map() }]
      families.set(...current)
    } else {
      assert.ok(current !== null, `${line} belongs to a family`)
      readSample(line, ...current)
    }
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkBuckets(name, family)
  return families
}

function readSample(line: string, family: string, { type, samples }: ReadFamily): void {
  const brace = line.indexOf('{')
  const space = line.lastIndexOf(' ')
  const name = line.slice(0, brace < 0 ? space : brace)
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['', '_sum', '_count']
  assert.ok(
    suffixes.some((suffix) => name === family + suffix),
    `${name} is of ${family}`,
  )
  if (type === 'counter') assert.ok(name.endsWith('_total'), `${name} is a counter by its name`)
  const labels = brace < 0 ? [] : readLabels(line.slice(brace + 1, space))
  assert.equal(new Set(labels.map(([label]) => label)).size, labels.length, 'a label comes once')
  const number = line.slice(space + 1)
  assert.match(number, NUMBER)
  const sorted = labels.map(([label, value]) => `${label}=${encodeURIComponent(value)}`).toSorted()
  const key = `${name}{${sorted.join(',')}}`
  assert.ok(!samples.has(key), `${key} comes once`)
  samples.set(key, Number(number.replace('Inf', 'Infinity')))
}

/** `a="b",c="d"}`, escapes undone. */
function readLabels(text: string): [string, string][] {
  const labels: [string, string][] = []
  let rest = text
  do {
    if (labels.length > 0) rest = rest.slice(1)
    const equals = rest.indexOf('="')
    const name = rest.slice(0, equals)
    assert.match(name, LABEL)
    const { value, length } = readValue(rest.slice(equals + 2))
    labels.push([name, value])
    rest = rest.slice(equals + 2 + length)
  } while (rest.startsWith(','))
  assert.equal(rest, '}')
  return labels
}

/** Up to the closing quote, which `length` counts. */
function readValue(text: string): { value: string; length: number } {
  let value = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '"') return { value, length: at + 1 }
    if (character === '\\') {
      at += 1
      assert.match(text[at] ?? '', /[\\"n]/)
      value += text[at] === 'n' ? '\n' : text[at]
    } else value += character
  }
  return assert.fail(`${text} ends with a quote`)
}

/** Buckets add up, and the last one is the count. */
function checkBuckets(name: string, { samples }: ReadFamily): void {
  const last = new Map<string, number>()
  for (const [key, value] of samples) {
    const series = key.replace(/,?le=[^,}]*/, '').replace('{,', '{')
    if (key.startsWith(`${name}_bucket`)) {
      assert.ok(value >= (last.get(series) ?? 0), `${key} is cumulative`)
      last.set(series, value)
    } else if (key.startsWith(`${name}_count`)) {
      assert.equal(
        last.get(series.replace('_count', '_bucket')),
        value,
        `${key} is the last bucket`,
      )
    }
  }
}
