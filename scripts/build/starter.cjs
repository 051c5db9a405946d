/**
 * Starts the bundle beside it, with its V8 code cache where V8 takes it and without where it does
 * not. The file is there once for each program: main chooses its role by the name in `argv[1]`.
 */

'use strict'

const OLDEST_NODE = 22

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `lb needs Node.js ${OLDEST_NODE} or newer, and ${process.execPath} is ${process.version}.\n`,
  )
  process.exit(1)
}

const { readFileSync } = require('node:fs')
const { wrap } = require('node:module')
const { join } = require('node:path')
const { Script } = require('node:vm')

const filename = join(__dirname, 'main.cjs')

function tryCache() {
  try {
    return readFileSync(join(__dirname, 'CACHE_NAME'))
  } catch {
    return undefined
  }
}

const script = new Script(wrap(readFileSync(filename, 'latin1')), {
  filename,
  cachedData: tryCache(),
})
script.runInThisContext()(exports, require, module, filename, __dirname)

/** For the build, which takes the cache from it. */
module.exports = script
