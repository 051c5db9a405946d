/**
 * Mocha's own report for people, and beside it a file of results for the program that started
 * Mocha: a line of JSON for each test, `{ outcome, file, titles }`.
 *
 * Its options are `style` and `results`, the file. CommonJS, as Mocha wants a reporter to be its
 * export.
 */

'use strict'

const { appendFileSync } = require('node:fs')
const { reporters } = require('mocha')

/** What Mocha calls the events, and what `results.ts` calls the outcomes. */
const outcomes = { pass: 'passed', fail: 'failed', pending: 'skipped' }

/** Mocha calls it with `new`. */
module.exports = function report(runner, options) {
  const { style, results } = options.reporterOptions
  const Report = style === 'spec' ? reporters.Spec : reporters.Dot
  for (const [event, outcome] of Object.entries(outcomes)) {
    runner.on(event, (test) => {
      const result = { outcome, file: test.file, titles: test.titlePath() }
      appendFileSync(results, `${JSON.stringify(result)}\n`)
    })
  }
  return new Report(runner, options)
}
