/**
 * How the tests' result is told: Mocha's own report, then loudly what was skipped, then one plain
 * line that a person and a program can read. CommonJS, as Mocha wants a reporter to be its export.
 */

'use strict'

const { accessSync, constants } = require('node:fs')
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

module.exports = class ClosingLine {
  #skipped = new Map()
  #stats

  constructor(runner, options) {
    const Report = options.reporterOptions?.style === 'spec' ? reporters.Spec : reporters.Dot
    this.report = new Report(runner, options)
    this.#stats = runner.stats
    runner.on('pending', (test) => {
      const suite = toSuite(test)
      this.#skipped.set(suite, (this.#skipped.get(suite) ?? 0) + 1)
    })
  }

  /** Mocha calls this last of all; `failures` is not zero either when no test ran. */
  done(failures, end) {
    for (const [suite, count] of this.#skipped) console.log(`SKIPPED ${count} in: ${suite}`)
    if (!clis.some(isOnPath)) {
      console.log('SKIPPED: neither terraform nor tofu is on PATH; acceptance tests need one.')
    }
    const { passes, failures: failed, pending } = this.#stats
    if (passes + failed + pending === 0) console.log('No test ran, which counts as a failure.')
    console.log(`${passes} passed, ${failed} failed, ${pending} skipped`)
    end(failures)
  }
}
