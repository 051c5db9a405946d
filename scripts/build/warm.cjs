/**
 * Runs the plugin as its starter does and writes the V8 code cache when it ends: then the cache
 * holds every function that serving has called, not only those that loading calls.
 *
 *   node warm.cjs STARTER CACHE_FILE
 */

'use strict'

const { writeFileSync } = require('node:fs')

const [, , starter, cacheFile] = process.argv
process.argv.splice(1, 3, starter)
const script = require(starter)
process.on('exit', () => writeFileSync(cacheFile, script.createCachedData()))
