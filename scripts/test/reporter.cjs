/**
 * How the tests' result is told: Mocha's own report, then loudly what was skipped, then, after the
 * last pass, one plain line that a person and a program can read.
 *
 * Its options are `style`, the file in which passes add up their `totals`, and how many `passes`
 * there are. CommonJS, as Mocha wants a reporter to be its export.
 */

'use strict'

const { accessSync, constants, existsSync, readFileSync, writeFileSync } = require('node:fs')
const { delimiter, join } = require('node:path')
const { reporters } = require('mocha')

const clis = ['terraform', 'tofu']

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The outermost suite of a test. */
function toSuite(test) {
  const [suite = test.title] = test.titlePath()
  return suite
}

/** The sums of this pass and those before it. */
function addUp({ passes, failures, pending }, file) {
  const before = { passes: 0, passed: 0, failed: 0, skipped: 0 }
  if (file !== undefined && existsSync(file)) {
    Object.assign(before, JSON.parse(readFileSync(file, 'utf8')))
  }
  const totals = {
    passes: before.passes + 1,
    passed: before.passed + passes,
    failed: before.failed + failures,
    skipped: before.skipped + pending,
  }
  if (file !== undefined) writeFileSync(file, JSON.stringify(totals))
  return totals
}

module.exports = class ClosingLine {
  #options
  #skipped = new Map()
  #stats

  constructor(runner, options) {
    this.#options = options.reporterOptions ?? {}
    const Report = this.#options.style === 'spec' ? reporters.Spec : reporters.Dot
    this.report = new Report(runner, options)
    this.#stats = runner.stats
    runner.on('pending', (test) => {
      const suite = toSuite(test)
      this.#skipped.set(suite, (this.#skipped.get(suite) ?? 0) + 1)
    })
  }

  /** Mocha calls this last of all. */
  done(failures, end) {
    for (const [suite, count] of this.#skipped) console.log(`SKIPPED ${count} in: ${suite}`)
    const { passes, passed, failed, skipped } = addUp(this.#stats, this.#options.totals)
    const isLast = passes >= Number(this.#options.passes ?? 1)
    const isEmpty = isLast && passed + failed === 0
    if (isEmpty) console.log('No test ran, which counts as a failure.')
    if (isLast) {
      if (!clis.some(isOnPath)) {
        console.log('SKIPPED: neither terraform nor tofu is on PATH; acceptance tests need one.')
      }
      console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
    }
    end(failures + (isEmpty ? 1 : 0))
  }
}
