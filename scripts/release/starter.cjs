/**
 * Starts the bundle beside it under the Node of the package. What V8 compiles is kept in the user's
 * cache directory, so that later starts are faster; where there is none, nothing is kept. The file
 * is there once for each program: main chooses its role by the name in `argv[1]`.
 */

'use strict'

const { enableCompileCache } = require('node:module')
const { isAbsolute, join } = require('node:path')

const { XDG_CACHE_HOME = '', HOME = '' } = process.env
const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : HOME && join(HOME, '.cache')
// Says whether it could, and throws for nothing.
if (isAbsolute(caches)) enableCompileCache(join(caches, 'terraform-provider-lb'))

require(join(__dirname, 'main.cjs'))
